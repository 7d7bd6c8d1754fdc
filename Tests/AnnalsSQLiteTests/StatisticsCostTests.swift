import Annals
import AnnalsTestSupport
import GRDB
import Synchronization
import Testing

@testable import AnnalsSQLite

@Suite("SQLite store: what statistics cost")
struct StatisticsCostTests {
  @Test("Statistics read counts, and of the records only the ends of indexes")
  func readsNoRecords() async throws {
    try await TemporaryDatabase.with { database in
      let store = try SQLiteStore(path: database.path)
      _ = try await store.append(try records(0..<300))
      let statements = StatementLog()
      let connection = try database.connection { db in
        db.trace { event in if case .statement(let statement) = event { statements.add(statement.sql) } }
      }
      let day = try records(0..<1)[0].record.timestamp.day
      let type = try ResourceType("T1")
      for scope in [
        HistoryStatistics.Scope(), .init(resourceType: type), .init(firstDay: day), .init(resourceType: type, firstDay: day, lastDay: day),
      ] {
        _ = statements.take()
        _ = try await connection.read { try StatisticsReader($0).statistics(scope) }
        let run = Set(statements.take().filter { $0.hasPrefix("SELECT") })
        #expect(run.count >= 4)
        for sql in run {
          let plan = try await connection.read { try Self.plan(of: sql, in: $0) }
          // Over all days, the top users are the beginning of an index, however many users there are.
          if scope.firstDay == nil { #expect(!plan.contains { $0.contains("TEMP B-TREE") || $0.contains("SCAN user") }, "\(sql)") }
          for line in plan where line.contains("records") {
            #expect(line.contains("SEARCH records USING COVERING INDEX"), "\(sql): \(line)")
          }
        }
      }
      try connection.close()
      try store.close()
    }
  }

  private static func plan(of sql: String, in db: Database) throws -> [String] {
    let statement = try BoundStatement(db, "EXPLAIN QUERY PLAN " + sql)
    var plan: [String] = []
    try statement.forEachRow { plan.append($0.string(3)) }
    return plan
  }

  @Test("Counts of what is gone are gone, and so is the name of a user without records")
  func forgotten() async throws {
    try await TemporaryDatabase.with { database in
      let store = try SQLiteStore(path: database.path)
      let input = try records(0..<200)
      _ = try await store.append(input)
      let duplicate = HistoryRecord(
        input[0].record.operation, of: input[0].record.resource, at: input[0].record.timestamp, token: input[0].record.token,
        by: try User("stranger"))
      #expect(try await store.append([SanitizedRecord(duplicate)]) == 0)
      let connection = try database.connection()
      let names = try await connection.read { try String.fetchAll($0, sql: "SELECT CAST(name AS TEXT) FROM users") }
      #expect(names.count == 12)
      #expect(!names.contains("stranger"))
      _ = try await store.cleanup(before: input[195].record.timestamp, mode: .remove)
      let left = try await connection.read { db in
        try ["users", "daily", "user_totals"].map { try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \($0)") ?? -1 }
      }
      #expect(left == [5, 5, 10])
      _ = try await store.cleanup(before: .now, mode: .remove)
      let nothing = try await connection.read { db in
        try ["users", "daily", "user_totals", "records", "texts", "record_texts"].map {
          try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \($0)") ?? -1
        }
      }
      #expect(nothing == [0, 0, 0, 0, 0, 0])
      try connection.close()
      try store.close()
    }
  }
}

/// The statements that a connection ran.
private final class StatementLog: Sendable {
  private let statements = Mutex<[String]>([])
  func add(_ sql: String) { statements.withLock { $0.append(sql) } }
  func take() -> [String] {
    statements.withLock { statements in
      defer { statements = [] }
      return statements
    }
  }
}
