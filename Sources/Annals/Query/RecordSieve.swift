/// Finds records by what no store can be asked for: pages are read one after the other, and what is not wanted is left out.
package struct RecordSieve: Sendable {
  /// Some records, where to go on, and how many had to be read for them.
  package struct Page: Sendable {
    /// The records.
    package var records: [HistoryRecord] = []
    /// Where to go on; `nil` where all was looked at.
    package var next: Cursor?
    /// Whether looking stopped before the page was full.
    package var isPartial = false
    /// Records that were read.
    package var read = 0
  }

  /// Records that are read for one page of an answer at most.
  package static let standardLimit = 5_000
  /// Records that are read at once.
  private static let stride = 500

  private let readLimit: Int
  private let isWanted: @Sendable (HistoryRecord) -> Bool
  private let read: @Sendable (_ cursor: Cursor?, _ limit: Int) async throws -> RecordPage

  /// A sieve over pages that a closure reads, newest first.
  package init(
    readLimit: Int = RecordSieve.standardLimit, _ isWanted: @escaping @Sendable (HistoryRecord) -> Bool,
    reading read: @escaping @Sendable (_ cursor: Cursor?, _ limit: Int) async throws -> RecordPage
  ) {
    self.readLimit = readLimit
    self.isWanted = isWanted
    self.read = read
  }

  /// A page of what is wanted: short only at the end, or where the limit was met. Throws what reading throws.
  package func page(after cursor: Cursor?, size: Int) async throws -> Page {
    var found = Page(next: cursor)
    repeat {
      let page = try await read(found.next, Self.stride)
      found.read += max(page.records.count, 1)
      found.next = page.next
      for (index, record) in page.records.enumerated() where isWanted(record) {
        found.records.append(record)
        guard found.records.count == size else { continue }
        let isLast = index == page.records.count - 1 && page.next == nil
        found.next = isLast ? nil : Cursor(after: record.position)
        return found
      }
    } while found.next != nil && found.read < readLimit
    found.isPartial = found.next != nil
    return found
  }
}
