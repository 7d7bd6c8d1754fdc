extension Unicode.Scalar {
  /// Whether it is shown only as an escape: control characters, line and paragraph separators, and the invisible format characters except those
  /// that join letters and emoji.
  package var isHidden: Bool {
    if value < 0x7F { return value < 0x20 }
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    case .format: return value != 0x200C && value != 0x200D
    default: return false
    }
  }
}
