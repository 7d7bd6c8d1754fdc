/// What became of a record that was to be removed.
public enum RemovalOutcome: String, Hashable, Sendable {
  /// It is gone.
  case removed
  /// Nothing changed: it is another than was read by now.
  case changed
  /// Nothing changed: it was gone before.
  case absent
}
