/// Tokens that are told by their form, not by how they begin: parts of fixed lengths around a sign.
///
/// Source: gitleaks, rules `telegram-bot-api-token`, `mailchimp-api-key`, `azure-ad-client-secret`, `airtable-personnal-access-token`;
/// Discord's documentation of bot tokens.
enum TokenForm {
  /// A bot's number, a colon, and 35 characters of which the first is an A.
  static func telegram(in text: inout ScannedText, at colon: Int) -> Range<Int>? {
    guard text[colon + 1] == UInt8(ascii: "A"), ASCII.isDigit(text[colon - 1]), ASCII.isToken(text[colon + 35]) else { return nil }
    let start = text.start(to: colon, limit: 17, while: ASCII.isDigit)
    guard (5...16).contains(colon - start), text.isStart(start) else { return nil }
    let end = text.end(from: colon + 1, limit: 36, while: ASCII.isToken)
    return end - colon == 36 ? start..<end : nil
  }

  /// 32 hexadecimal digits, and the data centre: `-us12`.
  static func mailchimp(in text: inout ScannedText, at dash: Int) -> Range<Int>? {
    guard text.has("us", at: dash + 1), ASCII.isDigit(text[dash + 3]), ASCII.isHexadecimal(text[dash - 1]) else { return nil }
    let end = dash + (ASCII.isDigit(text[dash + 4]) ? 5 : 4)
    let start = text.start(to: dash, limit: 33, while: ASCII.isHexadecimal)
    return dash - start == 32 && text.isStart(start) && !ASCII.isToken(text[end]) ? start..<end : nil
  }

  /// A client secret of Entra: three characters, a digit, `Q~`, and 31 or more.
  static func azure(in text: inout ScannedText, at tilde: Int) -> Range<Int>? {
    guard text[tilde - 1] == UInt8(ascii: "Q"), ASCII.isDigit(text[tilde - 2]), tilde - 5 >= text.floor else { return nil }
    for index in tilde - 5..<tilde - 2 where !isAzure(text[index]) { return nil }
    let end = text.end(from: tilde + 1, limit: 40, while: isAzure)
    return end - tilde > 31 ? tilde - 5..<end : nil
  }

  private static func isAzure(_ byte: UInt8) -> Bool { ASCII.isToken(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~") }

  /// A token of Discord or Airtable, at its first dot.
  static func find(in text: inout ScannedText, at dot: Int) -> Range<Int>? {
    if text[dot + 7] == UInt8(ascii: "."), ASCII.isToken(text[dot - 1]) { return discord(in: &text, at: dot) }
    if text.has("pat", at: dot - 17), ASCII.isHexadecimal(text[dot + 64]) { return airtable(in: &text, at: dot) }
    return nil
  }

  /// The bot's id in Base64, which begins as digits do, a moment of six characters, and a code of 27 or more.
  private static func discord(in text: inout ScannedText, at dot: Int) -> Range<Int>? {
    let start = text.start(to: dot, limit: 29, while: ASCII.isToken)
    guard (24...28).contains(dot - start), (UInt8(ascii: "M")...UInt8(ascii: "O")).contains(text[start]),
      text.end(from: dot + 1, limit: 7, while: ASCII.isToken) == dot + 7
    else { return nil }
    let end = text.end(from: dot + 8, limit: 64, while: ASCII.isToken)
    return end - dot > 34 ? start..<end : nil
  }

  private static func airtable(in text: inout ScannedText, at dot: Int) -> Range<Int>? {
    let start = dot - 17
    guard start >= text.floor, text.isStart(start),
      text.start(to: dot, limit: 17, while: ASCII.isAlphanumeric) == start
    else { return nil }
    let end = text.end(from: dot + 1, limit: 65, while: ASCII.isHexadecimal)
    return end - dot == 65 ? start..<end : nil
  }
}
