import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

@Suite("annals undo, restore and plans", .timeLimit(.minutes(5)))
struct UndoCommandTests {
  /// A table with two prompts, whose history is imported: eve edited one and deleted the other.
  private func with(_ body: (CommandTable) async throws -> Void) async throws {
    try await CommandTable.with { table in
      try await table.run("setup")
      _ = try await table.dynamoDB.createTable(
        CreateTable(tableName: "prompts", keySchema: [.init("prompt_id", .hash)], attributeDefinitions: [.init("prompt_id")]))
      _ = try await table.dynamoDB.putItem(
        PutItem(tableName: "prompts", item: ["prompt_id": "p-1", "name": "spoilt", "api_key": "sk-live-4f9Xq2LmZ81b"]))
      let records = [
        record("2025-12-16T20:00:00Z", "UPDATE", "p-1", by: "eve", before: "good", after: "spoilt"),
        record("2025-12-16T20:10:00Z", "DELETE", "p-2", by: "eve", before: "lost", after: nil),
      ]
      try table.folder.write(records.joined(separator: "\n") + "\n", to: "records.ndjson")
      #expect(try await table.run("import", "records.ndjson").status == 0)
      try table.folder.write("tables: {PROMPT: {table: prompts, key: prompt_id}}\n", to: "annals.yaml")
      try await body(table)
    }
  }

  private func record(_ time: String, _ kind: String, _ id: String, by user: String, before: String?, after: String?) -> String {
    func state(_ name: String?) -> String {
      name.map { #"{"prompt_id":"\#(id)","name":"\#($0)","api_key":"sk-live-4f9Xq2LmZ81b"}"# } ?? "null"
    }
    return #"{"operation_type":"\#(kind)","resource_type":"PROMPT","resource_id":"\#(id)","timestamp":"\#(time)","user_id":"\#(user)","#
      + #""before_state":\#(state(before)),"after_state":\#(state(after)),"metadata":{"success":true}}"#
  }

  private func name(_ table: CommandTable, _ id: String) async throws -> AttributeMap? {
    try await table.dynamoDB.getItem(GetItem(tableName: "prompts", key: ["prompt_id": .s(id)])).item
  }

  @Test("A plan shows each difference, what is missing and what it costs; nothing is changed until it is applied")
  func plan() async throws {
    try await with { table in
      let plan = try await table.run("undo", "--user", "eve", "--reason", "INC-1")
      #expect(plan.status == 4, "\(plan.errors)")
      for line in [
        "change back PROMPT p-1", #"  ~ /name"#, #"    - "spoilt""#, #"    + "good""#, "left as it is PROMPT p-2",
        "  kept as it is, for history redacted it: /api_key", "1 resource to write, 0 to remove: 1 write unit, indexes not counted",
      ] { #expect(plan.lines.contains(line), "\(line)\n\(plan.output)") }
      #expect(plan.output.contains("give their values with --fields") && !plan.output.contains("sk-live"))
      #expect(try await name(table, "p-1")?["name"] == "spoilt")
      let id = try #require(plan.lines.first { $0.hasPrefix("plan ") }?.split(separator: " ")[1]).description
      let list = try await table.run("plans", "list")
      #expect(list.lines.count == 2 && list.output.contains(id) && list.output.contains("not applied") && list.output.contains("INC-1"))
      #expect(try await table.run("plans", "show", id).output.contains(#"+ "good""#))
      let applied = try await table.run("undo", "--plan", id, "--apply")
      #expect(applied.status == 4 && applied.lines.contains("1 put back"), "\(applied.output)\(applied.errors)")
      #expect(try await name(table, "p-1") == ["prompt_id": "p-1", "name": "good", "api_key": "sk-live-4f9Xq2LmZ81b"])
      #expect(try await table.run("plans", "list").output.contains("applied: 1 of 1 put back"))
    }
  }

  @Test("A redacted field is written as it is given, and restore goes back to a moment")
  func fields() async throws {
    try await with { table in
      let undo = try await table.run(
        "undo", "--type", "PROMPT", "--id", "p-2", "--apply", "--fields", #"{"api_key": "sk-live-new"}"#)
      #expect(undo.status == 0, "\(undo.output)\(undo.errors)")
      #expect(try await name(table, "p-2") == ["prompt_id": "p-2", "name": "lost", "api_key": "sk-live-new"])
      let restore = try await table.run("restore", "--type", "PROMPT", "--at", "2025-12-16T20:05:00Z", "--json")
      let steps = try JSONParser.parse(restore.output).object?["plan"]?.object?["steps"]?.array
      #expect(restore.status == 0 && steps?.map { $0.object?["action"] } == [.string("none")], "\(restore.output)\(restore.errors)")
      let earlier = try await table.run("restore", "--type", "PROMPT", "--id", "p-1", "--at", "2025-12-16T19:00:00Z", "--apply")
      #expect(earlier.status == 0, "\(earlier.output)\(earlier.errors)")
      #expect(try await name(table, "p-1")?["name"] == "good")
    }
  }

  @Test("Without a description of the tables, or of the type, it says what to write; what is not found ends with 2")
  func missing() async throws {
    try await with { table in
      let undescribed = try await table.run("undo", "--type", "PROPOSAL")
      #expect(
        undescribed.status == 64
          && undescribed.errors.contains(#"add under tables: in annals.yaml "PROPOSAL: {table: NAME, key: ATTRIBUTE}""#))
      #expect(try await table.run("undo", "--user", "nobody").status == 2)
      #expect(try await table.run("undo", "--plan", "none", "--apply").status == 2)
      #expect(try await table.run("plans", "show", "none").status == 2)
      #expect(try await table.run("undo").status == 64)
      #expect(try await table.run("undo", "--user", "eve", "--plan", "x").status == 64)
      try FileManager.default.removeItem(atPath: table.folder.path("annals.yaml"))
      let none = try await table.run("undo", "--user", "eve")
      #expect(none.status == 64 && none.errors.contains("annals.yaml"), "\(none.errors)")
    }
  }
}
