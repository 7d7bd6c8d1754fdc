/// Private keys between `-----BEGIN … PRIVATE KEY-----` and `-----END …-----`; certificates and public keys are public.
enum PrivateKeyBlock {
  static func find(in text: inout ScannedText, at index: Int) -> Range<Int>? {
    guard text[index + 1] == UInt8(ascii: "-"), text[index - 1] != UInt8(ascii: "-") || index == text.floor,
      text.has("-----BEGIN", at: index)
    else { return nil }
    let label = index + 10
    let labelEnd = text.end(from: label, limit: 64) { $0 != UInt8(ascii: "-") }
    guard text.has("-----", at: labelEnd), isPrivate(text, label..<labelEnd) else { return nil }
    var end = labelEnd + 5
    while end < text.count, !text.has("-----END", at: end) { end += 1 }
    text.work += end - labelEnd
    // Without an end the key was cut, and all that follows may be of it.
    guard end < text.count else { return index..<text.count }
    end = text.end(from: end + 8, limit: 64) { $0 != UInt8(ascii: "-") }
    return index..<text.end(from: end, limit: 5) { $0 == UInt8(ascii: "-") }
  }

  private static func isPrivate(_ text: ScannedText, _ label: Range<Int>) -> Bool {
    label.contains { text.has("PRIVATE", at: $0) || text.has("SECRET", at: $0) }
  }
}
