/// Counts what can be seen: from the store's own counts where types and days tell it, by reading where they do not.
struct ScopedStatistics {
  let history: HistoryService
  let visibility: Visibility
  let pages: ScopedPages
  /// Records that are read at most.
  let readLimit: Int

  private struct Progress {
    var sum = StatisticsSum()
    var read = 0
    var isWhole = true
  }

  func count(_ scope: HistoryStatistics.Scope) async throws -> (statistics: HistoryStatistics, isWhole: Bool) {
    var progress = Progress()
    if visibility.isByType {
      for type in try await types(of: scope) {
        var scope = scope
        scope.resourceType = type
        try await add(type, scope, to: &progress)
      }
    } else {
      try await addByReading(RecordFilter(scope), to: &progress)
    }
    return (progress.sum.result, progress.isWhole)
  }

  /// The types that are asked for and can be seen.
  private func types(of scope: HistoryStatistics.Scope) async throws -> [ResourceType] {
    if let type = scope.resourceType { return visibility.resourceTypes?.contains(type) ?? true ? [type] : [] }
    if let types = visibility.resourceTypes { return types.sorted() }
    return try await history.statistics(scope).resourceTypes.keys.sorted()
  }

  private func add(_ type: ResourceType, _ scope: HistoryStatistics.Scope, to progress: inout Progress) async throws {
    switch visibility.counting(type) {
    case .one(let resource): try await addByReading(RecordFilter(scope).narrowed(to: resource), to: &progress)
    case .shown: try await addByReading(RecordFilter(scope), to: &progress)
    case .all:
      var days = scope
      if let since = visibility.since {
        // Of the day on which the scope begins, only a part counts.
        let isWholeDay = since == Timestamp(day: since.day)
        days.firstDay = max(scope.firstDay ?? since.day, isWholeDay ? since.day : since.day + 1)
        if !isWholeDay {
          var first = scope
          first.firstDay = max(scope.firstDay ?? since.day, since.day)
          first.lastDay = min(scope.lastDay ?? since.day, since.day)
          if let day = first.firstDay, let last = first.lastDay, day <= last {
            try await addByReading(RecordFilter(first), to: &progress)
          }
        }
      }
      if let first = days.firstDay, let last = days.lastDay, first > last { return }
      days.userLimit = .max
      progress.sum.add(try await history.statistics(days))
    }
  }

  private func addByReading(_ filter: RecordFilter, to progress: inout Progress) async throws {
    var tally = StatisticsTally()
    var cursor: Cursor?
    repeat {
      guard progress.read < readLimit else {
        progress.isWhole = false
        break
      }
      let (page, read) = try await pages.page(matching: filter, after: cursor, limit: PageRequest.limits.upperBound)
      for record in page.records { tally.add(record) }
      progress.read += max(read, 1)
      cursor = page.next
    } while cursor != nil
    progress.sum.add(tally.result(userLimit: .max))
  }
}

extension RecordFilter {
  /// The records that a scope of statistics counts.
  fileprivate init(_ scope: HistoryStatistics.Scope) {
    self.init(
      resourceType: scope.resourceType, from: scope.firstDay.map { Timestamp(day: $0) }, to: scope.lastDay.map { Timestamp(day: $0 + 1) })
  }
}
