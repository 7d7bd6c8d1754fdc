/// A stored record as it was read, and what is to stand in its place: the same record without what it should not have held.
///
/// What happened, to which type of resource, and when, stays as it is; states, metadata, the user and the resource's id may be others.
public struct RecordRewrite: Hashable, Sendable {
  /// The record as it was read, its texts shown cut.
  public let original: HistoryRecord
  /// What is to stand in its place, with every whole text that it shows cut, those that are kept already too.
  public let replacement: SanitizedRecord

  /// Puts a record in the place of one that was read. Throws `invalidRecord` unless operation, type, moment and token are the same.
  public init(_ original: HistoryRecord, as replacement: SanitizedRecord) throws(HistoryError) {
    guard original.sortKey == replacement.record.sortKey, original.resource.type == replacement.record.resource.type else {
      throw HistoryError(.invalidRecord, "a record is rewritten as another one: leave its operation, type, moment and token as they are")
    }
    self.original = original
    self.replacement = replacement
  }
}

/// What became of a rewriting.
public enum RewriteOutcome: String, Hashable, Sendable {
  /// The replacement stands in the record's place.
  case rewritten
  /// Nothing changed: the record is another than was read by now, or is gone.
  case changed
  /// Nothing changed: by its new id the replacement would stand where another record does.
  case taken
}
