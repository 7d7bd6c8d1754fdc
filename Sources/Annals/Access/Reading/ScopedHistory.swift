/// The history as one principal sees it: each answer holds only what lies in their scope, and of states only what is not hidden from them.
package struct ScopedHistory: Sendable {
  let history: HistoryService
  let visibility: Visibility
  private let hidden: HiddenFields
  private let pages: ScopedPages
  private let states: ScopedStates
  /// Records that are counted by reading at most.
  private let countLimit: Int

  /// The history for a principal. The limits bound what is read for one page, and for one count.
  package init(_ history: HistoryService, for principal: Principal, readLimit: Int = 20_000, countLimit: Int = 100_000) {
    self.history = history
    visibility = Visibility(of: principal)
    hidden = HiddenFields(principal.scope.hiddenFields)
    pages = ScopedPages(store: history.store, visibility: visibility, readLimit: readLimit)
    states = ScopedStates(RecordSource(history), for: principal)
    self.countLimit = countLimit
  }

  /// Whether all is seen as it is.
  package var isWhole: Bool { visibility.showsAllRecords && hidden.isEmpty }

  /// A page of what a filter lets through, newest first. It is partial where few of the records that were read can be seen.
  package func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int, whole: Bool = false) async throws -> RecordPage {
    let page = try await pages.page(matching: filter, after: cursor, limit: limit).page
    // Texts go back before fields are hidden, for a text may hold one.
    let records = whole ? try await history.whole(page.records) : page.records
    return RecordPage(records: records.map { hidden.hide(in: $0) }, next: page.next, isPartial: page.isPartial)
  }

  /// The same page as JSON text; as the store has it where nothing can be left out.
  package func recordTexts(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPageText {
    let filters = visibility.filters(for: filter)
    guard hidden.isEmpty, filters.count == 1, !visibility.needsChecking(filters[0]) else {
      return RecordPageText(try await records(matching: filter, after: cursor, limit: limit))
    }
    return try await history.recordTexts(matching: filters[0], after: cursor, limit: limit)
  }

  /// The record with this id, or `nil`: one that may not be seen is looked for as any other, and is not there.
  package func record(_ id: HistoryID, whole: Bool = false) async throws -> HistoryRecord? {
    guard let record = try await found(id) else { return nil }
    return hidden.hide(in: whole ? try await history.whole([record]).first ?? record : record)
  }

  /// The record, found among those that can be seen: an id leaves the type out, so another type's record that may not be seen can have it too.
  private func found(_ id: HistoryID) async throws -> HistoryRecord? {
    guard !visibility.showsAll(of: id) else { return try await history.record(id) }
    for reading in id.readings {
      for filter in visibility.filters(for: reading) {
        var cursor: Cursor?
        repeat {
          let page = try await pages.page(matching: filter, after: cursor, limit: PageRequest.limits.upperBound).page
          for record in page.records
          where record.sortKey == reading.key && record.resource.id.hasSameBytes(as: reading.resourceID) { return record }
          cursor = page.next
        } while cursor != nil
      }
    }
    return nil
  }

  /// Whether a resource's records can be seen.
  package func shows(_ resource: Resource) -> Bool { visibility.shows(resource) }

  /// A resource's state at a moment, whole, as ``ScopedStates`` tells it.
  package func state(of resource: Resource, at moment: Timestamp) async throws -> ResourceState {
    try await states.resource(resource, at: moment).state
  }

  /// Counts of what can be seen, and whether these are all. They are not where more had to be read than the limit.
  package func statistics(_ scope: HistoryStatistics.Scope) async throws -> (statistics: HistoryStatistics, isWhole: Bool) {
    guard !visibility.showsAllRecords else { return (try await history.statistics(scope), true) }
    return try await ScopedStatistics(history: history, visibility: visibility, pages: pages, readLimit: countLimit).count(scope)
  }
}
