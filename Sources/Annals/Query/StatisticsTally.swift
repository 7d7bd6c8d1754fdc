/// Counts records one by one.
package struct StatisticsTally: Sendable {
  private var statistics = HistoryStatistics()
  private var users: [User: Int] = [:]

  /// Nothing yet.
  package init() {}

  /// Counts one more.
  package mutating func add(_ record: HistoryRecord) {
    statistics.total += 1
    statistics.operations[record.operation, default: 0] += 1
    statistics.resourceTypes[record.resource.type, default: 0] += 1
    users[record.user, default: 0] += 1
    if record.isFailed { statistics.failed += 1 }
    statistics.representedReads += record.representedReads
    if record.isBaseline { statistics.baselineRecords += 1 }
    statistics.first = statistics.first.map { min($0, record.timestamp) } ?? record.timestamp
    statistics.last = statistics.last.map { max($0, record.timestamp) } ?? record.timestamp
  }

  /// The counts of all that was added.
  package var result: HistoryStatistics { result(userLimit: HistoryStatistics.topUserLimit) }

  /// The counts of all that was added, with as many users as wanted.
  package func result(userLimit: Int) -> HistoryStatistics {
    var result = statistics
    result.topUsers = HistoryStatistics.top(users.map { (user: $0.key, count: $0.value) }, limit: userLimit)
    return result
  }
}
