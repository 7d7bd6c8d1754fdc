/// Some records, newest first, and where to go on.
public struct RecordPage: Hashable, Sendable {
  /// The records, newest first: by moment, kind and token, then by resource, all descending.
  public let records: [HistoryRecord]
  /// Where the next page begins; `nil` when this page is the last.
  public let next: Cursor?

  /// Whether the store stopped looking before the page was full, because few records match; `next` leads on.
  public let isPartial: Bool

  /// Makes a page.
  public init(records: [HistoryRecord], next: Cursor?, isPartial: Bool = false) {
    self.records = records
    self.next = next
    self.isPartial = isPartial
  }
}

/// An opaque place in a list of records: behind the last record of a page.
///
/// It names a record's key, not a count, so records that arrive meanwhile shift nothing, and it stays good across restarts.
public struct Cursor: Hashable, Sendable, CustomStringConvertible {
  /// The place: only records before it, in ascending order, follow.
  public let position: RecordPosition

  /// The place behind a record.
  public init(after position: RecordPosition) { self.position = position }

  /// Reads a cursor from its text. Throws `invalidCursor`.
  public init(_ text: String) throws(HistoryError) {
    position = try CursorText.position(in: text)
  }

  /// The cursor's text, safe in URLs.
  public var description: String { CursorText.text(of: position) }
}
