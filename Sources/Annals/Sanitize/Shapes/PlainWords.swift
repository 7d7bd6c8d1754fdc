/// Values behind a secret's name that are no secrets: words of a sentence, types and calls in code, places in templates.
enum PlainWords {
  private static let words: Set<String> = [
    "yes", "no", "true", "false", "null", "none", "nil", "undefined", "empty", "missing", "required", "invalid", "expired", "unset",
    "unknown",
    "must", "is", "was", "should", "cannot", "can", "may", "needs", "has", "requires", "too", "not", "the", "a", "an", "at", "incorrect",
    "wrong", "changed", "reset", "string", "str", "int", "integer", "number", "bool", "boolean", "any", "object", "optional", "redacted",
    "denied", "failed", "ok", "on", "off", "self", "this",
  ]

  /// Whether a value stands for another one, or says that there is none.
  static func isPlaceholder(_ text: ScannedText, _ range: Range<Int>, isQuoted: Bool) -> Bool {
    let first = text[range.lowerBound]
    let second = text[range.lowerBound + 1]
    switch first {
    case UInt8(ascii: "{"): if second == first || !isQuoted { return true }
    case UInt8(ascii: "$"): if second == UInt8(ascii: "{") || second == UInt8(ascii: "(") { return true }
    case UInt8(ascii: "["): if range.count == 1 { return true }
    case UInt8(ascii: "*"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
      if range.allSatisfy({ text[$0] == first }) { return true }
    default: break
    }
    if isQuoted { return false }
    if range.count <= 10, isAmongWords(text, range) { return true }
    return isCode(text, range)
  }

  /// A type with its marks, or a call: `String?`, `getToken()`, `process.env.TOKEN`.
  private static func isCode(_ text: ScannedText, _ range: Range<Int>) -> Bool {
    if text.has("process.env.", at: range.lowerBound) || text.has("os.environ", at: range.lowerBound) { return true }
    var index = range.lowerBound
    while index < range.upperBound, ASCII.isLetter(text[index]) || text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: "_") {
      index += 1
    }
    guard index > range.lowerBound else { return false }
    let rest = text[index]
    if index < range.upperBound {
      if rest == UInt8(ascii: "(") { return index == range.upperBound - 1 || text[index + 1] == UInt8(ascii: ")") }
      return rest == UInt8(ascii: "?") && index == range.upperBound - 1 && isAmongWords(text, range.lowerBound..<index)
    }
    return false
  }

  /// Whether a value is but the next word of a sentence: a plain word that another plain word follows.
  static func isSentence(_ text: inout ScannedText, _ range: Range<Int>) -> Bool {
    guard range.count <= 14, range.dropFirst().allSatisfy({ ASCII.isLower(text[$0]) }), ASCII.isLetter(text[range.lowerBound]),
      text[range.upperBound] == 0x20
    else { return false }
    let next = range.upperBound + 1
    let end = text.end(from: next, limit: 24, while: ASCII.isLetter)
    return end > next && text[end] != UInt8(ascii: "=") && text[end] != UInt8(ascii: ":")
  }

  private static func isAmongWords(_ text: ScannedText, _ range: Range<Int>) -> Bool {
    range.allSatisfy { ASCII.isLetter(text.bytes[$0]) }
      && words.contains(String(decoding: text.bytes[range].lazy.map(ASCII.lowercased), as: UTF8.self))
  }
}
