/// The content of an element of XML or HTML with a secret's name: `<password>hunter2</password>`.
enum ElementSecret {
  static func find(in text: inout ScannedText, at bracket: Int, vocabulary: NameVocabulary) -> Range<Int>? {
    guard ASCII.isAlphanumeric(text[bracket - 1]), text[bracket + 1] > 0x20, text[bracket + 1] != UInt8(ascii: "<") else { return nil }
    let start = text.start(to: bracket, limit: 64) { ASCII.isToken($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
    guard text[start - 1] == UInt8(ascii: "<") else { return nil }
    let traits = vocabulary.traits(of: UnsafeBufferPointer(rebasing: text.bytes[start..<bracket]))
    guard traits.contains(.secret), !traits.contains(.scalarOnly) else { return nil }
    let end = text.end(from: bracket + 1, limit: 4096) { $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    let range = bracket + 1..<end
    guard text[end] == UInt8(ascii: "<"), text[end + 1] == UInt8(ascii: "/"), RedactionMark.end(in: text.bytes, from: bracket + 1) != end,
      !PlainWords.isPlaceholder(text, range, isQuoted: false)
    else { return nil }
    if traits.contains(.ifOpaque) { return OpaqueText.isOpaque(text.bytes, range) ? range : nil }
    return traits.takes(digits: range.count { ASCII.isDigit(text[$0]) }, of: range.count) ? range : nil
  }
}
