import Annals

/// Finds the records that a question asks for, a page at a time.
struct RecordSearch {
  /// Records of one page.
  static let pageSize = 50
  /// Records that are read for one page at most, where the store alone cannot answer.
  static let readLimit = 5_000

  let seen: ScopedHistory
  let question: SearchQuestion

  /// Some records, where to go on, and how many had to be read for them.
  struct Page {
    var records: [HistoryRecord] = []
    var next: Cursor?
    /// Whether looking stopped before the page was full.
    var isPartial = false
    /// Records that were read; `nil` where the store alone answered.
    var read: Int?
  }

  func page(after cursor: Cursor?, size: Int = RecordSearch.pageSize) async throws -> Page {
    guard question.needsReading else {
      let page = try await seen.records(matching: question.filter, after: cursor, limit: size)
      return Page(records: page.records, next: page.next, isPartial: page.isPartial)
    }
    var found = Page(next: cursor, read: 0)
    var read = 0
    repeat {
      let page = try await seen.records(matching: question.filter, after: found.next, limit: 500)
      read += max(page.records.count, 1)
      found.next = page.next
      for (index, record) in page.records.enumerated() where question.matches(record) {
        found.records.append(record)
        guard found.records.count == size else { continue }
        let isLast = index == page.records.count - 1 && page.next == nil
        found.next = isLast ? nil : Cursor(after: record.position)
        found.read = read
        return found
      }
    } while found.next != nil && read < Self.readLimit
    found.read = read
    found.isPartial = found.next != nil
    return found
  }
}
