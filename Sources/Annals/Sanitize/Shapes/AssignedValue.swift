/// A value behind its name in running text.
struct AssignedValue {
  let range: Range<Int>
  let isQuoted: Bool
  /// Whether it is a header's and so reaches to the end of its line.
  let isWholeLine: Bool

  static func read(in text: inout ScannedText, from start: Int, isHeader: Bool, isQuery: Bool) -> AssignedValue {
    // Of a list the first element is taken.
    let start =
      text[start] == UInt8(ascii: "[") && (ASCII.isQuote(text[start + 1]) || text[start + 1] == UInt8(ascii: "\\")) ? start + 1 : start
    let quote = text.end(from: start, limit: 8) { $0 == UInt8(ascii: "\\") }
    if ASCII.isQuote(text[quote]) {
      let end = closingQuote(in: &text, from: quote + 1, quote: text[quote], escapes: quote - start)
      return AssignedValue(range: quote + 1..<end, isQuoted: true, isWholeLine: false)
    }
    if let mark = RedactionMark.end(in: text.bytes, from: start), isEnd(text, mark, isQuery: isQuery) {
      return AssignedValue(range: start..<mark, isQuoted: false, isWholeLine: false)
    }
    if isHeader, let end = headerEnd(in: &text, from: start) {
      return AssignedValue(range: start..<end, isQuoted: false, isWholeLine: true)
    }
    var end = start
    while end < text.count, !isEnd(text, end, isQuery: isQuery) { end += 1 }
    text.work += end - start
    return AssignedValue(range: start..<end, isQuoted: false, isWholeLine: false)
  }

  /// The end of a quoted value; of its line where the quote is never closed, which each kind of quote can be just once.
  private static func closingQuote(in text: inout ScannedText, from start: Int, quote: UInt8, escapes: Int) -> Int {
    var index = start
    var backslashes = 0
    defer { text.work += index - start }
    while index < text.count {
      let byte = text.bytes[index]
      if byte == UInt8(ascii: "\\") {
        backslashes += 1
      } else {
        if byte == quote {
          // Where the opening quote is not escaped, pairs of backslashes belong to the value and escape nothing.
          if escapes == 0, backslashes % 2 == 0 { return index }
          if escapes > 0, backslashes <= escapes { return index - backslashes }
        }
        backslashes = 0
      }
      index += 1
    }
    return text.end(from: start) { $0 != 0x0A && $0 != 0x0D }
  }

  /// Whether an unquoted value ends here.
  private static func isEnd(_ text: ScannedText, _ index: Int, isQuery: Bool) -> Bool {
    let byte = text[index]
    switch byte {
    case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
      return true
    case UInt8(ascii: "\\"):
      return text[index + 1] == UInt8(ascii: "n") || text[index + 1] == UInt8(ascii: "r") || ASCII.isQuote(text[index + 1])
    case UInt8(ascii: "#"): return isQuery
    case UInt8(ascii: ","), UInt8(ascii: ";"):
      // Within a password they are as good as letters; between members another name or a space follows.
      if isQuery { return false }
      var next = index + 1
      while next < index + 32, ASCII.isToken(text[next]) { next += 1 }
      return next == index + 1 || text[next] == UInt8(ascii: "=") || text[next] == UInt8(ascii: ":")
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
      let after = text[index + 1]
      return after <= 0x20 || after == UInt8(ascii: ",") || after == UInt8(ascii: ";") || after == UInt8(ascii: ".") || ASCII.isQuote(after)
    default: return byte == 0xE2 && text.has("…[TRUNCATED: ", at: index)
    }
  }

  /// The end quote of a header's parameter; `nil` where it has none on its line.
  private static func closingParameter(in text: inout ScannedText, from quote: Int) -> Int? {
    let mark = text[quote]
    let end = text.end(from: quote + 1, limit: 1024) { $0 != mark && $0 != 0x0A && $0 != 0x0D }
    return text[end] == mark ? end : nil
  }

  /// The end of a header's line, where the value is one: a scheme with credentials, or cookies.
  private static func headerEnd(in text: inout ScannedText, from start: Int) -> Int? {
    let word = text.end(from: start, limit: 64) { ASCII.isToken($0) || $0 == UInt8(ascii: ".") }
    let isScheme =
      text[word] == 0x20
      && ["basic", "bearer", "digest", "token", "negotiate", "ntlm", "apikey", "hawk", "aws4-hmac-sha256", "oauth", "ssws", "key", "genie"]
        .contains { (scheme: StaticString) in scheme.utf8CodeUnitCount == word - start && text.has(scheme, at: start, ignoringCase: true) }
    guard isScheme || text[word] == UInt8(ascii: "=") else { return nil }
    var end = word
    while end < text.count {
      let byte = text.bytes[end]
      if byte == 0x0A || byte == 0x0D { break }
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        // A quote that a parameter's value stands in belongs to the header: username="ann".
        guard text[end - 1] == UInt8(ascii: "="), let closing = closingParameter(in: &text, from: end) else { break }
        end = closing
      }
      if byte == UInt8(ascii: "\\"), isEnd(text, end, isQuery: false) { break }
      if byte == 0xE2, text.has("…[TRUNCATED: ", at: end) { break }
      end += 1
    }
    text.work += end - word
    return end
  }
}
