/// Finds the secrets in a text, in one pass that stops only at the few bytes which a secret has in it or before it.
///
/// The cost is linear in the text whatever it holds: each shape looks back over bounded stretches or up to the last secret, and forward over
/// what is then either taken as a secret or not looked at again by the same shape.
struct TextScanner {
  private var text: ScannedText
  private var spans: [SecretSpan] = []
  private var hasEncodedJSON = false
  private var hasEscapes = false

  private init(_ bytes: UnsafeBufferPointer<UInt8>) { text = ScannedText(bytes) }

  /// What a scan found.
  struct Findings {
    /// The secrets, in order and apart.
    let spans: [SecretSpan]
    /// Whether the text is a form with a value that begins as encoded JSON does.
    let hasEncodedJSON: Bool
    /// Whether there is a sign between the secrets that escapes begin with.
    let hasEscapes: Bool
    /// How many bytes were looked at besides the one pass.
    let work: Int
  }

  /// The secrets in a text.
  static func findings(in bytes: UnsafeBufferPointer<UInt8>, vocabulary: NameVocabulary) -> Findings {
    var scanner = TextScanner(bytes)
    scanner.scan(vocabulary)
    return Findings(
      spans: scanner.spans, hasEncodedJSON: scanner.hasEncodedJSON, hasEscapes: scanner.hasEscapes, work: scanner.text.work)
  }

  private mutating func scan(_ vocabulary: NameVocabulary) {
    var index = 0
    let count = text.count
    while index < count {
      let found: SecretSpan?
      // What was redacted before is not looked into: a fingerprint stands behind a colon.
      if text.bytes[index] == UInt8(ascii: "["), let end = RedactionMark.end(in: text.bytes, from: index) {
        index = end
        continue
      }
      switch text.bytes[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        // Only the first digit of a run begins a number.
        found = ASCII.isDigit(text[index - 1]) ? nil : number(at: index)
      case UInt8(ascii: ":"):
        found =
          span(SecretURL.find(in: &text, at: index), .address) ?? span(TokenForm.telegram(in: &text, at: index), .cloudKey)
          ?? assignment(at: index, vocabulary)
      case UInt8(ascii: "="):
        if text[index + 1] == UInt8(ascii: "%"), EncodedForm.beginsJSON(text, at: index + 1) { hasEncodedJSON = true }
        found = assignment(at: index, vocabulary)
      case UInt8(ascii: " "): found = afterSpace(at: index, vocabulary)
      case UInt8(ascii: "-"):
        found =
          span(PrivateKeyBlock.find(in: &text, at: index), .privateKey) ?? span(VendorToken.find(in: &text, at: index), .vendorToken)
          ?? span(TokenForm.mailchimp(in: &text, at: index), .cloudKey)
          ?? span(SpokenSecret.option(in: &text, at: index, vocabulary: vocabulary), .nameInText)
      case UInt8(ascii: "_"): found = span(VendorToken.find(in: &text, at: index), .vendorToken)
      case UInt8(ascii: "."):
        found =
          span(WebToken.find(in: &text, at: index), .webToken) ?? span(VendorToken.find(in: &text, at: index), .vendorToken)
          ?? span(TokenForm.find(in: &text, at: index), .cloudKey)
      case UInt8(ascii: "%"), UInt8(ascii: "\\"), UInt8(ascii: "&"):
        hasEscapes = true
        found = nil
      case UInt8(ascii: "~"): found = span(TokenForm.azure(in: &text, at: index), .cloudKey)
      case UInt8(ascii: ">"): found = span(ElementSecret.find(in: &text, at: index, vocabulary: vocabulary), .nameInText)
      case UInt8(ascii: "A"), UInt8(ascii: "E"), UInt8(ascii: "F"), UInt8(ascii: "I"), UInt8(ascii: "L"), UInt8(ascii: "S"),
        UInt8(ascii: "d"):
        found = span(CloudKey.find(in: &text, at: index), .cloudKey)
      default: found = nil
      }
      if let found, found.range.upperBound > index {
        spans.append(found)
        text.floor = found.range.upperBound
        index = found.range.upperBound
      } else {
        index += 1
      }
    }
  }

  @inline(__always)
  private func span(_ range: Range<Int>?, _ rule: RedactionRule) -> SecretSpan? {
    guard let range else { return nil }
    return SecretSpan(range: range, rule: rule)
  }

  private mutating func number(at index: Int) -> SecretSpan? {
    // One or two digits without a sign are the most common, and no number that is looked for begins so.
    let before = text[index - 1]
    if before != 0x20, !ASCII.isUpper(before) {
      let second = text[index + 1]
      if !ASCII.isDigit(second), second != 0x20 { return nil }
      if ASCII.isDigit(second), !ASCII.isDigit(text[index + 2]), text[index + 2] != UInt8(ascii: ".") { return nil }
    }
    return span(BankAccount.find(in: &text, at: index), .bankAccount) ?? span(NationalNumber.find(in: &text, at: index), .nationalNumber)
      ?? span(CardNumber.find(in: &text, at: index), .cardNumber)
  }

  private mutating func afterSpace(at index: Int, _ vocabulary: NameVocabulary) -> SecretSpan? {
    span(CredentialScheme.find(in: &text, at: index), .credentials)
      ?? span(SpokenSecret.find(in: &text, at: index, vocabulary: vocabulary), .nameInText)
  }

  private mutating func assignment(at index: Int, _ vocabulary: NameVocabulary) -> SecretSpan? {
    span(AssignedSecret.find(in: &text, at: index, vocabulary: vocabulary), .nameInText)
  }
}
