/// Goes through history, newest first, a page at a time.
struct HistoryWalk: Sendable {
  private static let pageSize = 100

  let store: any HistoryStore
  let filter: RecordFilter
  /// Whether the user wants it to stop at the next good place.
  let isStopped: @Sendable () -> Bool

  /// Runs the body for each page; whether it came to the end.
  func forEachPage(_ body: ([HistoryRecord]) async throws -> Void) async throws -> Bool {
    var cursor: Cursor?
    repeat {
      if isStopped() { return false }
      try Task.checkCancellation()
      let page = try await store.records(matching: filter, after: cursor, limit: Self.pageSize)
      try await body(page.records)
      cursor = page.next
    } while cursor != nil
    return true
  }
}

extension RecordFilter {
  /// The same filter for what a stopped run had not looked at: all up to a moment, which is looked at again.
  func resumed(from through: Timestamp?) -> RecordFilter {
    guard let through else { return self }
    var filter = self
    filter.to = [to, through.advanced(byMicroseconds: 1)].compactMap { $0 }.min()
    return filter
  }
}
