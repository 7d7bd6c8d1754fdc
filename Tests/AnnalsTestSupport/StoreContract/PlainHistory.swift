import Annals

/// What a store must answer, worked out from a plain array in the most obvious way, sharing nothing with the stores.
struct PlainHistory {
  private(set) var records: [HistoryRecord] = []

  /// Adds the records whose place is free; how many there were.
  mutating func append(_ new: [HistoryRecord]) -> Int {
    let before = records.count
    for record in new where !records.contains(where: { Self.place(of: $0) == Self.place(of: record) }) { records.append(record) }
    return records.count - before
  }

  /// The records that a filter lets through, newest first.
  func records(matching filter: RecordFilter) -> [HistoryRecord] {
    Self.pageOrder(records.filter { Self.matches($0, filter) })
  }

  mutating func remove(before moment: Timestamp) { records.removeAll { $0.timestamp.microseconds < moment.microseconds } }

  static func pageOrder(_ records: [HistoryRecord]) -> [HistoryRecord] {
    records.map { (place(of: $0), $0) }.sorted { $1.0.lexicographicallyPrecedes($0.0) }.map(\.1)
  }

  func statistics(_ scope: HistoryStatistics.Scope) -> HistoryStatistics {
    let counted = records.filter { record in
      let day = Int64((Double(record.timestamp.microseconds) / 86_400_000_000).rounded(.down))
      return (scope.resourceType == nil || scope.resourceType?.name == record.resource.type.name)
        && day >= scope.firstDay ?? .min && day <= scope.lastDay ?? .max
    }
    var statistics = HistoryStatistics()
    statistics.total = counted.count
    for kind in OperationKind.allCases { statistics.operations[kind] = counted.count { $0.operation == kind } }
    for type in Set(counted.map(\.resource.type)) { statistics.resourceTypes[type] = counted.count { $0.resource.type == type } }
    statistics.failed = counted.count { $0.metadata["success"] == .bool(false) }
    for record in counted where record.operation == .read {
      if case .object(let reads)? = record.metadata["reads"], case .number(let number)? = reads["count"],
        let count = Int(number.description),
        count >= 0, count <= 1_000_000_000
      {
        statistics.representedReads += count
      } else {
        statistics.representedReads += 1
      }
    }
    statistics.baselineRecords = counted.count { record in
      guard record.operation == .create, let mark = record.metadata["baseline"] else { return false }
      return mark != .null && mark != .bool(false)
    }
    let byUser = Dictionary(grouping: counted) { Array($0.user.id.utf8) }
    let users = byUser.map { (name: $0.key, count: $0.value.count, user: $0.value[0].user) }
    statistics.topUsers = users.sorted { $0.count == $1.count ? $0.name.lexicographicallyPrecedes($1.name) : $0.count > $1.count }
      .prefix(10).map { (user: $0.user, count: $0.count) }
    statistics.first = counted.map(\.timestamp).min()
    statistics.last = counted.map(\.timestamp).max()
    return statistics
  }

  private static func matches(_ record: HistoryRecord, _ filter: RecordFilter) -> Bool {
    if let type = filter.resourceType, type.name != record.resource.type.name { return false }
    if let id = filter.resourceID, Array(id.utf8) != Array(record.resource.id.utf8) { return false }
    if let user = filter.user, Array(user.id.utf8) != Array(record.user.id.utf8) { return false }
    if let operation = filter.operation, operation != record.operation { return false }
    if let outcome = filter.outcome, (outcome == .failed) != (record.metadata["success"] == .bool(false)) { return false }
    if let from = filter.from, record.timestamp.microseconds < from.microseconds { return false }
    if let to = filter.to, record.timestamp.microseconds >= to.microseconds { return false }
    return true
  }

  /// A record's place as bytes in ascending order: moment, kind, token, type, id, each ended by what is smaller than any byte in it.
  private static func place(of record: HistoryRecord) -> [Int] {
    let parts = [record.operation.rawValue, record.token?.description ?? "", record.resource.type.name, record.resource.id]
    return [Int(record.timestamp.microseconds)] + parts.flatMap { $0.utf8.map { Int($0) + 1 } + [0] }
  }
}
