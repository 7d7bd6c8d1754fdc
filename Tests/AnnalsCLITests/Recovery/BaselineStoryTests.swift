import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

@Suite("annals undo: the story over a baseline alone", .timeLimit(.minutes(5)))
struct BaselineStoryTests {
  private static let prompts = 300
  /// What eve deletes, what she edits, and what ben edits of that after her.
  private static let (deleted, edited, contested) = (0..<20, 20..<35, 20..<23)

  private func id(_ number: Int) -> String { "prompt-\(number)" }

  private func item(_ number: Int, _ name: String? = nil) -> AttributeMap {
    ["prompt_id": .s(id(number)), "name": .s(name ?? "Prompt \(number)"), "tags": .ss(["a", "t\(number % 7)"])]
  }

  private func items(_ table: CommandTable) async throws -> [String: AttributeValue] {
    var scan = Scan(tableName: "prompts")
    scan.consistentRead = true
    let items = try await table.dynamoDB.scan(scan).items
    return Dictionary(items.compactMap { item in item["prompt_id"]?.string.map { ($0, item["name"] ?? .null) } }, uniquingKeysWith: { $1 })
  }

  /// What a service records that knows no state before.
  private func record(_ kind: OperationKind, _ number: Int, by user: String, after name: String?) -> String {
    let after = name.map { #"{"prompt_id":"\#(id(number))","name":"\#($0)","tags":["a","t\#(number % 7)"]}"# } ?? "null"
    return #"{"operation_type":"\#(kind)","resource_type":"PROMPT","resource_id":"\#(id(number))","timestamp":"\#(Timestamp.now)","#
      + #""user_id":"\#(user)","before_state":null,"after_state":\#(after),"metadata":{"success":true}}"#
  }

  /// Changes the service's items, and records it.
  private func happen(_ table: CommandTable) async throws {
    var records: [String] = []
    func put(_ number: Int, _ name: String, by user: String) async throws {
      _ = try await table.dynamoDB.putItem(PutItem(tableName: "prompts", item: item(number, name)))
      records.append(record(.update, number, by: user, after: name))
    }
    for number in Self.deleted {
      _ = try await table.dynamoDB.deleteItem(DeleteItem(tableName: "prompts", key: ["prompt_id": .s(id(number))]))
      records.append(record(.delete, number, by: "eve", after: nil))
    }
    for number in Self.edited { try await put(number, "spoilt", by: "eve") }
    for number in Self.contested { try await put(number, "Ben's", by: "ben") }
    try table.folder.write(records.joined(separator: "\n") + "\n", to: "records.ndjson")
    let imported = try await table.run("import", "records.ndjson")
    #expect(imported.status == 0, "\(imported.errors)")
  }

  @Test("The first edit and the first deletion ever recorded, without states before, are put back by the baseline, and the undo is undone")
  func story() async throws {
    try await CommandTable.with { table in
      try await table.run("setup")
      _ = try await table.dynamoDB.createTable(
        CreateTable(tableName: "prompts", keySchema: [.init("prompt_id", .hash)], attributeDefinitions: [.init("prompt_id")]))
      for start in stride(from: 0, to: Self.prompts, by: 25) {
        let writes = (start..<start + 25).map { BatchWriteItem.Write.put(item($0)) }
        _ = try await table.dynamoDB.batchWriteItem(BatchWriteItem(requestItems: ["prompts": writes]))
      }
      try table.folder.write("tables: {PROMPT: {table: prompts, key: prompt_id, types: {tags: text set}}}\n", to: "annals.yaml")
      let before = try await items(table)
      let baseline = try await table.run("baseline")
      #expect(baseline.status == 0, "\(baseline.errors)")
      try await happen(table)
      let after = try await items(table)

      let undone = try await table.run("undo", "--user", "eve", "--from", "1h", "--by", "ops", "--apply", "--json")
      #expect(undone.status == 4, "\(undone.errors)")
      let plan = try #require(try JSONParser.parse(undone.output).object?["plan"]?.object)
      let restored = Self.deleted.count + Self.edited.count - Self.contested.count
      #expect(plan["writes"] == .number(JSONNumber(restored)) && plan["held_back"] == .number(JSONNumber(Self.contested.count)))
      var expected = before
      for number in Self.contested { expected[id(number)] = "Ben's" }
      #expect(try await items(table) == expected)

      let planID = try #require(plan["plan_id"]?.string)
      let back = try await table.run("undo", "--of-plan", planID, "--by", "ops", "--apply")
      #expect(back.status == 0, "\(back.errors)")
      #expect(try await items(table) == after)
    }
  }
}
