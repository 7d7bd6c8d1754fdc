import Annals
import Synchronization

/// Statistics by going through the whole table.
final class ScannedStatistics: Sendable {
  private let table: TableAccess
  private let counts = Mutex<[ResourceType: Counts]>([:])

  init(_ table: TableAccess) { self.table = table }

  func statistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics {
    let second = table.second
    try await RecordScan(table: table).forEachPage { records in
      self.counts.withLock { counts in
        for record in records where !record.isExpired(at: second) && scope.contains(record.listed) {
          counts[record.position.resource.type, default: Counts()].add(record)
        }
      }
    }
    var sum = StatisticsSum()
    for (type, counts) in counts.withLock({ $0 }) { sum.add(counts, of: type) }
    return sum.result(userLimit: scope.userLimit)
  }
}
