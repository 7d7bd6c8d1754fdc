/// Private keys between `-----BEGIN … PRIVATE KEY-----` and `-----END …-----`; certificates and public keys are public.
enum PrivateKeyBlock {
  static func find(in text: inout ScannedText, at index: Int) -> Range<Int>? {
    guard text[index + 1] == UInt8(ascii: "-"), text[index - 1] != UInt8(ascii: "-") || index == text.floor else { return nil }
    guard text.has("-----BEGIN", at: index) else { return rest(in: &text, at: index) }
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

  /// The rest of a key whose beginning was cut off: what stands before its end.
  private static func rest(in text: inout ScannedText, at index: Int) -> Range<Int>? {
    guard text.has("-----END", at: index) else { return nil }
    let labelEnd = text.end(from: index + 8, limit: 64) { $0 != UInt8(ascii: "-") }
    guard text.has("-----", at: labelEnd), isPrivate(text, index + 8..<labelEnd) else { return nil }
    let start = text.start(to: index) { byte in
      ASCII.isBase64(byte) && byte != UInt8(ascii: "-") || byte == 0x0A || byte == 0x0D || byte == UInt8(ascii: "\\")
    }
    return start..<labelEnd + 5
  }

  /// Whether a line can be one of a key's: Base64, or a header of it.
  static func isLine(_ line: String) -> Bool {
    line.utf8.count <= 128 && (line.utf8.allSatisfy { ASCII.isBase64($0) || ASCII.isSpace($0) } || line.utf8.contains(UInt8(ascii: ":")))
  }

  /// Whether a line begins a private key that ends in another line.
  static func begins(_ line: String) -> Bool {
    guard line.utf8.first == UInt8(ascii: "-"), line.hasPrefix("-----BEGIN"), !line.contains("-----END") else { return false }
    return line.contains("PRIVATE") || line.contains("SECRET")
  }

  private static func isPrivate(_ text: ScannedText, _ label: Range<Int>) -> Bool {
    label.contains { text.has("PRIVATE", at: $0) || text.has("SECRET", at: $0) }
  }
}
