/// JSON Web Tokens, signed (three parts) or encrypted (five): Base64url parts between dots, the first of which begins as `{"` does.
enum WebToken {
  static func find(in text: inout ScannedText, at dot: Int) -> Range<Int>? {
    guard ASCII.isToken(text[dot - 1]), ASCII.isToken(text[dot + 1]) || text[dot + 1] == UInt8(ascii: ".") else { return nil }
    // The first part holds an algorithm's name and no more than a few fields.
    let run = text.start(to: dot, limit: 8192, while: ASCII.isToken)
    guard let start = start(in: text, from: run, to: dot) else { return nil }
    var parts = 1
    var longest = 0
    var end = dot
    while parts < 5, text[end] == UInt8(ascii: ".") {
      let next = text.end(from: end + 1, while: ASCII.isToken)
      // A dot at the end of a sentence belongs to no token.
      if next == end + 1, parts != 1 || text[next] != UInt8(ascii: ".") { break }
      longest = max(longest, next - end - 1)
      end = next
      parts += 1
    }
    let isSigned = text.has("eyJ", at: dot + 1)
    // One that is cut short has fewer parts, and a long one among them.
    return isSigned && end - dot > 8 || parts == 5 || parts > 2 && longest >= 16 ? start..<end : nil
  }

  /// Where `eyJ` begins within the run before the first dot, as in `token_eyJ…`; only at its start or behind a sign.
  private static func start(in text: ScannedText, from run: Int, to dot: Int) -> Int? {
    guard dot - run >= 10 else { return nil }
    if text.has("eyJ", at: run) { return run }
    for index in run + 1..<min(run + 64, dot - 9) where text.has("eyJ", at: index) && !ASCII.isAlphanumeric(text[index - 1]) {
      return index
    }
    return nil
  }
}
