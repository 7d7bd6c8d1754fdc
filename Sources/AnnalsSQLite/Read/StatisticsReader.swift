import Annals
import GRDB

/// Reads statistics from the tables of counts; of the records, only the ends of their indexes are looked at.
struct StatisticsReader {
  private let db: Database

  init(_ db: Database) { self.db = db }

  /// How many records a user has of a type, or of all types.
  func total(ofUser user: Int64, type: Int64) throws -> Int64 {
    try integer("SELECT total FROM user_totals WHERE type = ? AND user = ?", [.integer(type), .integer(user)]) ?? 0
  }

  /// How many records there are of a type.
  func total(ofType type: Int64) throws -> Int64 {
    try integer("SELECT SUM(total) FROM totals WHERE type = ?", [.integer(type)]) ?? 0
  }

  /// The statistics of a scope.
  func statistics(_ scope: HistoryStatistics.Scope) throws -> HistoryStatistics {
    var type: Int64?
    if let name = scope.resourceType {
      guard let id = try NameTable.id(of: name, in: db) else { return HistoryStatistics() }
      type = id
    }
    var statistics = HistoryStatistics()
    if scope.firstDay == nil, scope.lastDay == nil {
      try addCounts(to: &statistics, "SELECT type, kind, total, failed, reads FROM totals", type.map { ("type = ?1", [.integer($0)]) })
      try addUsers(
        to: &statistics, "SELECT name, total FROM user_totals WHERE type = ?1 ORDER BY total DESC, name LIMIT ?2",
        [.integer(type ?? StatisticsChanges.allTypes), .integer(Int64(scope.userLimit))])
    } else {
      var days: [SQLValue] = [.integer(scope.firstDay ?? .min), .integer(scope.lastDay ?? .max)]
      if let type { days.append(.integer(type)) }
      let condition = "day BETWEEN ?1 AND ?2" + (type == nil ? "" : " AND type = ?3")
      try addCounts(to: &statistics, "SELECT type, kind, SUM(total), SUM(failed), SUM(reads) FROM daily", (condition, days), grouped: true)
      let limit = "LIMIT \(scope.userLimit)"
      try addUsers(
        to: &statistics,
        """
        SELECT users.name, counted.total FROM (SELECT user, SUM(total) AS total FROM daily WHERE \(condition) GROUP BY user) AS counted
        CROSS JOIN users ON users.id = counted.user ORDER BY counted.total DESC, users.name \(limit)
        """, days)
    }
    if statistics.total > 0 { try addEnds(to: &statistics, type: type, scope) }
    return statistics
  }

  private func addCounts(
    to statistics: inout HistoryStatistics, _ sql: String, _ condition: (sql: String, arguments: [SQLValue])?, grouped: Bool = false
  ) throws {
    let filter = condition.map { " WHERE \($0.sql)" } ?? ""
    let statement = try BoundStatement(db, sql + filter + (grouped ? " GROUP BY type, kind" : ""))
    statement.bind(condition?.arguments ?? [])
    var types: [Int64: Int] = [:]
    try statement.forEachRow { row in
      let total = Int(row.integer(2))
      guard total > 0, let kind = OperationKind(number: row.integer(1)) else { return }
      statistics.total += total
      statistics.operations[kind, default: 0] += total
      statistics.failed += Int(row.integer(3))
      switch kind {
      case .read: statistics.representedReads += Int(row.integer(4))
      case .create: statistics.baselineRecords += Int(row.integer(4))
      case .update, .delete: break
      }
      types[row.integer(0), default: 0] += total
    }
    for (id, total) in types { statistics.resourceTypes[try NameTable.type(id, in: db)] = total }
  }

  private func addUsers(to statistics: inout HistoryStatistics, _ sql: String, _ arguments: [SQLValue]) throws {
    let statement = try BoundStatement(db, sql)
    statement.bind(arguments)
    try statement.forEachRow { row in
      statistics.topUsers.append((user: try User(row.string(0)), count: Int(row.integer(1))))
    }
  }

  /// The oldest and the newest moment: the ends of at most eight runs of an index.
  private func addEnds(to statistics: inout HistoryStatistics, type: Int64?, _ scope: HistoryStatistics.Scope) throws {
    let bounds: [SQLValue] = [
      .integer(Timestamp(clampedDay: scope.firstDay ?? .min).microseconds),
      .integer(Timestamp(clampedDay: scope.lastDay ?? .max).advanced(byMicroseconds: 86_400_000_000 - 1).microseconds),
    ]
    let runs =
      type == nil
      ? "records INDEXED BY records_by_kind WHERE kind = ?3 AND failed = ?4"
      : "records INDEXED BY records_by_type WHERE kind = ?3 AND failed = ?4 AND type = ?5"
    var first: Int64?
    var last: Int64?
    for kind in OperationKind.allCases {
      for failed: Int64 in [0, 1] {
        let run: [SQLValue] = bounds + [.integer(kind.number), .integer(failed)] + (type.map { [.integer($0)] } ?? [])
        guard let oldest = try integer("SELECT MIN(at) FROM \(runs) AND at BETWEEN ?1 AND ?2", run),
          let newest = try integer("SELECT MAX(at) FROM \(runs) AND at BETWEEN ?1 AND ?2", run)
        else { continue }
        first = min(first ?? oldest, oldest)
        last = max(last ?? newest, newest)
      }
    }
    statistics.first = first.map(Timestamp.init(microseconds:))
    statistics.last = last.map(Timestamp.init(microseconds:))
  }

  private func integer(_ sql: String, _ arguments: [SQLValue]) throws -> Int64? {
    let statement = try BoundStatement(db, sql)
    statement.bind(arguments)
    defer { statement.reset() }
    guard try statement.step(), !statement.isNull(0) else { return nil }
    return statement.integer(0)
  }
}

extension Timestamp {
  /// The first moment of a day, or of the nearest day that there is.
  init(clampedDay day: Int64) { self.init(day: min(max(day, -1_000_000), 3_000_000)) }
}
