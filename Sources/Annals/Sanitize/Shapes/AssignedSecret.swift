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
    if site.traits.contains(.isNumbered) { return number(in: &text, from: start) }
    let value = AssignedValue.read(in: &text, from: start, isHeader: site.traits.contains(.isHeader), isQuery: site.isQuery)
    return isSecret(value, in: &text, site: site) ? value.range : nil
  }

  /// A person's number, in the groups that it is written in: `12 345 678 901`.
  private static func number(in text: inout ScannedText, from start: Int) -> Range<Int>? {
    let quote = text.end(from: start, limit: 8) { $0 == UInt8(ascii: "\\") }
    let start = ASCII.isQuote(text[quote]) ? quote + 1 : start
    var end = start
    var digits = 0
    while end - start < 32 {
      let byte = text[end]
      if ASCII.isDigit(byte) { digits += 1 }
      let isSign = byte == 0x20 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/")
      // Behind a space a group of digits goes on, or the one letter that some end in.
      guard ASCII.isAlphanumeric(byte) || isSign && (ASCII.isDigit(text[end + 1]) || isLastLetter(text, end + 1)) else { break }
      end += 1
    }
    text.work += end - start
    return digits >= 6 ? start..<end : nil
  }

  private static func isLastLetter(_ text: ScannedText, _ index: Int) -> Bool {
    ASCII.isUpper(text[index]) && !ASCII.isAlphanumeric(text[index + 1])
  }

  /// The name before a sign and what it says; `nil` where the sign assigns nothing, or nothing secret.
  private static func site(in text: inout ScannedText, at sign: Int, vocabulary: NameVocabulary) -> Site? {
    let after = text[sign + 1]
    guard after != 0, after != UInt8(ascii: "="), after != text[sign], text[sign - 1] != text[sign] else { return nil }
    let isWalrus = text[sign] == UInt8(ascii: "=") && text[sign - 1] == UInt8(ascii: ":")
    let end = text.start(to: isWalrus ? sign - 1 : sign, limit: 6) {
      $0 == 0x20 || ASCII.isQuote($0) || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "]")
    }
    let start = text.start(to: end, limit: 64) {
      ASCII.isToken($0) || $0 >= 0x80 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "%") || $0 == 0x5B
    }
    guard end - start >= vocabulary.shortestWord else { return nil }
    let isQuery = text[sign] == UInt8(ascii: "=") && (text[start - 1] == UInt8(ascii: "?") || text[start - 1] == UInt8(ascii: "&"))
    let name = start..<end
    var traits = traits(of: name, in: &text, vocabulary: vocabulary)
    if isQuery, traits.isEmpty, isSignature(name, in: text) { traits = .secret }
    if traits.isEmpty || traits.contains(.ifOpaque), let longer = twoWords(&text, before: name) {
      let both = vocabulary.traits(of: UnsafeBufferPointer(rebasing: text.bytes[longer]))
      if !both.isEmpty { traits = both }
    }
    return traits.isEmpty ? nil : Site(sign: sign, isQuery: isQuery, traits: traits)
  }

  /// What a name says; one that repeats the last is not looked up again.
  private static func traits(of name: Range<Int>, in text: inout ScannedText, vocabulary: NameVocabulary) -> NameTraits {
    let bytes = UnsafeBufferPointer(rebasing: text.bytes[name])
    if let latest = text.latestName, latest.place.count == name.count,
      bytes.elementsEqual(UnsafeBufferPointer(rebasing: text.bytes[latest.place]))
    {
      return latest.traits
    }
    let traits =
      bytes.contains(UInt8(ascii: "%"))
      ? PercentEncoding.decoded(bytes).withUnsafeBufferPointer { vocabulary.traits(of: $0) } : vocabulary.traits(of: bytes)
    text.latestName = (name, traits)
    return traits
  }

  /// A name of two words with a space between, as sentences have it: `API key: …`, `security code: …`.
  private static func twoWords(_ text: inout ScannedText, before name: Range<Int>) -> Range<Int>? {
    guard name.count <= 8, text[name.lowerBound - 1] == 0x20, text.floor < name.lowerBound - 1 else { return nil }
    let start = text.start(to: name.lowerBound - 1, limit: 16, while: ASCII.isLetter)
    // One letter is an article.
    return start < name.lowerBound - 2 ? start..<name.upperBound : nil
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
