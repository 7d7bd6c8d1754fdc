import Annals
import AnnalsDynamoDB
import AnnalsSQLite
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

@Suite("annals serve --schedule: a server that is killed within a run", .serialized, .timeLimit(.minutes(5)))
struct KilledScheduleTests {
  /// The entry is due on leap days alone: what runs it is that it was begun.
  private static func schedule(_ job: String) -> String { "schedule:\n  old:\n    at: \"0 0 29 2 *\"\n    \(job)\n" }

  private static let arguments = ["--schedule", "schedule.yaml", "--journal", "off"]

  private static func count(_ files: String, in folder: CommandFolder) -> Int {
    var count = 0
    for case let name as String in FileManager.default.enumerator(atPath: folder.path(files)) ?? .init() where name.hasSuffix(".gz") {
      count += 1
    }
    return count
  }

  /// What `annals export` gives, but for records of what was done to history.
  private static func exported(_ folder: CommandFolder, _ more: String...) async throws -> [String] {
    let outcome = try await folder.run(arguments: ["export"] + more)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.lines.filter { !$0.contains("\"resource_type\":\"HISTORY\"") }
  }

  @Test("An archive that it was at is ended by one of two others once its lease is over: nothing is lost, nothing is there twice")
  func archive() async throws {
    let folder = try CommandFolder()
    try folder.write(RealOperations.lines().prefix(5_000).joined(separator: "\n") + "\n", to: "operations.ndjson")
    #expect(try await folder.run("import", "operations.ndjson").status == 0)
    try folder.write(Self.schedule("job: archive\n    days_to_keep: 1\n    to: old"), to: "schedule.yaml")
    let before = try await Self.exported(folder)
    let runs = ArrangedRuns(store: try SQLiteStore(path: folder.path("annals.sqlite")), entry: "old")
    try await runs.leaveOne()

    let killed = try await RunningServer(in: folder, Self.arguments)
    while Self.count("old", in: folder) < 20 { await Task.yield() }
    _ = await killed.kill()
    let left = try await runs.state()
    #expect(left.fence == 2 && left.last == nil && left.lease?.holder.contains(":\(killed.processID):") == true, "\(left)")
    #expect(try await !Self.exported(folder).isEmpty)

    try await runs.endLease()
    async let first = RunningServer(in: folder, Self.arguments)
    async let second = RunningServer(in: folder, Self.arguments)
    let servers = try await [first, second]
    let end = try await runs.end()
    #expect(end.outcome == .done && servers.contains { end.holder.contains(":\($0.processID):") }, "\(end)")
    for server in servers { #expect(await server.stop() == 0) }

    #expect(try await Self.exported(folder) == [])
    #expect(try await Self.exported(folder, "--include-archive", "old") == before)
    let verified = try await folder.run("archive", "verify", "old", "--json")
    #expect(verified.status == 0, "\(verified.output)")
    #expect(try JSONParser.parse(verified.output).object?["records"] == 5_000)
    let records = try await runs.records()
    #expect(records.count == 1 && records.first?.metadata["fence"] == 3 && records.first?.metadata["finished"] == true)
    #expect(records.first?.metadata["holder"] == .string(end.holder))
  }

  @Test("A clean-up that it was at is ended by the next, and removes no record more")
  func cleanup() async throws {
    let account = DynamoDBEngine.makeAccount()
    let engine = try await DynamoDBEngine.shared()
    let records = try RealOperations.records().prefix(1_200)
    // Half of them are old.
    let days = (Timestamp.now.microseconds - (try #require(records.dropFirst(600).first?.timestamp.microseconds))) / 86_400_000_000
    try await FaultProxy.with([Fault.late(milliseconds: 300).at("BatchWriteItem")], account: account) { url, _ in
      try await CommandTable.with(account) { table in
        try await table.run("setup")
        try table.writeOperations(records.count)
        try await table.run("import", "operations.ndjson")
        try table.folder.write(Self.schedule("job: cleanup\n    days_to_keep: \(days)"), to: "schedule.yaml")
        try await closing(engine.client(account)) { client in
          let runs = ArrangedRuns(store: try DynamoDBStore(client: client, tableName: CommandTable.name), entry: "old")
          try await runs.leaveOne()
          let slow = table.environment.merging(["AWS_ENDPOINT_URL": url]) { _, given in given }
          let killed = try await RunningServer(in: table.folder, Self.arguments, environment: slow)
          while try await table.recordCount() == records.count { await Task.yield() }
          _ = await killed.kill()
          #expect(try await runs.state().last == nil)
          #expect(try await runs.records().isEmpty)
          #expect(try await table.recordCount() > records.count - 600)

          try await runs.endLease()
          let next = try await RunningServer(in: table.folder, Self.arguments, environment: table.environment)
          let end = try await runs.end()
          #expect(end.outcome == .done && end.holder.contains(":\(next.processID):"))
          #expect(await next.stop() == 0)
          let run = try #require(try await runs.records().first)
          let before = try Timestamp(try #require(run.metadata["report"]?.object?["before"]?.string))
          let kept = records.filter { $0.timestamp >= before }
          #expect((1..<records.count).contains(kept.count))
          let exported = try await table.run("export")
          let left = exported.lines.filter { !$0.contains("\"resource_type\":\"HISTORY\"") }
          #expect(left.count == kept.count, "\(exported.errors)")
          let stats = try await table.run("stats", "--json", "--verify")
          #expect(stats.status == 0, "\(stats.errors)")
        }
      }
    }
  }
}
