/// A secret behind its name in running text: `password=hunter2`, `"apiKey": "…"`, `?token=…`, `Authorization: …`, `PIN: 1234`.
enum AssignedSecret {
  /// Where a value stands and how it is written.
  private struct Site {
    /// The sign between name and value.
    let sign: Int
    let isQuery: Bool
    let traits: NameTraits
  }

  static func find(in text: inout ScannedText, at sign: Int, vocabulary: NameVocabulary) -> Range<Int>? {
    guard let site = site(in: &text, at: sign, vocabulary: vocabulary) else { return nil }
    var start = sign + 1
    if text[sign] == UInt8(ascii: "="), text[start] == UInt8(ascii: ">") { start += 1 }
    start = text.end(from: start, limit: 16) { $0 == 0x20 || $0 == 0x09 }
    let value = AssignedValue.read(in: &text, from: start, isHeader: site.traits.contains(.isHeader), isQuery: site.isQuery)
    return isSecret(value, in: &text, site: site) ? value.range : nil
  }

  /// The name before a sign and what it says; `nil` where the sign assigns nothing, or nothing secret.
  private static func site(in text: inout ScannedText, at sign: Int, vocabulary: NameVocabulary) -> Site? {
    let after = text[sign + 1]
    guard after != 0, after != UInt8(ascii: "="), after != text[sign], text[sign - 1] != text[sign] else { return nil }
    let isWalrus = text[sign] == UInt8(ascii: "=") && text[sign - 1] == UInt8(ascii: ":")
    let end = text.start(to: isWalrus ? sign - 1 : sign, limit: 6) { $0 == 0x20 || ASCII.isQuote($0) || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "]") }
    let start = text.start(to: end, limit: 64) { ASCII.isToken($0) || $0 >= 0x80 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "%") || $0 == 0x5B }
    guard start < end else { return nil }
    let isQuery = text[sign] == UInt8(ascii: "=") && (text[start - 1] == UInt8(ascii: "?") || text[start - 1] == UInt8(ascii: "&"))
    let name = start..<end
    var traits = traits(of: name, in: text, vocabulary: vocabulary)
    if isQuery, traits.isEmpty, isSignature(name, in: text) { traits = .secret }
    if traits.isEmpty || traits.contains(.ifOpaque), let longer = twoWords(&text, before: name) {
      let both = vocabulary.traits(of: UnsafeBufferPointer(rebasing: text.bytes[longer]))
      if !both.isEmpty { traits = both }
    }
    return traits.isEmpty ? nil : Site(sign: sign, isQuery: isQuery, traits: traits)
  }

  private static func traits(of name: Range<Int>, in text: ScannedText, vocabulary: NameVocabulary) -> NameTraits {
    let bytes = UnsafeBufferPointer(rebasing: text.bytes[name])
    guard bytes.contains(UInt8(ascii: "%")) else { return vocabulary.traits(of: bytes) }
    return PercentEncoding.decoded(bytes).withUnsafeBufferPointer { vocabulary.traits(of: $0) }
  }

  /// A name of two words with a space between, as sentences have it: `API key: …`, `security code: …`.
  private static func twoWords(_ text: inout ScannedText, before name: Range<Int>) -> Range<Int>? {
    guard name.count <= 8, text[name.lowerBound - 1] == 0x20, text.floor < name.lowerBound - 1 else { return nil }
    let start = text.start(to: name.lowerBound - 1, limit: 16, while: ASCII.isLetter)
    return start < name.lowerBound - 1 ? start..<name.upperBound : nil
  }

  /// The signature in an address that gives whoever has it access.
  private static func isSignature(_ name: Range<Int>, in text: ScannedText) -> Bool {
    switch name.count {
    case 3: text.has("sig", at: name.lowerBound, ignoringCase: true)
    case 9: text.has("signature", at: name.lowerBound, ignoringCase: true)
    case 15: text.has("x-amz-signature", at: name.lowerBound, ignoringCase: true)
    case 16: text.has("x-goog-signature", at: name.lowerBound, ignoringCase: true)
    default: false
    }
  }

  private static func isSecret(_ value: AssignedValue, in text: inout ScannedText, site: Site) -> Bool {
    guard !value.range.isEmpty, RedactionMark.end(in: text.bytes, from: value.range.lowerBound) != value.range.upperBound,
      !text.has("…[TRUNCATED: ", at: value.range.lowerBound)
    else { return false }
    if site.traits.contains(.ifOpaque) { return OpaqueText.isOpaque(text.bytes, value.range) }
    if !site.traits.isDisjoint(with: [.unlessNumber, .textOnly]), value.range.allSatisfy({ ASCII.isDigit(text[$0]) }) { return false }
    if PlainWords.isPlaceholder(text, value.range, isQuoted: value.isQuoted) { return false }
    let isSentence = text[site.sign] == UInt8(ascii: ":") && !value.isQuoted && ASCII.isSpace(text[site.sign + 1])
    guard isSentence, site.traits.contains(.isSpokenOf), !value.isWholeLine else { return true }
    return !PlainWords.isSentence(&text, value.range)
  }
}

/// A value behind its name in running text.
struct AssignedValue {
  let range: Range<Int>
  let isQuoted: Bool
  /// Whether it is a header's and so reaches to the end of its line.
  let isWholeLine: Bool

  static func read(in text: inout ScannedText, from start: Int, isHeader: Bool, isQuery: Bool) -> AssignedValue {
    // Of a list the first element is taken.
    let start = text[start] == UInt8(ascii: "[") && (ASCII.isQuote(text[start + 1]) || text[start + 1] == UInt8(ascii: "\\")) ? start + 1 : start
    let quote = text.end(from: start, limit: 8) { $0 == UInt8(ascii: "\\") }
    if ASCII.isQuote(text[quote]) {
      let end = closingQuote(in: &text, from: quote + 1, quote: text[quote], escapes: quote - start)
      return AssignedValue(range: quote + 1..<end, isQuoted: true, isWholeLine: false)
    }
    if let mark = RedactionMark.end(in: text.bytes, from: start), isEnd(text, mark, isQuery: isQuery) {
      return AssignedValue(range: start..<mark, isQuoted: false, isWholeLine: false)
    }
    if isHeader, let end = headerEnd(in: &text, from: start) { return AssignedValue(range: start..<end, isQuoted: false, isWholeLine: true) }
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
    case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): return true
    case UInt8(ascii: "\\"): return text[index + 1] == UInt8(ascii: "n") || text[index + 1] == UInt8(ascii: "r") || ASCII.isQuote(text[index + 1])
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

  /// The end of a header's line, where the value is one: a scheme with credentials, or cookies.
  private static func headerEnd(in text: inout ScannedText, from start: Int) -> Int? {
    let word = text.end(from: start, limit: 64) { ASCII.isToken($0) || $0 == UInt8(ascii: ".") }
    let isScheme = text[word] == 0x20 && ["basic", "bearer", "digest", "token", "negotiate", "ntlm", "apikey", "hawk", "aws4-hmac-sha256"]
      .contains { (scheme: StaticString) in scheme.utf8CodeUnitCount == word - start && text.has(scheme, at: start, ignoringCase: true) }
    guard isScheme || text[word] == UInt8(ascii: "=") else { return nil }
    var end = word
    while end < text.count {
      let byte = text.bytes[end]
      if byte == 0x0A || byte == 0x0D || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") { break }
      if byte == 0xE2, text.has("…[TRUNCATED: ", at: end) { break }
      end += 1
    }
    text.work += end - word
    return end
  }
}
