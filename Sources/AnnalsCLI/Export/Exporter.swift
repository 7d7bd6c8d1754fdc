import Annals

/// Writes records whole, newest first, a page at a time.
struct Exporter {
  /// Records that are asked for at once.
  private static let pageLimit = 500
  /// Records whose whole texts are in memory at once.
  private static let wholeLimit = 50

  let history: HistoryService
  let filter: RecordFilter
  let interrupted: InterruptFlag

  /// Writes the records; returns how many, or `nil` when it was interrupted before the end.
  func run(to output: ByteOutput, _ progress: inout ProgressLine) async throws -> Int? {
    var count = 0
    var cursor: Cursor?
    repeat {
      let page = try await history.records(matching: filter, after: cursor, limit: Self.pageLimit)
      for start in stride(from: 0, to: page.records.count, by: Self.wholeLimit) {
        guard !interrupted.isSet else { return nil }
        let part = Array(page.records[start..<min(start + Self.wholeLimit, page.records.count)])
        for record in try await history.whole(part) { try output.write(json: record.json) }
        count += part.count
        progress.update(count)
      }
      cursor = page.next
    } while cursor != nil
    try output.finish()
    return count
  }
}
