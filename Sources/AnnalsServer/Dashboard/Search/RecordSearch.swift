import Annals

/// Finds the records that a question asks for, a page at a time.
struct RecordSearch {
  /// Records of one page.
  static let pageSize = 50
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
    let (seen, question) = (seen, question)
    let sieve = RecordSieve {
      question.matches($0)
    } reading: {
      try await seen.records(matching: question.filter, after: $0, limit: $1)
    }
    let found = try await sieve.page(after: cursor, size: size)
    return Page(records: found.records, next: found.next, isPartial: found.isPartial, read: found.read)
  }
}
