/// A secret that a sentence or a command tells: `the password is hunter2`, `--token abc1`, `password "open sesame"`.
enum SpokenSecret {
  static func find(in text: inout ScannedText, at space: Int, vocabulary: NameVocabulary) -> Range<Int>? {
    // A word stands before, and something that can be a secret behind.
    guard ASCII.isAlphanumeric(text[space - 1]), text[space + 1] > 0x20 else { return nil }
    if let verb = verbLength(text, before: space) {
      guard let traits = name(in: &text, endingAt: space - verb - 1, vocabulary: vocabulary) else { return nil }
      return value(in: &text, from: space + 1, traits: traits, mayBePlain: text[space - 1] != UInt8(ascii: "o"))
    }
    guard ASCII.isQuote(text[space + 1]), let traits = name(in: &text, endingAt: space, vocabulary: vocabulary),
      !traits.contains(.isSpokenOf)
    else { return nil }
    return value(in: &text, from: space + 1, traits: traits, mayBePlain: true)
  }

  /// The word behind a command's option: `--password hunter2`, found at the option's first dash.
  static func option(in text: inout ScannedText, at dash: Int, vocabulary: NameVocabulary) -> Range<Int>? {
    guard text[dash + 1] == UInt8(ascii: "-"), ASCII.isLetter(text[dash + 2]), !ASCII.isToken(text[dash - 1]) else { return nil }
    let space = text.end(from: dash + 2, limit: 40, while: ASCII.isToken)
    guard text[space] == 0x20, text[space + 1] > 0x20, text[space + 1] != UInt8(ascii: "-") else { return nil }
    let traits = vocabulary.traits(of: UnsafeBufferPointer(rebasing: text.bytes[dash + 2..<space]))
    guard traits.contains(.secret), traits.isDisjoint(with: [.ifOpaque, .scalarOnly]) else { return nil }
    let value = AssignedValue.read(in: &text, from: space + 1, isHeader: false, isQuery: false)
    guard !value.range.isEmpty, RedactionMark.end(in: text.bytes, from: value.range.lowerBound) != value.range.upperBound,
      !PlainWords.isPlaceholder(text, value.range, isQuoted: value.isQuoted)
    else { return nil }
    return value.range
  }

  /// The bytes of the verb that ends here: is, was, to, ist, war, est, es.
  private static func verbLength(_ text: ScannedText, before space: Int) -> Int? {
    let length = text[space - 3] == 0x20 ? 2 : text[space - 4] == 0x20 ? 3 : 0
    let (first, middle, last) = (text[space - length], text[space - 2], text[space - 1])
    switch (length, first, middle, last) {
    case (2, UInt8(ascii: "i"), _, UInt8(ascii: "s")), (2, UInt8(ascii: "e"), _, UInt8(ascii: "s")),
      (2, UInt8(ascii: "t"), _, UInt8(ascii: "o")),
      (3, UInt8(ascii: "w"), UInt8(ascii: "a"), UInt8(ascii: "s")), (3, UInt8(ascii: "w"), UInt8(ascii: "a"), UInt8(ascii: "r")),
      (3, UInt8(ascii: "i"), UInt8(ascii: "s"), UInt8(ascii: "t")), (3, UInt8(ascii: "e"), UInt8(ascii: "s"), UInt8(ascii: "t")):
      return length
    default: return nil
    }
  }

  /// What the name that ends here says, where it is a secret's and no object is meant.
  private static func name(in text: inout ScannedText, endingAt end: Int, vocabulary: NameVocabulary) -> NameTraits? {
    let start = text.start(to: end, limit: 64) { ASCII.isToken($0) || $0 >= 0x80 || $0 == UInt8(ascii: ".") }
    guard end - start >= 2 else { return nil }
    var traits = vocabulary.traits(of: UnsafeBufferPointer(rebasing: text.bytes[start..<end]))
    if traits.isEmpty, end - start <= 8, text[start - 1] == 0x20, text.floor < start - 1 {
      let first = text.start(to: start - 1, limit: 16, while: ASCII.isLetter)
      if first < start - 1 { traits = vocabulary.traits(of: UnsafeBufferPointer(rebasing: text.bytes[first..<end])) }
    }
    return traits.contains(.secret) && traits.isDisjoint(with: [.ifOpaque, .scalarOnly, .isHeader]) ? traits : nil
  }

  /// The value behind a verb, where it is a secret and not the sentence's next word.
  private static func value(in text: inout ScannedText, from start: Int, traits: NameTraits, mayBePlain: Bool) -> Range<Int>? {
    if ASCII.isQuote(text[start]) {
      let quote = text[start]
      let end = text.end(from: start + 1, limit: 256) { $0 != quote && $0 >= 0x20 }
      guard text[end] == quote, end > start + 1, RedactionMark.end(in: text.bytes, from: start + 1) != end else { return nil }
      return PlainWords.isPlaceholder(text, start + 1..<end, isQuoted: false) ? nil : start + 1..<end
    }
    var end = text.end(from: start, limit: 256) { $0 > 0x20 && !ASCII.isQuote($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: "\\") }
    while end > start, ".,;:!?)]}".utf8.contains(text[end - 1]) { end -= 1 }
    let range = start..<end
    guard range.count >= 4, RedactionMark.end(in: text.bytes, from: start) == nil,
      !PlainWords.isPlaceholder(text, range, isQuoted: false)
    else { return nil }
    return looksChosen(text, range, traits: traits, mayBePlain: mayBePlain) ? range : nil
  }

  /// Whether a word has what words have not: digits among its letters, or signs.
  private static func looksChosen(_ text: ScannedText, _ range: Range<Int>, traits: NameTraits, mayBePlain: Bool) -> Bool {
    var digits = 0
    var letters = 0
    var signs = 0
    for index in range {
      let byte = text[index]
      if ASCII.isDigit(byte) { digits += 1 } else if ASCII.isLetter(byte) { letters += 1 }
      if "!@#$%^&*+=~".utf8.contains(byte) { signs += 1 }
    }
    if traits.contains(.isNumbered) { return digits >= 6 }
    if traits.contains(.isSpokenOf) { return digits >= 2 && letters >= 2 && range.count >= 8 }
    if signs > 0, range.count >= 5 { return true }
    guard mayBePlain else { return false }
    return digits > 0 && letters > 0 && range.count >= 5 || digits >= 4 && letters == 0
  }
}
