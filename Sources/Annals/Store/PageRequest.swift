/// A question for one page, checked: what every store checks in the same way, and how it makes the page of what it found.
package struct PageRequest: Sendable {
  /// How many records a page may have.
  package static let limits = 1...1000

  /// Which records are asked for.
  package let filter: RecordFilter
  /// Only records before this place, in ascending order, belong to the page.
  package let position: RecordPosition?
  /// The most records that the page has.
  package let limit: Int

  /// Checks a question. Throws `invalidLimit` or `invalidFilter`.
  package init(_ filter: RecordFilter, after cursor: Cursor?, limit: Int) throws(HistoryError) {
    guard Self.limits.contains(limit) else {
      throw HistoryError(.invalidLimit, "the limit \(limit) is out of range: a page has 1 to 1,000 records")
    }
    guard filter.resourceID == nil || filter.resourceType != nil else {
      throw HistoryError(.invalidFilter, "a resource id was given without a type: give both")
    }
    self.filter = filter
    self.position = cursor?.position
    self.limit = limit
  }

  /// How many records to look for: one more than the page has, which tells whether there is a next page.
  package var searchLimit: Int { limit + 1 }

  /// The page, of up to `searchLimit` records in page order.
  package func page(of found: [HistoryRecord]) -> RecordPage {
    let records = Array(found.prefix(limit))
    let next = found.count > limit ? records.last.map { Cursor(after: $0.position) } : nil
    return RecordPage(records: records, next: next)
  }
}
