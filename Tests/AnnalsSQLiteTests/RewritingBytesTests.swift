import AnnalsTestSupport
import Foundation
import GRDB
import Testing

@testable import Annals
@testable import AnnalsSQLite

@Suite("SQLite store: what rewriting leaves in the files")
struct RewritingBytesTests {
  private static let needle = "tops3cret-needle"

  /// The names of the database's files in which one of these is.
  private func files(with needles: [[UInt8]], in database: TemporaryDatabase) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: database.folder.path).filter { name in
      let bytes = try Data(contentsOf: database.folder.appendingPathComponent(name))
      return needles.contains { bytes.range(of: Data($0)) != nil }
    }.sorted()
  }

  private func record(_ number: Int, user: String, id: String) throws -> HistoryRecord {
    HistoryRecord(
      .update, of: try Resource("PROMPT", id), at: Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number)),
      token: try RecordToken("T\(number)"), by: try User(user),
      before: ["pad": .string(String(repeating: "x", count: number % 700)), "api_key": .string("\(Self.needle)-\(number)")],
      after: ["text": .string((0..<900).map { "\(Self.needle) \(number) \($0)" }.joined(separator: " "))])
  }

  /// Fills a file with records, some of which are removed again, so that its gaps hold what was there.
  private func fill(_ store: SQLiteStore, user: String = "ann@example.org", id: String = "p-1") async throws -> [[UInt8]] {
    let sanitizer = try Sanitizer()
    var texts: [[UInt8]] = []
    for start in stride(from: 0, to: 300, by: 20) {
      let batch = try (start..<(start + 20)).map { sanitizer.cut(try record($0, user: $0 % 3 == 0 ? user : "ben", id: id)) }
      texts += batch.flatMap { $0.texts.map(\.compressed) }
      _ = try await store.append(batch)
    }
    _ = try await store.cleanup(before: Timestamp(microseconds: 1_700_000_000_000_030), mode: .remove)
    return texts
  }

  @Test("Once secrets are redacted, no file of the database holds a byte of them, kept texts included", .timeLimit(.minutes(5)))
  func scan() async throws {
    try await TemporaryDatabase.with { database in
      let store = try SQLiteStore(path: database.path)
      let texts = try await fill(store)
      #expect(try !files(with: [Array(Self.needle.utf8)], in: database).isEmpty)
      #expect(try !files(with: texts.map { Array($0.prefix(64)) }, in: database).isEmpty)
      var rules = RedactionRules()
      rules.names = ["text"]
      let scan = try HistoryScan(store: store, journal: nil, redaction: rules, truncation: .init(), mode: .apply, by: .system)
      #expect(try await scan.run().fixed == 270)
      #expect(try files(with: [Array(Self.needle.utf8)], in: database).isEmpty)
      #expect(try files(with: texts.map { Array($0.prefix(64)) }, in: database).isEmpty)
      #expect(try await store.statistics(.init()) == store.countedStatistics(.init()))
      try store.close()
      #expect(try files(with: [Array(Self.needle.utf8)], in: database).isEmpty)
    }
  }

  @Test("Once a user is erased everywhere, no file of the database holds the name", .timeLimit(.minutes(5)))
  func forget() async throws {
    try await TemporaryDatabase.with { database in
      let store = try SQLiteStore(path: database.path)
      _ = try await fill(store, user: "ann@example.org", id: "users/ann@example.org")
      let name = Array("ann@example.org".utf8)
      #expect(try !files(with: [name], in: database).isEmpty)
      let erasure = try HistoryErasure(
        of: .user(User("ann@example.org")), in: store, journal: nil, sanitizer: Sanitizer(), mentions: .erased, mode: .apply, by: .system)
      let report = try await erasure.run()
      #expect(report.own.rewritten == 90 && report.mentions?.rewritten == 180)
      #expect(try files(with: [name], in: database).isEmpty)
      try store.close()
      #expect(try files(with: [name], in: database).isEmpty)
    }
  }

  @Test("While another reads what was before, the end of a rewriting says so, and the next run brings it to an end")
  func readers() async throws {
    try await TemporaryDatabase.with { database in
      var configuration = SQLiteStoreConfiguration()
      configuration.busyTimeout = .milliseconds(50)
      let store = try SQLiteStore(path: database.path, configuration: configuration)
      _ = try await fill(store)
      var rules = RedactionRules()
      rules.names = ["text"]
      let scan = try HistoryScan(store: store, journal: nil, redaction: rules, truncation: .init(), mode: .apply, by: .system)
      let reader = try database.connection()
      try await reader.writeWithoutTransaction { db in
        try db.execute(sql: "BEGIN")
        _ = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM records")
      }
      #expect(await errorCode { _ = try await scan.run() } == .storeUnavailable)
      try await reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
      try reader.close()
      let report = try await scan.run()
      #expect(report.isResumed && report.isComplete && report.fixed == 270)
      #expect(try files(with: [Array(Self.needle.utf8)], in: database).isEmpty)
      try store.close()
    }
  }
}
