import Annals
import GRDB

/// By how much a transaction changes the counts, so that each count is written once.
struct StatisticsChanges {
  private struct DailyKey: Hashable {
    let day: Int64
    let type: Int64
    let user: Int64
    let kind: Int64
  }
  private struct TotalKey: Hashable {
    let type: Int64
    let kind: Int64
  }
  private struct UserKey: Hashable {
    let type: Int64
    let user: Int64
  }
  private struct Counts {
    var total: Int64 = 0
    var failed: Int64 = 0
    var reads: Int64 = 0
  }

  /// The number that stands for all types in `user_totals`.
  static let allTypes: Int64 = 0

  private var daily: [DailyKey: Counts] = [:]

  /// Adds to the counts of what a record is counted under; `reads` is what it counts in that column. Both numbers are negative when records are
  /// removed.
  mutating func add(_ amount: Int64, day: Int64, type: Int64, user: Int64, kind: OperationKind, isFailed: Bool, reads: Int64) {
    let key = DailyKey(day: day, type: type, user: user, kind: kind.number)
    daily[key, default: Counts()].total += amount
    if isFailed { daily[key, default: Counts()].failed += amount }
    daily[key, default: Counts()].reads += reads
  }

  /// Writes the counts; those that come to nothing are removed. Returns the users of whom no record is left.
  @discardableResult
  func apply(in db: Database) throws -> [Int64] {
    var totals: [TotalKey: Counts] = [:]
    var users: [UserKey: Int64] = [:]
    for (key, counts) in daily {
      totals[TotalKey(type: key.type, kind: key.kind), default: Counts()].total += counts.total
      totals[TotalKey(type: key.type, kind: key.kind), default: Counts()].failed += counts.failed
      totals[TotalKey(type: key.type, kind: key.kind), default: Counts()].reads += counts.reads
      users[UserKey(type: key.type, user: key.user), default: 0] += counts.total
      users[UserKey(type: Self.allTypes, user: key.user), default: 0] += counts.total
    }
    try applyDaily(in: db)
    try apply(totals, in: db)
    return try apply(users, in: db)
  }

  private func applyDaily(in db: Database) throws {
    let change = try BoundStatement(
      db,
      """
      INSERT INTO daily (day, type, user, kind, total, failed, reads) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET total = total + excluded.total, failed = failed + excluded.failed, reads = reads + excluded.reads
      """)
    let removal = try BoundStatement(db, "DELETE FROM daily WHERE day = ? AND type = ? AND user = ? AND kind = ? AND total = 0")
    for (key, counts) in daily {
      change.bind([
        .integer(key.day), .integer(key.type), .integer(key.user), .integer(key.kind), .integer(counts.total), .integer(counts.failed),
        .integer(counts.reads),
      ])
      try change.run()
      guard counts.total < 0 else { continue }
      removal.bind([.integer(key.day), .integer(key.type), .integer(key.user), .integer(key.kind)])
      try removal.run()
    }
  }

  private func apply(_ totals: [TotalKey: Counts], in db: Database) throws {
    let change = try BoundStatement(
      db,
      """
      INSERT INTO totals (type, kind, total, failed, reads) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET total = total + excluded.total, failed = failed + excluded.failed, reads = reads + excluded.reads
      """)
    for (key, counts) in totals {
      change.bind([.integer(key.type), .integer(key.kind), .integer(counts.total), .integer(counts.failed), .integer(counts.reads)])
      try change.run()
    }
  }

  private func apply(_ users: [UserKey: Int64], in db: Database) throws -> [Int64] {
    let change = try BoundStatement(
      db,
      """
      INSERT INTO user_totals (type, user, total, name) VALUES (?1, ?2, ?3, (SELECT name FROM users WHERE id = ?2))
      ON CONFLICT DO UPDATE SET total = total + excluded.total
      """)
    let removal = try BoundStatement(db, "DELETE FROM user_totals WHERE type = ? AND user = ? AND total = 0")
    var gone: [Int64] = []
    for (key, total) in users {
      change.bind([.integer(key.type), .integer(key.user), .integer(total)])
      try change.run()
      guard total < 0 else { continue }
      removal.bind([.integer(key.type), .integer(key.user)])
      try removal.run()
      if key.type == Self.allTypes, db.changesCount > 0 { gone.append(key.user) }
    }
    return gone
  }
}
