import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

@Suite("annals baseline and annals tables on DynamoDB", .timeLimit(.minutes(5)))
struct BaselineCommandTests {
  private static let count = 600
  private static let description = "tables: {PROMPT: {table: prompts, key: prompt_id}}"

  /// Makes the service's table with its items.
  private func fill(_ table: CommandTable, _ count: Int) async throws {
    _ = try await table.dynamoDB.createTable(
      CreateTable(
        tableName: "prompts", keySchema: [KeySchemaElement("prompt_id", .hash)], attributeDefinitions: [AttributeDefinition("prompt_id")]))
    for start in stride(from: 0, to: count, by: 25) {
      let writes = (start..<min(start + 25, count)).map { number in
        BatchWriteItem.Write.put(["prompt_id": .s("p-\(number)"), "name": .s("Prompt \(number)"), "tags": .ss(["a", "b"])])
      }
      _ = try await table.dynamoDB.batchWriteItem(BatchWriteItem(requestItems: ["prompts": writes]))
    }
    try table.folder.write(Self.description, to: "annals.yaml")
  }

  @Test("A baseline that is killed is brought to its end by the next, every item once")
  func killed() async throws {
    try await CommandTable.with { table in
      try await table.run("setup")
      try await fill(table, Self.count)
      // At this pace it would take most of a minute.
      try await table.runAndKill("baseline", "--max-rcu", "1", "--segments", "2") { try await table.recordCount() >= 50 }
      let before = try await table.recordCount()
      #expect((50..<Self.count).contains(before))
      let again = try await table.run("baseline", "--json")
      let report = try JSONParser.parse(again.output).object
      #expect(again.status == 0 && report?["items"] == .number(JSONNumber(Self.count)), "\(again.output) \(again.errors)")
      let third = try await table.run("baseline", "--json")
      #expect(try JSONParser.parse(third.output).object?["recorded"] == 0, "\(third.output) \(third.errors)")
      let stats = try JSONParser.parse(try await table.run("stats", "--type", "PROMPT", "--json", "--verify").output).object
      #expect(
        stats?["total_operations"] == .number(JSONNumber(Self.count)) && stats?["baseline_records"] == .number(JSONNumber(Self.count)))
      let all = try await table.run("as-of", "--type", "prompt", "--at", "0m", "--json")
      #expect(all.lines.count == Self.count)
    }
  }

  @Test("Under a fifth of calls throttled and a twentieth reset, and killed, a baseline is whole, every item once")
  func troubled() async throws {
    let account = DynamoDBEngine.makeAccount()
    let faults = [Fault.error("ProvisionedThroughputExceededException").share(0.2), Fault.reset.share(0.05)]
    try await FaultProxy.with(faults, account: account) { url, strikes in
      try await CommandTable.with(account, url: url) { table in
        let direct = ["AWS_ENDPOINT_URL": try await DynamoDBEngine.shared().url]
        try await table.run("setup", environment: direct)
        try await fill(table, Self.count)
        for reached in [60, 200] {
          try await table.runAndKill("baseline", "--max-rcu", "1", "--segments", "2") { try await table.recordCount() >= reached }
          let before = try await table.recordCount()
          #expect((reached..<Self.count).contains(before))
        }
        let end = try await table.run("baseline", "--json")
        let report = try JSONParser.parse(end.output).object
        #expect(end.status == 0 && report?["complete"] == true, "\(end.errors)")
        #expect(report?["items"] == .number(JSONNumber(Self.count)), "\(end.output)")
        #expect(try await strikes() > 0)
        let counted = try await table.run("stats", "--type", "PROMPT", "--json", "--verify", environment: direct)
        let stats = try JSONParser.parse(counted.output).object
        #expect(
          stats?["total_operations"] == .number(JSONNumber(Self.count)) && stats?["baseline_records"] == .number(JSONNumber(Self.count)))
        let all = try await table.run("as-of", "--type", "prompt", "--at", "0m", "--json", environment: direct)
        #expect(all.lines.count == Self.count)
      }
    }
  }

  @Test("annals tables shows and checks the description, and the key of an id")
  func tables() async throws {
    try await CommandTable.with { table in
      #expect(try await table.run("tables").errors.contains("nothing describes the service's tables"))
      try await fill(table, 1)
      let shown = try await table.run("tables", "--check")
      #expect(shown.status == 0 && shown.output == "PROMPT  prompts  prompt_id = {id}\n", "\(shown.errors)")
      #expect(try await table.run("tables", "prompt", "p-1").output == #"{"key":{"prompt_id":"p-1"},"table":"prompts"}"# + "\n")
      try table.folder.write(
        "tables:\n  PROMPT:\n    table: prompts\n    key: [id, sort]\n  OTHER:\n    table: none\n    key: id\n", to: "bad.yaml")
      let wrong = try await table.run("tables", "--check", "--tables", "bad.yaml")
      #expect(wrong.status == 1)
      #expect(wrong.errors.contains("PROMPT: the table prompts has the key prompt_id, not id, sort: describe that"))
      #expect(wrong.errors.contains("the table \"none\" or its index is not there"))
      try table.folder.write("tables:\n  PROMPT:\n    table: prompts\n    kye: id\n", to: "bad.yaml")
      let unread = try await table.run("baseline", "--tables", "bad.yaml")
      #expect(unread.status == 64 && unread.errors.contains("annals: bad.yaml:4:10: there is no \"kye\""), "\(unread.errors)")
    }
  }
}
