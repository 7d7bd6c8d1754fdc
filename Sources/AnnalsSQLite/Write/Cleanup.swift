import Annals
import GRDB

/// Removes old records in short steps, each a transaction of its own, oldest first: history ends at a moment, also when it is stopped midway.
struct Cleanup: Sendable {
  private let scope: CleanupScope
  private var moment: Timestamp { scope.before }

  /// A clean-up of what is in the scope.
  init(_ scope: CleanupScope) { self.scope = scope }

  /// What a step did.
  struct Step: Sendable {
    var removed: [Int64: Int] = [:]
    var isLast = false
    /// Up to which moment all was looked at. The next step begins there, for what stays is not to be looked at by each.
    var reached: Int64
    var count: Int { removed.values.reduce(0, +) }
  }

  /// Removes up to `limit` records from a moment on, fewer when the time is up; statistics, texts and users follow.
  func step(from start: Int64 = .min, limit: Int, isTimeUp: () -> Bool, in db: Database) throws -> Step {
    let old = try oldest(limit, from: start, in: db)
    var step = Step(reached: start)
    var changes = StatisticsChanges()
    let texts = TextTable(db)
    let hasTexts = try Int.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM record_texts)") == 1
    let removal = try BoundStatement(db, "DELETE FROM records WHERE id = ?")
    for record in old {
      // One record at least, so that every step leads on.
      if step.count > 0, isTimeUp() { break }
      removal.bind(record.id, at: 1)
      try removal.run()
      if hasTexts { try texts.forget(record: record.id) }
      changes.add(
        -1, day: Timestamp(microseconds: record.at).day, type: record.type, user: record.user, kind: record.kind,
        isFailed: record.isFailed, reads: -record.reads)
      step.removed[record.type, default: 0] += 1
      step.reached = record.at
    }
    let gone = try changes.apply(in: db)
    try NameTable.removeUnused(users: gone, in: db)
    step.isLast = old.count < limit && step.count == old.count
    return step
  }

  /// How many records are before the moment, by type: whole days from the counts, the last day from the index.
  func count(in db: Database) throws -> [Int64: Int] {
    var counts: [Int64: Int] = [:]
    let days = try BoundStatement(db, "SELECT type, SUM(total) FROM daily WHERE day < ? GROUP BY type")
    days.bind(moment.day, at: 1)
    try days.forEachRow { counts[$0.integer(0)] = Int($0.integer(1)) }
    let edge = try BoundStatement(
      db,
      """
      SELECT type, COUNT(*) FROM (\(runs("type", "at >= ?1 AND at < ?2"))) GROUP BY type
      """)
    edge.bind([.integer(Timestamp(clampedDay: moment.day).microseconds), .integer(moment.microseconds)])
    try edge.forEachRow { counts[$0.integer(0), default: 0] += Int($0.integer(1)) }
    if let kept = try keptAccess(in: db) {
      let search = try BoundStatement(
        db,
        "SELECT COUNT(*) FROM records INDEXED BY records_by_resource WHERE type = ?1 AND \(Self.isAccess) AND at >= ?2 AND at < ?3")
      search.bind([.integer(kept.type), .integer(kept.from), .integer(moment.microseconds)])
      try search.forEachRow { counts[kept.type, default: 0] -= Int($0.integer(0)) }
    }
    return counts.filter { $0.value > 0 }
  }

  private struct OldRecord {
    let id: Int64
    let at: Int64
    let type: Int64
    let user: Int64
    let kind: OperationKind
    let isFailed: Bool
    let reads: Int64
  }

  private func oldest(_ limit: Int, from start: Int64, in db: Database) throws -> [OldRecord] {
    var condition = "at < ?1 AND at >= ?2"
    var values: [SQLValue] = [.integer(moment.microseconds), .integer(start), .integer(Int64(limit))]
    if let kept = try keptAccess(in: db) {
      condition += " AND NOT (type = ?4 AND at >= ?5 AND \(Self.isAccess))"
      values += [.integer(kept.type), .integer(kept.from)]
    }
    let search = try BoundStatement(db, "\(runs("at, id, type, user, kind, failed, reads", condition)) ORDER BY 1 LIMIT ?3")
    search.bind(values)
    var old: [OldRecord] = []
    try search.forEachRow { row in
      guard let kind = OperationKind(number: row.integer(4)) else { return }
      old.append(
        OldRecord(
          id: row.integer(1), at: row.integer(0), type: row.integer(2), user: row.integer(3), kind: kind,
          isFailed: row.integer(5) != 0, reads: row.isNull(6) ? Int64(kind.usualReads) : row.integer(6)))
    }
    return old
  }

  /// Whether an id begins with "access/".
  private static let isAccess = "resource >= X'6163636573732F' AND resource < X'61636365737330'"

  /// The type whose records about access stay, and from which moment on; `nil` where all that is old goes.
  private func keptAccess(in db: Database) throws -> (type: Int64, from: Int64)? {
    let from = scope.accessBefore?.microseconds ?? .min
    guard from < moment.microseconds, let type = try NameTable.id(of: .history, in: db) else { return nil }
    return (type, from)
  }

  /// The eight runs of the index by kind, one after the other.
  private func runs(_ columns: String, _ condition: String) -> String {
    OperationKind.allCases.flatMap { kind in
      [0, 1].map { failed in
        """
        SELECT \(columns) FROM records INDEXED BY records_by_kind WHERE kind = \(kind.number) AND failed = \(failed) AND \(condition)
        """
      }
    }.joined(separator: "\nUNION ALL\n")
  }
}

/// How many records a step of a clean-up takes, so that it lasts about as long as it should.
struct CleanupPace: Hashable, Sendable {
  /// How long a step should last.
  let target: Duration
  /// How many records the next step takes at most.
  private(set) var limit = 64

  static let limits = 16...2048

  init(target: Duration) { self.target = target }

  /// Learns from a step that took so many records and lasted so long, its commit included.
  mutating func learn(count: Int, duration: Duration) {
    guard count > 0 else { return }
    let fitting = duration > .zero ? Double(count) * (target / duration) : Double(limit * 2)
    limit = min(max(Int(min(fitting, Double(limit * 2))), Self.limits.lowerBound), Self.limits.upperBound)
  }
}
