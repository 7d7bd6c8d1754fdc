import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

/// The built function records a baseline of a service's tables, on a stand-in of the runtime's interface and a DynamoDB engine.
@Suite("annals-lambda: baseline", .timeLimit(.minutes(5)))
struct FunctionBaselineTests {
  private static let description = "tables: {PROMPT: {table: prompts, key: id}, ORDER: {table: orders, key: id, omit: [n]}}"

  /// Runs a body with a table of history, tables of the service, and the function's folder with their description.
  private func withTables(
    prompts: Int, orders: Int, _ body: (FunctionTable, _ environment: [String: String]) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("annals-function-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(Self.description.utf8).write(to: folder.appendingPathComponent("annals.yaml"))
    try await FunctionTable.with { table in
      try await table.makeServiceTable("prompts", items: prompts)
      try await table.makeServiceTable("orders", items: orders)
      try await body(table, table.environment.merging(["LAMBDA_TASK_ROOT": folder.path]) { _, given in given })
    }
  }

  private static func event(_ more: String = "", seconds: Double = 60) -> RuntimeStandIn.Event {
    .init(body: #"{"job": "baseline"\#(more)}"#, seconds: seconds)
  }

  private func records(_ history: HistoryService, _ type: String) async throws -> [HistoryRecord] {
    var records: [HistoryRecord] = []
    for try await record in history.allRecords(matching: RecordFilter(resourceType: try ResourceType(type))) { records.append(record) }
    return records
  }

  @Test("Each item becomes a record, redacted as by the server, and again nothing does; a type can be chosen")
  func whole() async throws {
    try await withTables(prompts: 130, orders: 40) { table, environment in
      let (said, _) = try await RuntimeStandIn.run(
        [Self.event(#", "type": "ORDER""#), Self.event(), Self.event(), Self.event(#", "max_rcu": 0"#)], expecting: 4,
        environment: environment.merging(["ANNALS_REDACTION_NAMES": "phone"]) { _, given in given })
      #expect(said.map { $0.path.split(separator: "/").last } == ["response", "response", "response", "error"])
      #expect(said[0].json["finished"] == true && said[0].json["recorded"] == 40, "\(said[0].json)")
      #expect(said[1].json["items"] == 170 && said[1].json["recorded"] == 130 && said[1].json["known"] == 40, "\(said[1].json)")
      #expect(said[2].json["recorded"] == 0 && said[2].json["known"] == 170, "\(said[2].json)")

      let prompts = try await records(table.history, "PROMPT")
      #expect(Set(prompts.map(\.resource.id)) == Set((0..<130).map { "prompts-\($0)" }) && prompts.count == 130)
      #expect(prompts.allSatisfy { $0.isBaseline && $0.user.id == "schedule" && $0.after?["phone"] == "[REDACTED]" })
      #expect(try await records(table.history, "ORDER").allSatisfy { $0.after?["n"] == nil && $0.after?["tags"] == ["a", "b"] })
      let runs = try await records(table.history, "HISTORY").filter { $0.resource.id == "access/schedule/baseline" }
      #expect(runs.count == 3 && runs.allSatisfy { $0.operation == .create && $0.metadata["route"] == "annals-lambda" })
    }
  }

  @Test(
    "Where the deadline comes before the end it stops in time, and the next event goes on; one that only goes on has nothing to do then")
  func deadline() async throws {
    try await withTables(prompts: 500, orders: 10) { table, environment in
      let (said, _) = try await RuntimeStandIn.run(
        [
          Self.event(#", "max_rcu": 1"#, seconds: 4.5), Self.event(#", "only_unfinished": true"#),
          Self.event(#", "only_unfinished": true"#), Self.event(#", "only_unfinished": 1"#),
        ], expecting: 4, environment: environment)
      #expect(said[0].json["finished"] == false && said[0].json["items"]?.number?.int ?? 510 < 510, "\(said[0].json)")
      #expect(said[1].json["finished"] == true && said[1].json["items"] == 510, "\(said[1].json)")
      #expect(said[2].json["ran"] == false && said[2].json["reason"] == "the run before left nothing to do", "\(said[2].json)")
      #expect(said[3].json["errorMessage"]?.string?.contains("give true or false") == true)
      #expect(try await records(table.history, "PROMPT").count == 500)
      #expect(try await table.history.statistics().baselineRecords == 510)
      #expect(try await table.history.store.documents(beginning: "baseline/").isEmpty)
    }
  }

  @Test("Without a description, or with one that has no meaning, the event fails with what to give; other jobs do not ask for it")
  func undescribed() async throws {
    try await FunctionTable.with { table in
      let path = FileManager.default.temporaryDirectory.appendingPathComponent("annals-\(UUID().uuidString).yaml").path
      let environment = table.environment.merging(["ANNALS_TABLES": path]) { _, given in given }
      let (missing, _) = try await RuntimeStandIn.run(
        [Self.event(), .init(body: #"{"job": "rollup"}"#)], expecting: 2, environment: environment)
      #expect(missing[0].kind == "Annals.invalid_configuration")
      #expect(missing[0].json["errorMessage"]?.string?.contains("put annals.yaml into the zip beside bootstrap") == true)
      #expect(missing[1].json["ran"] == true, "\(missing[1].json)")
      try Data("tables: {PROMPT: {kye: id}}".utf8).write(to: URL(fileURLWithPath: path))
      defer { try? FileManager.default.removeItem(atPath: path) }
      let (wrong, _) = try await RuntimeStandIn.run([Self.event()], expecting: 1, environment: environment)
      #expect(wrong[0].json["errorMessage"]?.string?.contains("there is no \"kye\"") == true, "\(wrong[0].json)")
    }
  }
}
