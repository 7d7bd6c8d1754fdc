/// Where states are rebuilt from: pages of records, newest first, and the texts that they show cut.
///
/// A store is one. What lies elsewhere, such as an archive, is put beside it here: a page is then that of both.
package struct RecordSource: Sendable {
  /// A page of what a filter lets through, newest first, behind a cursor where one is given.
  package let page: @Sendable (_ filter: RecordFilter, _ cursor: Cursor?, _ limit: Int) async throws -> RecordPage
  /// The record with its cut texts put back, as far as they are kept.
  package let whole: @Sendable (_ record: HistoryRecord) async throws -> HistoryRecord

  /// A source of pages and whole records.
  package init(
    page: @escaping @Sendable (RecordFilter, Cursor?, Int) async throws -> RecordPage,
    whole: @escaping @Sendable (HistoryRecord) async throws -> HistoryRecord
  ) {
    self.page = page
    self.whole = whole
  }

  /// The records of a history's store.
  package init(_ history: HistoryService) {
    self.init(
      page: { try await history.records(matching: $0, after: $1, limit: $2) },
      whole: { record in
        guard !record.cutTexts.isEmpty else { return record }
        return try await history.whole([record]).first ?? record
      })
  }

  /// All records that a filter lets through, newest first, read a page at a time as they are asked for.
  package func records(matching filter: RecordFilter, after cursor: Cursor? = nil, pageSize: Int) -> Records {
    Records(source: self, filter: filter, start: cursor, pageSize: pageSize)
  }

  /// Records, newest first, read as they are asked for.
  package struct Records: AsyncSequence, Sendable {
    package typealias Element = HistoryRecord

    let source: RecordSource
    let filter: RecordFilter
    let start: Cursor?
    let pageSize: Int

    package struct Iterator: AsyncIteratorProtocol {
      private let records: Records
      private var page: ArraySlice<HistoryRecord> = []
      private var cursor: Cursor?
      private var isAtEnd = false

      init(_ records: Records) {
        self.records = records
        cursor = records.start
      }

      package mutating func next() async throws -> HistoryRecord? {
        while page.isEmpty {
          guard !isAtEnd else { return nil }
          try Task.checkCancellation()
          let answer = try await records.source.page(records.filter, cursor, records.pageSize)
          page = answer.records[...]
          cursor = answer.next
          isAtEnd = answer.next == nil
        }
        return page.popFirst()
      }
    }

    package func makeAsyncIterator() -> Iterator { Iterator(self) }
  }
}
