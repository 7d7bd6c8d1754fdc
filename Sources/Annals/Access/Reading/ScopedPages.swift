/// Pages of what can be seen: filters that need no checking where a scope can be had so, else reading within a bound and leaving out.
struct ScopedPages: Sendable {
  let store: any HistoryStore
  let visibility: Visibility
  /// Records that are read for one page at most, those that are left out included.
  let readLimit: Int

  /// What of one filter was read.
  private struct Run {
    var records: [HistoryRecord] = []
    /// Where reading was given up; all before it was looked at. `nil` where it was not.
    var stop: Cursor?
    var read = 0
  }

  /// A page, and how many records were read for it.
  func page(
    matching filter: RecordFilter, after cursor: Cursor?, limit: Int
  ) async throws -> (page: RecordPage, read: Int) {
    let request = try PageRequest(filter, after: cursor, limit: limit)
    let filters = visibility.filters(for: filter)
    guard filters.count != 1 || visibility.needsChecking(filters[0]) else {
      let page = try await store.records(matching: filters[0], after: cursor, limit: limit)
      return (page, page.records.count)
    }
    var runs: [Run] = []
    for filter in filters {
      runs.append(try await run(filter, after: cursor, count: request.searchLimit, reading: readLimit / filters.count))
    }
    return (Self.page(of: runs, request), runs.reduce(0) { $0 + $1.read })
  }

  /// Reads until there are enough, all was seen, or the bound is met.
  private func run(_ filter: RecordFilter, after cursor: Cursor?, count: Int, reading limit: Int) async throws -> Run {
    var run = Run()
    var place = cursor
    let pageSize = min(max(count, 200), PageRequest.limits.upperBound)
    while true {
      let page = try await store.records(matching: filter, after: place, limit: pageSize)
      run.read += max(page.records.count, 1)
      for record in page.records where visibility.shows(record) {
        run.records.append(record)
        if run.records.count == count { return run }
      }
      guard let next = page.next else { return run }
      guard !page.isPartial, run.read < limit else {
        run.stop = next
        return run
      }
      place = next
    }
  }

  /// The runs as one page. Behind the first place where one was given up, records of it could be missing: the page ends there.
  private static func page(of runs: [Run], _ request: PageRequest) -> RecordPage {
    let end = runs.compactMap(\.stop?.position).max()
    let found = runs.flatMap(\.records).filter { record in end.map { $0 <= record.position } ?? true }
      .sorted { $0.position > $1.position }
    let page = request.page(of: Array(found.prefix(request.searchLimit)))
    guard page.next == nil, let end else { return page }
    return RecordPage(records: page.records, next: Cursor(after: end), isPartial: true)
  }
}
