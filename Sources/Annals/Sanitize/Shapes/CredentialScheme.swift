/// What follows `Bearer` or `Basic`, wherever the words stand.
enum CredentialScheme {
  static func find(in text: inout ScannedText, at space: Int) -> Range<Int>? {
    let isBearer: Bool
    switch text[space - 1] | 0x20 {
    case UInt8(ascii: "r"):
      guard text.has("bearer", at: space - 6, ignoringCase: true), text.isStart(space - 6) else { return nil }
      isBearer = true
    case UInt8(ascii: "c"):
      guard text.has("basic", at: space - 5, ignoringCase: true), text.isStart(space - 5) else { return nil }
      isBearer = false
    default: return nil
    }
    let start = text.end(from: space, limit: 8) { $0 == 0x20 }
    let end = text.end(from: start) { ASCII.isBase64($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "~") }
    return (isBearer ? isToken(text, start..<end) : isUserAndPassword(text, start..<end)) ? start..<end : nil
  }

  /// Whether a word behind `Bearer` is a token and not the next word of a sentence.
  private static func isToken(_ text: ScannedText, _ range: Range<Int>) -> Bool {
    guard range.count >= 8 else { return false }
    return range.count > 24 || range.contains { ASCII.isDigit(text[$0]) || $0 > range.lowerBound && ASCII.isUpper(text[$0]) }
  }

  /// Whether Base64 holds text with a colon in it.
  private static func isUserAndPassword(_ text: ScannedText, _ range: Range<Int>) -> Bool {
    guard range.count >= 4, range.count <= 4096 else { return false }
    var bits: UInt32 = 0
    var held = 0
    var hasColon = false
    for index in range {
      guard let value = Base64Text.value(of: text[index]) else { return text[index] == UInt8(ascii: "=") && hasColon }
      bits = bits << 6 | value
      held += 6
      guard held >= 8 else { continue }
      held -= 8
      let byte = UInt8(truncatingIfNeeded: bits >> UInt32(held))
      if byte < 0x20 || byte == 0x7F { return false }
      if byte == UInt8(ascii: ":") { hasColon = true }
    }
    return hasColon
  }
}
