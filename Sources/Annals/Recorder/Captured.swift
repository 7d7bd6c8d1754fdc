/// What became of an operation that was handed to a recorder.
enum Captured: Hashable {
  /// It is on its way, under this number.
  case accepted(UInt64)
  /// There was no room for it, or nothing runs that would store it.
  case lost
  /// It is a READ that its type's policy leaves out, or counts for a later record.
  case leftOut
}
