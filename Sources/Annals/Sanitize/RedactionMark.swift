import Crypto

/// What stands in a secret's place: `[REDACTED]`, or `[REDACTED:1f3a90c2]` with the first 32 bits of a keyed HMAC-SHA256.
struct RedactionMark: Sendable {
  let key: FingerprintKey?

  /// The mark of a secret.
  func mark(for secret: some Collection<UInt8>) -> String {
    guard let key else { return "[REDACTED]" }
    let code = HMAC<SHA256>.authenticationCode(for: Array(secret), using: key.symmetric)
    return "[REDACTED:\(hexadecimal(Array(code.prefix(4))))]"
  }

  /// The mark of a value that is secret as a whole.
  func mark(for value: JSONValue) -> String {
    guard key != nil else { return "[REDACTED]" }
    switch value {
    case .string(let text): return mark(for: Array(text.utf8))
    case .number(let number): return mark(for: Array(number.description.utf8))
    default: return mark(for: Array(JSONWriter.text(of: NestingLimit.applied(to: value, depth: 0) ?? value).utf8))
    }
  }

  /// Where a mark that begins at this byte ends; `nil` where none does.
  static func end(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let word: StaticString = "[REDACTED"
    let count = word.utf8CodeUnitCount
    guard start + count < bytes.count, bytes[start] == UInt8(ascii: "[") else { return nil }
    for offset in 1..<count where bytes[start + offset] != word.utf8Start[offset] { return nil }
    var index = start + count
    if bytes[index] == UInt8(ascii: ":") {
      guard index + 9 < bytes.count, (1...8).allSatisfy({ ASCII.isHexadecimal(bytes[index + $0]) }) else { return nil }
      index += 9
    }
    return bytes[index] == UInt8(ascii: "]") ? index + 1 : nil
  }

  /// Whether a whole text is a mark.
  static func isMark(_ text: String) -> Bool {
    guard text.utf8.count <= 19, text.utf8.first == UInt8(ascii: "[") else { return false }
    var text = text
    return text.withUTF8 { end(in: $0, from: 0) == $0.count }
  }
}
