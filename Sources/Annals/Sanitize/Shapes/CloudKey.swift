/// Keys of AWS (`AKIA…`, with the secret key that stands beside it), Google (`AIza…`) and Twilio (`SK…`).
enum CloudKey {
  static func find(in text: inout ScannedText, at index: Int) -> Range<Int>? {
    if text[index] == UInt8(ascii: "S") { return twilio(in: &text, at: index) }
    if text[index + 1] == UInt8(ascii: "I") { return google(in: &text, at: index) }
    return amazon(in: &text, at: index)
  }

  private static func twilio(in text: inout ScannedText, at index: Int) -> Range<Int>? {
    guard text[index + 1] == UInt8(ascii: "K"), ASCII.isHexadecimal(text[index + 2]), text.isStart(index) else { return nil }
    let end = text.end(from: index + 2, limit: 33) { ASCII.isDigit($0) || $0 &- 0x61 < 6 }
    return end - index == 34 && !ASCII.isAlphanumeric(text[end]) ? index..<end : nil
  }

  private static func google(in text: inout ScannedText, at index: Int) -> Range<Int>? {
    guard text.has("AIza", at: index) else { return nil }
    let end = text.end(from: index + 4, limit: 64, while: ASCII.isToken)
    return end - index >= 34 ? index..<end : nil
  }

  /// Source: AWS IAM User Guide, "IAM identifiers", unique id prefixes.
  private static func amazon(in text: inout ScannedText, at index: Int) -> Range<Int>? {
    let isKey = text.has("AKIA", at: index) || text.has("ASIA", at: index) || text.has("ABIA", at: index) || text.has("ACCA", at: index)
    guard isKey, text.isStart(index) else { return nil }
    let end = text.end(from: index + 4, limit: 17) { ASCII.isUpper($0) || ASCII.isDigit($0) }
    guard end - index == 20, !ASCII.isAlphanumeric(text[end]) else { return nil }
    let secret = text.end(from: end, limit: 4) {
      ASCII.isSpace($0) || ASCII.isQuote($0) || $0 == 0x2C || $0 == 0x3A || $0 == 0x3B || $0 == 0x2F
    }
    guard secret > end else { return index..<end }
    let secretEnd = text.end(from: secret, limit: 41) { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }
    return index..<(secretEnd - secret == 40 && OpaqueText.isMixed(text.bytes, secret..<secretEnd) ? secretEnd : end)
  }
}
