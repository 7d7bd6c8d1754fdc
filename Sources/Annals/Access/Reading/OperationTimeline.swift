/// How many operations of each kind there were in each of some stretches of time, as one principal sees them.
package struct OperationTimeline: Sendable {
  /// Counts of each stretch, in their order.
  package var counts: [[OperationKind: Int]]
  /// Operations that failed, of each stretch.
  package var failed: [Int]
  /// The counts of all together, of what was counted.
  package var total: HistoryStatistics
  /// Whether all was counted; else only the newest that could be read.
  package var isWhole: Bool
}

extension ScopedHistory {
  /// Counts stretches of whole days by the statistics where these can tell, else by reading the newest records up to a limit.
  package func timeline(
    of parts: [(start: Timestamp, end: Timestamp)], ofType type: ResourceType?, byDay: Bool, readLimit: Int = 5_000
  ) async throws -> OperationTimeline {
    guard let first = parts.first, let last = parts.last else {
      return OperationTimeline(counts: [], failed: [], total: HistoryStatistics(), isWhole: true)
    }
    guard byDay, visibility.isByType else { return try await readTimeline(of: parts, ofType: type, readLimit) }
    let whole = HistoryStatistics.Scope(
      resourceType: type, firstDay: first.start.day, lastDay: last.end.advanced(byMicroseconds: -1).day)
    let (total, isWhole) = try await statistics(whole)
    var timeline = OperationTimeline(
      counts: Array(repeating: [:], count: parts.count), failed: Array(repeating: 0, count: parts.count), total: total, isWhole: isWhole)
    guard let oldest = total.first, let newest = total.last else { return timeline }
    // Only stretches in which there is something are asked for, a few at a time.
    let asked = parts.indices.filter { parts[$0].start <= newest && oldest < parts[$0].end }
    let counted = try await concurrently(asked, limit: 8) { index in
      let (start, end) = parts[index]
      let scope = HistoryStatistics.Scope(resourceType: type, firstDay: start.day, lastDay: end.advanced(byMicroseconds: -1).day)
      return try await statistics(scope).statistics
    }
    for (index, statistics) in zip(asked, counted) {
      timeline.counts[index] = statistics.operations
      timeline.failed[index] = statistics.failed
    }
    return timeline
  }

  private func readTimeline(
    of parts: [(start: Timestamp, end: Timestamp)], ofType type: ResourceType?, _ limit: Int
  ) async throws -> OperationTimeline {
    var timeline = OperationTimeline(
      counts: Array(repeating: [:], count: parts.count), failed: Array(repeating: 0, count: parts.count), total: HistoryStatistics(),
      isWhole: true)
    var tally = StatisticsTally()
    var index = parts.count - 1
    var read = 0
    var cursor: Cursor?
    repeat {
      guard read < limit else {
        timeline.isWhole = false
        break
      }
      let filter = RecordFilter(resourceType: type, from: parts[0].start, to: parts[parts.count - 1].end)
      let page = try await records(matching: filter, after: cursor, limit: 1_000)
      for record in page.records {
        tally.add(record)
        while index > 0, record.timestamp < parts[index].start { index -= 1 }
        timeline.counts[index][record.operation, default: 0] += 1
        if record.isFailed { timeline.failed[index] += 1 }
      }
      read += max(page.records.count, 1)
      cursor = page.next
    } while cursor != nil
    timeline.total = tally.result
    return timeline
  }
}
