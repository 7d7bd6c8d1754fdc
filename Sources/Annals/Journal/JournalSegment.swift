/// A file of a journal with entries, as the log knows it.
struct JournalSegment: Equatable {
  let name: String
  /// The number of its first entry.
  let first: UInt64
  /// Bytes in it that belong to entries, its header included.
  var size: Int
  /// Whether it is set aside, not removed, when the store has what is intact of it.
  var isDamaged = false
}
