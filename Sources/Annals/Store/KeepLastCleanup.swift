/// A clean-up that keeps the last state of each resource that is still there: the same one for all stores, by their other calls.
///
/// It goes through what is old, newest first, and asks once a page and resource which record holds the last state.
package struct KeepLastCleanup {
  private static let pageSize = 250

  private let scope: CleanupScope
  private let store: any HistoryStore

  /// A clean-up of a store.
  package init(_ scope: CleanupScope, in store: any HistoryStore) {
    self.scope = scope
    self.store = store
  }

  /// Removes, or only counts. A cancelled task stops between two pages; what was removed until then stays removed.
  package func run(_ mode: CleanupMode) async throws -> CleanupReport {
    var removed: [ResourceType: Int] = [:]
    var last = LastStates(in: store)
    var cursor: Cursor?
    var filter = RecordFilter()
    filter.to = scope.before
    repeat {
      try Task.checkCancellation()
      let page = try await store.records(matching: filter, after: cursor, limit: Self.pageSize)
      last.forget()
      var old: [HistoryRecord] = []
      for record in page.records where scope.contains(record.resource, at: record.timestamp) {
        if try await !last.isLast(record) { old.append(record) }
      }
      let outcomes = mode == .remove ? try await store.remove(old) : old.map { _ in .removed }
      for (record, outcome) in zip(old, outcomes) where outcome == .removed { removed[record.resource.type, default: 0] += 1 }
      cursor = page.next
    } while cursor != nil
    return CleanupReport(before: scope.before, mode: mode, removed: removed)
  }
}
