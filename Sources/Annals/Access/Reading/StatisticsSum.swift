/// The sum of counts of parts that have no record in common, each with all its users.
struct StatisticsSum {
  private var statistics = HistoryStatistics()
  private var users: [User: Int] = [:]

  /// Adds the counts of one more part.
  mutating func add(_ part: HistoryStatistics) {
    statistics.total += part.total
    statistics.operations.merge(part.operations, uniquingKeysWith: +)
    statistics.resourceTypes.merge(part.resourceTypes, uniquingKeysWith: +)
    for (user, count) in part.topUsers { users[user, default: 0] += count }
    statistics.failed += part.failed
    statistics.representedReads += part.representedReads
    statistics.baselineRecords += part.baselineRecords
    statistics.first = [statistics.first, part.first].compactMap(\.self).min()
    statistics.last = [statistics.last, part.last].compactMap(\.self).max()
  }

  /// The counts of all parts.
  var result: HistoryStatistics {
    var result = statistics
    result.topUsers = HistoryStatistics.top(users.map { (user: $0.key, count: $0.value) })
    return result
  }
}
