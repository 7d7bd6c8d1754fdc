import AWSClient
import Annals

/// Statistics from the kept counts of days that are over, and from the index by time for all other days.
///
/// Kept counts count only where no mark says otherwise. Who counts a day whose marks are settled keeps the counts and removes the marks.
struct StatisticsReader: Sendable {
  let table: TableAccess
  let writer: ItemWriter

  func statistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics {
    let start = table.configuration.now()
    // Whether the table answers at all is told soon; counting takes its time.
    let settings = try await StatisticsSettings(table.answering)
    let days = Self.days(of: scope)
    guard let days else { return HistoryStatistics() }
    let kept = try await KeptCounts(table, days: days)
    let types = scope.resourceType.map { settings.registry.types.contains($0) ? [$0] : [] } ?? settings.registry.types.sorted()
    let plans = types.map { CountingPlan(type: $0, days: days, settings: settings, kept: kept, second: table.second) }
    let parts = plans.flatMap { plan in
      plan.runs.flatMap { run in settings.registry.feeds(of: plan.type).map { ($0, plan.type, run) } }
    }
    let counted = try await concurrently(parts, limit: 16) { feed, type, run in try await count(feed, of: type, run) }
      .reduce(into: [CountedDay: [Counts]]()) { all, part in for (day, counts) in part { all[day, default: []].append(counts) } }

    var sum = StatisticsSum()
    for (day, parts) in counted { for counts in parts { sum.add(counts, of: day.type) } }
    for plan in plans {
      for (day, counts) in kept.counts where day.type == plan.type && !plan.isCounted(day.day) { sum.add(counts, of: day.type) }
    }
    try await keep(plans, counted, settings, kept, since: start)
    return sum.result(userLimit: scope.userLimit)
  }

  /// Forgets all kept counts.
  func forget() async throws {
    // What says that days are counted goes first, so that nobody takes a missing day for an empty one.
    for prefix in [CountedThrough.prefix, Rollup.prefix] {
      let items = try await table.items(in: ItemKey.statistics, from: prefix, to: prefix + "~")
      try await writer.write(items.compactMap { ItemKey($0) }.map { .delete($0.attributes) })
    }
  }

  private static func days(of scope: HistoryStatistics.Scope) -> ClosedRange<Int64>? {
    let first = max(scope.firstDay ?? .min, Timestamp(microseconds: .min).day)
    let last = min(scope.lastDay ?? .max, Timestamp(microseconds: .max).day)
    return first <= last ? first...last : nil
  }

  /// Counts a partition's records of a run of days.
  private func count(_ feed: String, of type: ResourceType, _ run: ClosedRange<Int64>) async throws -> [CountedDay: Counts] {
    let first = Timestamp(day: run.lowerBound)
    let last = Timestamp(day: run.upperBound).advanced(byMicroseconds: 86_399_999_999)
    let query = SortKeyRange(from: first, to: last).query(feed: feed, in: table.name)
    let second = table.second
    let lookup = ReadLookup(table)
    var counts: [CountedDay: Counts] = [:]
    try await table.forEachPage(of: query) { items in
      let records = items.compactMap { StoredRecord($0) }.filter { !$0.isExpired(at: second) }
      for record in try await lookup.completed(records) {
        let day = record.position.key.timestamp.day
        if run.contains(day) { counts[CountedDay(day: day, type: type), default: Counts()].add(record) }
      }
    }
    return counts
  }

  // MARK: Keeping

  private func keep(
    _ plans: [CountingPlan], _ counted: [CountedDay: [Counts]], _ settings: StatisticsSettings, _ kept: KeptCounts, since start: Timestamp
  ) async throws {
    let settle = table.configuration.settleTime
    let closed = start.advanced(byMicroseconds: -settle.microseconds).day - 1
    let settled = settings.settledDays(at: start, settle: settle)
    let unsettled = Set(settings.markedDays).subtracting(settled)
    var writes: [BatchWriteItem.Write] = []
    var last: [BatchWriteItem.Write] = []
    for plan in plans {
      let stored = Set(kept.items.keys.filter { $0.type == plan.type }.map(\.day))
      let found = Set(counted.keys.filter { $0.type == plan.type }.map(\.day))
      for day in plan.keptAfter(closed: closed, unsettled: unsettled, stored: stored, found: found) {
        let key = CountedDay(day: day, type: plan.type)
        let new = Counts(merging: counted[key] ?? [])
        let items = new.total > 0 ? Rollup(day: key, counts: new).items : []
        let newKeys = Set(items.compactMap { ItemKey($0) })
        writes += items.map { .put($0) }
        writes += (kept.items[key] ?? []).compactMap { ItemKey($0) }.filter { !newKeys.contains($0) }.map { .delete($0.attributes) }
      }
      if let through = plan.countedThrough(closed: closed) { last.append(.put(CountedThrough.item(plan.type, through: through))) }
    }
    // A mark speaks for all types: it goes only when all of them were counted.
    let isOfAllTypes = Set(plans.map(\.type)) == settings.registry.types
    let removable =
      isOfAllTypes ? settled.filter { day in plans.allSatisfy { $0.days.contains(day) && $0.isAnswered(day, closed: closed) } } : []
    guard !writes.isEmpty || !last.isEmpty || !removable.isEmpty else { return }
    // What was counted long ago may have been overtaken by a newer count.
    let age = table.configuration.now().microseconds - start.microseconds
    guard settle == .zero || age < settle.microseconds / 2 else { return }
    do {
      try await writer.write(writes)
      try await writer.write(last)
      _ = try await concurrently(settings.marked, limit: 8) { try await $0.removing(Set(removable), from: table) }
    } catch let error as HistoryError where error.code == .storeUnavailable || error.code == .storeRejected {
      // Who may only read, or is throttled, has the right answer all the same.
      return
    }
  }
}

extension Duration {
  /// The duration in whole microseconds.
  var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
