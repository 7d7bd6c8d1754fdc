import Crypto

/// What stands in a secret's place: `[REDACTED]`, or `[REDACTED:1f3a90c2]` with the first 32 bits of a keyed HMAC-SHA256.
///
/// In an identifier the mark always has a fingerprint, of 64 bits: what was two stays two, and the same is found again.
struct RedactionMark: Sendable {
  let key: FingerprintKey?

  /// The mark of a secret.
  func mark(for secret: some Collection<UInt8>) -> String {
    key == nil ? "[REDACTED]" : "[REDACTED:\(fingerprint(of: secret, bytes: 4))]"
  }

  /// The mark of a secret in an identifier.
  func identifierMark(for secret: some Collection<UInt8>) -> String { "[REDACTED:\(fingerprint(of: secret, bytes: 8))]" }

  /// The beginning of the secret's code under the key; without one, of its SHA-256, by which a secret that can be guessed can be tried out.
  private func fingerprint(of secret: some Collection<UInt8>, bytes count: Int) -> String {
    guard let key else { return hexadecimal(Array(SHA256.hash(data: Array(secret)).prefix(count))) }
    return hexadecimal(Array(HMAC<SHA256>.authenticationCode(for: Array(secret), using: key.symmetric).prefix(count)))
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
      let digits = index + 1
      index = digits
      while index < bytes.count, index - digits < 16, ASCII.isHexadecimal(bytes[index]) { index += 1 }
      guard index < bytes.count, index - digits == 8 || index - digits == 16 else { return nil }
    }
    return bytes[index] == UInt8(ascii: "]") ? index + 1 : nil
  }

  /// Whether a whole text is a mark.
  static func isMark(_ text: String) -> Bool {
    guard text.utf8.count <= 27, text.utf8.first == UInt8(ascii: "[") else { return false }
    var text = text
    return text.withUTF8 { end(in: $0, from: 0) == $0.count }
  }

  /// Whether a mark stands somewhere in a text.
  static func isIn(_ text: String) -> Bool {
    guard text.utf8.contains(UInt8(ascii: "[")) else { return false }
    var text = text
    return text.withUTF8 { bytes in bytes.indices.contains { bytes[$0] == UInt8(ascii: "[") && end(in: bytes, from: $0) != nil } }
  }
}
