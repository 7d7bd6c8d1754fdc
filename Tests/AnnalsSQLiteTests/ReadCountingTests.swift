import Annals
import AnnalsTestSupport
import GRDB
import Testing

@testable import AnnalsSQLite

@Suite("SQLite store: files from before reads were counted")
struct ReadCountingTests {
  /// READs of one user: what their metadata says, and whether they failed.
  private static let rows: [(day: Int64, kind: Int, type: Int, metadata: String, failed: Int)] = [
    (0, 2, 1, #"{"success":true}"#, 0), (0, 2, 1, #"{"reads":{"count":40},"success":true}"#, 0),
    (1, 2, 1, #"{"reads":{"count":3},"success":false}"#, 1), (1, 2, 2, #"{"note":"reads","reads":12}"#, 0),
    (1, 2, 2, #"{"reads":{"count":0}}"#, 0), (1, 3, 2, #"{"reads":{"count":9}}"#, 0),
  ]

  /// Makes a file as the first version left it.
  private func makeOldFile(_ database: TemporaryDatabase) throws {
    let queue = try database.connection()
    try Schema.migrator.migrate(queue, upTo: "1 records, statistics, texts")
    try queue.write { db in
      try db.execute(sql: "INSERT INTO types VALUES (1, 'PROMPT'), (2, 'DRAFT'); INSERT INTO users VALUES (1, X'616E6E')")
      for (number, row) in Self.rows.enumerated() {
        try db.execute(
          sql: """
            INSERT INTO records (type, resource, at, kind, token, user, failed, before, after, metadata)
            VALUES (?, X'61', ?, ?, 'T', 1, ?, NULL, NULL, ?)
            """, arguments: [row.type, row.day * 86_400_000_000 + Int64(number), row.kind, row.failed, row.metadata])
        try db.execute(
          sql: "INSERT INTO totals VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET total = total + 1, failed = failed + excluded.failed",
          arguments: [row.type, row.kind, row.failed])
        try db.execute(
          sql: """
            INSERT INTO daily VALUES (?, ?, 1, ?, 1, ?) ON CONFLICT DO UPDATE SET total = total + 1, failed = failed + excluded.failed
            """, arguments: [row.day, row.type, row.kind, row.failed])
        for type in [0, row.type] {
          try db.execute(
            sql: "INSERT INTO user_totals VALUES (?, 1, 1, X'616E6E') ON CONFLICT DO UPDATE SET total = total + 1", arguments: [type])
        }
      }
    }
    try queue.close()
  }

  @Test("An older file is opened, and its READs count for what they say, until they are removed")
  func migrated() async throws {
    try await TemporaryDatabase.with { database in
      try makeOldFile(database)
      let store = try SQLiteStore(path: database.path)
      let statistics = try await store.statistics(.init())
      #expect(statistics == (try await store.countedStatistics(.init())))
      #expect(statistics.total == 6)
      #expect(statistics.representedReads == 45)
      let prompts = HistoryStatistics.Scope(resourceType: try ResourceType("PROMPT"), firstDay: 1, lastDay: 1)
      #expect(try await store.statistics(prompts).representedReads == 3)
      #expect(try await store.statistics(.init(firstDay: 0, lastDay: 0)).representedReads == 41)
      _ = try await store.append(plain: [
        HistoryRecord(.read, of: try Resource("PROMPT", "b"), at: Timestamp(day: 2), token: .next(), metadata: ["reads": ["count": 5]])
      ])
      #expect(try await store.statistics(.init()).representedReads == 50)
      _ = try await store.cleanup(before: Timestamp(day: 1), mode: .remove)
      #expect(try await store.statistics(.init()).representedReads == 9)
      _ = try await store.cleanup(before: Timestamp(day: 2), mode: .remove)
      #expect(try await store.statistics(.init()).representedReads == 5)
      _ = try await store.cleanup(before: Timestamp(day: 3), mode: .remove)
      #expect(try await store.statistics(.init()) == HistoryStatistics())
      try store.close()
    }
  }
}
