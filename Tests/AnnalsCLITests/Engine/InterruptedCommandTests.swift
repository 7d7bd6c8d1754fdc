import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

@Suite("annals on a DynamoDB table: what is cut short or troubled", .timeLimit(.minutes(5)))
struct InterruptedCommandTests {
  private static let count = 2_000

  private func total(_ table: CommandTable, environment: [String: String] = [:]) async throws -> Int? {
    let stats = try await table.run("stats", "--json", "--verify", environment: environment)
    #expect(stats.status == 0, "\(stats.errors)")
    return try JSONParser.parse(stats.output).object?["total_operations"]?.number?.int
  }

  @Test("Under a fifth of calls throttled and a twentieth reset, an import brings every record, once, and counts them right")
  func faults() async throws {
    let account = DynamoDBEngine.makeAccount()
    let faults = [Fault.error("ProvisionedThroughputExceededException").share(0.2), Fault.reset.share(0.05)]
    try await FaultProxy.with(faults, account: account) { url, strikes in
      try await CommandTable.with(account, url: url) { table in
        let untroubled = ["AWS_ENDPOINT_URL": try await DynamoDBEngine.shared().url]
        let setup = try await table.run("setup", environment: untroubled)
        #expect(setup.status == 0, "\(setup.errors)")
        try table.writeOperations(Self.count)
        let imported = try await table.run("import", "operations.ndjson")
        #expect(imported.output == "2,000 records read: 2,000 new, 0 already there, 0 bad\n", "\(imported.errors)")
        #expect(try await strikes() > 0)
        #expect(try await table.recordCount() == Self.count)
        // A reader waits less long for a throttled table than an import does, and may be told to come again.
        #expect(try await total(table, environment: untroubled) == Self.count)
      }
    }
  }

  @Test("An import that is killed is brought to its end by the next, every record once")
  func killedImport() async throws {
    try await CommandTable.with { table in
      try await table.run("setup")
      try table.writeOperations(Self.count)
      let lines = try RealOperations.lines().prefix(Self.count - 1).joined(separator: "\n") + "\n"
      try await table.runAndKill("import", "-", input: Data(lines.utf8)) { try await table.recordCount() >= 300 }
      let before = try await table.recordCount()
      #expect((300..<Self.count).contains(before))
      let again = try await table.run("import", "operations.ndjson", "--json")
      let tally = try JSONParser.parse(again.output).object
      #expect(again.status == 0 && tally?["new"] == .number(JSONNumber(Self.count - before)), "\(before) before: \(again.output)")
      #expect(try await table.recordCount() == Self.count)
      #expect(try await total(table) == Self.count)
    }
  }

  @Test("A clean-up that is killed is brought to its end by the next, and counts are right in between")
  func killedCleanup() async throws {
    try await CommandTable.with { table in
      try await table.run("setup")
      try table.writeOperations(Self.count)
      try await table.run("import", "operations.ndjson")
      #expect(try await total(table) == Self.count)
      // At this pace it would take most of a minute.
      try await table.runAndKill("cleanup", "--keep-days", "1", "--yes", "--yes-remove", "2000", "--max-wcu", "150") {
        try await table.recordCount() < Self.count
      }
      let left = try await table.recordCount()
      #expect((1..<Self.count).contains(left))
      #expect(try await total(table) == left)
      let again = try await table.run("cleanup", "--keep-days", "1", "--yes", "--yes-remove", String(left), "--json")
      #expect(try JSONParser.parse(again.output).object?["removed"] == .number(JSONNumber(left)), "\(again.errors)")
      // That it was done is a record of its own.
      #expect(try await table.recordCount() == 1)
      #expect(try await total(table) == 1)
    }
  }

  @Test("An adoption that is killed is brought to its end by the next, every record once")
  func killedAdoption() async throws {
    let account = DynamoDBEngine.makeAccount()
    // So late that all of them take half a minute.
    try await FaultProxy.with([Fault.late(milliseconds: 200).at("UpdateItem")], account: account) { url, _ in
      try await CommandTable.with(account, url: url) { table in
        try await table.run("setup")
        try await table.put(
          (0..<Self.count).map { number in
            let moment = Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number) * 60_000_000).description.prefix(19)
            return [
              "PK": .s("HISTORY#PROMPT#p-\(number % 700)"), "SK": .s("OPERATION#\(moment)+00:00#CREATE"),
              "user_id": .s("user-\(number % 9)"), "metadata": ["success": true],
            ]
          })
        try await table.runAndKill("adopt") { try await table.recordCount(with: "history_feed") >= 20 }
        let before = try await table.recordCount(with: "history_feed")
        #expect((20..<Self.count).contains(before))
        let again = try await table.run("adopt", "--json", environment: ["AWS_ENDPOINT_URL": try await DynamoDBEngine.shared().url])
        let report = try JSONParser.parse(again.output).object
        #expect(again.status == 0 && report?["looked_at"] == .number(JSONNumber(Self.count)), "\(again.output) \(again.errors)")
        #expect(try await table.recordCount(with: "history_feed") == Self.count)
        #expect(try await total(table) == Self.count)
      }
    }
  }
}
