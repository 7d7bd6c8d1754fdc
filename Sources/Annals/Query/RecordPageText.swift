/// A page as JSON text: its records, separated by commas, and where to go on.
package struct RecordPageText: Sendable {
  /// The records in UTF-8, newest first.
  package let records: [UInt8]
  /// Where the next page begins; `nil` when this page is the last.
  package let next: Cursor?
  /// Whether the store stopped looking before the page was full; `next` leads on.
  package let isPartial: Bool

  /// Makes a page of texts.
  package init(records: [UInt8], next: Cursor?, isPartial: Bool = false) {
    self.records = records
    self.next = next
    self.isPartial = isPartial
  }

  /// The text of a page.
  package init(_ page: RecordPage) {
    var writer = JSONWriter(capacity: 512 * page.records.count)
    for (index, record) in page.records.enumerated() {
      if index > 0 { writer.write(raw: ",") }
      writer.write(RecordText(record))
    }
    self.init(records: writer.bytes, next: page.next, isPartial: page.isPartial)
  }
}

/// A store that holds states as JSON text, and gives them so: who only hands them on need not read and write them again.
package protocol RecordTextSource: HistoryStore {
  /// The page that `records(matching:after:limit:)` gives, as text: the same bytes.
  func recordTexts(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPageText
}

extension HistoryService {
  /// A page of the operations that a filter lets through, newest first, as JSON text.
  ///
  /// Throws `invalidLimit` unless the limit is 1 to 1,000, and what the store throws.
  package func recordTexts(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPageText {
    guard let source = store as? any RecordTextSource else {
      return RecordPageText(try await records(matching: filter, after: cursor, limit: limit))
    }
    return try await source.recordTexts(matching: recorder.sanitizer.redacted(filter), after: cursor, limit: limit)
  }
}
