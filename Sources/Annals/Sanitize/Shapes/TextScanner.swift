/// Finds the secrets in a text, in one pass that stops only at the few bytes which a secret has in it or before it.
///
/// The cost is linear in the text whatever it holds: each shape looks back over bounded stretches or up to the last secret, and forward over
/// what is then either taken as a secret or not looked at again by the same shape.
struct TextScanner {
  /// Where a text stands, which decides what may be a secret in it.
  enum Place {
    case value
    /// In an identifier a bare run of digits is a number, never a card: two resources must not become one.
    case identifier
  }

  private var text: ScannedText
  private let vocabulary: NameVocabulary
  private let place: Place
  private var spans: [Range<Int>] = []
  private var hasEncodedJSON = false

  private init(_ bytes: UnsafeBufferPointer<UInt8>, vocabulary: NameVocabulary, place: Place) {
    text = ScannedText(bytes)
    self.vocabulary = vocabulary
    self.place = place
  }

  /// What a scan found.
  struct Findings {
    /// The secrets, in order and apart.
    let spans: [Range<Int>]
    /// Whether the text is a form with a value that begins as encoded JSON does.
    let hasEncodedJSON: Bool
    /// How many bytes were looked at besides the one pass.
    let work: Int
  }

  /// The secrets in a text.
  static func findings(in bytes: UnsafeBufferPointer<UInt8>, vocabulary: NameVocabulary, place: Place = .value) -> Findings {
    var scanner = TextScanner(bytes, vocabulary: vocabulary, place: place)
    scanner.scan()
    return Findings(spans: scanner.spans, hasEncodedJSON: scanner.hasEncodedJSON, work: scanner.text.work)
  }

  private mutating func scan() {
    var index = 0
    let count = text.count
    while index < count {
      let found: Range<Int>?
      switch text.bytes[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        // Only the first digit of a run begins a number.
        found = ASCII.isDigit(text[index - 1]) ? nil : number(at: index)
      case UInt8(ascii: ":"): found = SecretURL.find(in: &text, at: index) ?? assignment(at: index)
      case UInt8(ascii: "="):
        if text[index + 1] == UInt8(ascii: "%"), EncodedForm.beginsJSON(text, at: index + 1) { hasEncodedJSON = true }
        found = assignment(at: index)
      case UInt8(ascii: " "): found = CredentialScheme.find(in: &text, at: index)
      case UInt8(ascii: "-"): found = PrivateKeyBlock.find(in: &text, at: index) ?? VendorToken.find(in: &text, at: index)
      case UInt8(ascii: "_"): found = VendorToken.find(in: &text, at: index)
      case UInt8(ascii: "."): found = WebToken.find(in: &text, at: index) ?? VendorToken.find(in: &text, at: index)
      case UInt8(ascii: "A"), UInt8(ascii: "S"): found = CloudKey.find(in: &text, at: index)
      default: found = nil
      }
      if let found, found.upperBound > index {
        spans.append(found)
        text.floor = found.upperBound
        index = found.upperBound
      } else {
        index += 1
      }
    }
  }

  private mutating func number(at index: Int) -> Range<Int>? {
    BankAccount.find(in: &text, at: index) ?? CardNumber.find(in: &text, at: index, place: place)
  }

  private mutating func assignment(at index: Int) -> Range<Int>? { AssignedSecret.find(in: &text, at: index, vocabulary: vocabulary) }
}
