import Annals
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

@Suite("annals archive: from a DynamoDB table to S3", .timeLimit(.minutes(5)))
struct ArchiveTableTests {
  private static let count = 900

  /// What is there of operations, newest first; that they were archived is a record of its own.
  private func exported(_ table: CommandTable, _ more: String...) async throws -> [String] {
    let outcome = try await table.folder.run(arguments: ["export"] + more, environment: table.environment)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.lines.filter { !$0.contains("\"resource_type\":\"HISTORY\"") }
  }

  @Test("Killed while it moves records, the next run ends it; verified, looked through with the table, and brought back")
  func story() async throws {
    let account = DynamoDBEngine.makeAccount()
    let bucket = try await EngineBucket.make(on: DynamoDBEngine.shared(), account: account).name
    let place = "s3://\(bucket)/history"
    try await CommandTable.with(account) { table in
      try await table.run("setup")
      try table.writeOperations(Self.count)
      try await table.run("import", "operations.ndjson")
      let before = try await exported(table)
      #expect(before.count == Self.count)
      try await table.runAndKill("archive", "--older-than", "1d", "--to", place, "--max-wcu", "150") {
        try await table.recordCount() < Self.count
      }
      let left = try await table.recordCount()
      #expect((1..<Self.count).contains(left))
      #expect(try await exported(table, "--include-archive", place) == before)

      let end = try await table.run("archive", "--older-than", "1d", "--to", place, "--json")
      #expect(end.status == 0, "\(end.errors)")
      #expect(try await exported(table) == [])
      #expect(try await exported(table, "--include-archive", place) == before)
      let stats = try await table.run("stats", "--json", "--verify")
      #expect(stats.status == 0, "\(stats.errors)")
      let verified = try await table.run("archive", "verify", place, "--json")
      #expect(verified.status == 0, "\(verified.output)")
      let report = try JSONParser.parse(verified.output).object
      #expect(report?["records"] == .number(JSONNumber(Self.count)))
      #expect(report?["head_known"] == true)

      let restored = try await table.run("archive", "restore", place)
      #expect(restored.output == "\(Self.count) records read: \(Self.count) new, 0 already there\n", "\(restored.errors)")
      #expect(try await exported(table) == before)
    }
  }
}
