/// Keys with a beginning of letters alone: of AWS (`AKIA…`, with the secret key that stands beside it), Google, Twilio and others.
enum CloudKey {
  /// A vendor's beginning with the bytes that follow it.
  private struct Form {
    let beginning: StaticString
    let minimum: Int
    var isOfKind: @Sendable (UInt8) -> Bool = ASCII.isAlphanumeric
  }

  // Sources: gitleaks, the rules of the vendors' names; AWS's session tokens as STS gives them.
  private static let beginningWithA = [
    Form(beginning: "AIza", minimum: 30, isOfKind: ASCII.isToken),
    Form(beginning: "AKCp", minimum: 60),  // Artifactory
    Form(beginning: "ABSK", minimum: 100, isOfKind: ASCII.isBase64),  // Bedrock
    Form(beginning: "ATATT3", minimum: 60, isOfKind: isAtlassian), Form(beginning: "ATCTT3", minimum: 60, isOfKind: isAtlassian),
    Form(beginning: "ATBB", minimum: 28),  // Bitbucket
  ]
  private static let beginningWithE = [
    Form(beginning: "EAAA", minimum: 22, isOfKind: ASCII.isToken),  // Square
    Form(beginning: "EAAC", minimum: 60), Form(beginning: "EAAM", minimum: 60),  // Facebook
    Form(beginning: "EZAK", minimum: 54), Form(beginning: "EZTK", minimum: 54),  // EasyPost
  ]
  private static let sessionTokens = [
    Form(beginning: "FwoG", minimum: 80, isOfKind: ASCII.isBase64), Form(beginning: "IQoJ", minimum: 80, isOfKind: ASCII.isBase64),
  ]
  private static let alibaba = [Form(beginning: "LTAI", minimum: 16)]
  private static let databricks = [Form(beginning: "dapi", minimum: 32, isOfKind: ASCII.isHexadecimal)]

  static func find(in text: inout ScannedText, at index: Int) -> Range<Int>? {
    // Most such letters stand within a word.
    guard text.isStart(index) else { return nil }
    return switch text[index] {
    case UInt8(ascii: "S"): twilio(in: &text, at: index)
    case UInt8(ascii: "A"): amazon(in: &text, at: index) ?? form(beginningWithA, in: &text, at: index)
    case UInt8(ascii: "E"): form(beginningWithE, in: &text, at: index)
    case UInt8(ascii: "L"): form(alibaba, in: &text, at: index)
    case UInt8(ascii: "d"): form(databricks, in: &text, at: index)
    default: form(sessionTokens, in: &text, at: index)
    }
  }

  private static func form(_ forms: [Form], in text: inout ScannedText, at index: Int) -> Range<Int>? {
    // Such a key has 20 bytes or more, which a word seldom has.
    guard ASCII.isBase64(text[index + 19]) else { return nil }
    for form in forms where text.has(form.beginning, at: index) {
      let start = index + form.beginning.utf8CodeUnitCount
      // What is looked at before it is known to be a key is short, for it can hold further beginnings.
      guard text.end(from: start, limit: form.minimum, while: form.isOfKind) - start == form.minimum else { continue }
      return index..<text.end(from: start + form.minimum, while: form.isOfKind)
    }
    return nil
  }

  private static func twilio(in text: inout ScannedText, at index: Int) -> Range<Int>? {
    guard text[index + 1] == UInt8(ascii: "K"), ASCII.isHexadecimal(text[index + 2]) else { return nil }
    let end = text.end(from: index + 2, limit: 33) { ASCII.isDigit($0) || $0 &- 0x61 < 6 }
    return end - index == 34 && !ASCII.isAlphanumeric(text[end]) ? index..<end : nil
  }

  @Sendable private static func isAtlassian(_ byte: UInt8) -> Bool { ASCII.isToken(byte) || byte == UInt8(ascii: "=") }

  /// Source: AWS IAM User Guide, "IAM identifiers", unique id prefixes.
  private static func amazon(in text: inout ScannedText, at index: Int) -> Range<Int>? {
    let isKey = text.has("AKIA", at: index) || text.has("ASIA", at: index) || text.has("ABIA", at: index) || text.has("ACCA", at: index)
    guard isKey else { return nil }
    let end = text.end(from: index + 4, limit: 17) { ASCII.isUpper($0) || ASCII.isDigit($0) }
    guard end - index == 20, !ASCII.isAlphanumeric(text[end]) else { return nil }
    let secret = text.end(from: end, limit: 4) {
      ASCII.isSpace($0) || ASCII.isQuote($0) || $0 == 0x2C || $0 == 0x3A || $0 == 0x3B || $0 == 0x2F
    }
    guard secret > end else { return index..<end }
    let secretEnd = text.end(from: secret, limit: 41) { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }
    return index..<(secretEnd - secret == 40 && OpaqueText.isMixed(text.bytes, secret..<secretEnd) ? secretEnd : end)
  }
}
