/// What a name says of its value; empty for an innocent name.
struct NameTraits: OptionSet, Hashable, Sendable {
  let rawValue: UInt16

  /// The value is a secret.
  static let secret = NameTraits(rawValue: 1)
  /// A number is a count and stays: `tokens: 512`.
  static let unlessNumber = NameTraits(rawValue: 2)
  /// An object or array is searched, not replaced: `session: {"id": …, "title": …}`.
  static let scalarOnly = NameTraits(rawValue: 4)
  /// Only a text is secret: `pass: "x"`, while `pass: 12` counts tests.
  static let textOnly = NameTraits(rawValue: 8)
  /// Only a text that looks random is secret: `key: "9fK2…"`, while `key: "reports/2025.pdf"` stays.
  static let ifOpaque = NameTraits(rawValue: 16)
  /// Sentences speak of it (`token: unexpected end of input`), so text needs more than the name to hold a secret.
  static let isSpokenOf = NameTraits(rawValue: 32)
  /// `Authorization` and cookies, whose value in a header is the rest of the line.
  static let isHeader = NameTraits(rawValue: 64)

  /// Whether a value of this name is replaced as a whole.
  func replaces(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool: return false
    case .number: return isDisjoint(with: [.unlessNumber, .textOnly, .ifOpaque])
    case .string(let text):
      guard !text.isEmpty else { return false }
      if contains(.ifOpaque), !OpaqueText.isOpaque(text) { return false }
      return !RedactionMark.isMark(text)
    case .array(let elements): return !elements.isEmpty && replacesContainers
    case .object(let object): return !object.isEmpty && replacesContainers
    }
  }

  private var replacesContainers: Bool { isDisjoint(with: [.scalarOnly, .textOnly, .ifOpaque]) }
}

/// What a word, or words written together, mean within a name.
struct WordMeaning: OptionSet, Hashable, Sendable {
  let rawValue: UInt16

  /// A secret, wherever it stands in the name: `password`.
  static let secret = WordMeaning(rawValue: 1)
  /// A secret where nothing follows it: `session`, but not `session_title`.
  static let head = WordMeaning(rawValue: 2)
  /// A secret where it is the whole name: `pass`, but not `boarding_pass`.
  static let whole = WordMeaning(rawValue: 4)
  /// Innocent behind a qualifier: `max_tokens`, `next_token`.
  static let isQualifiable = WordMeaning(rawValue: 8)
  /// Makes what follows innocent, where that can be.
  static let qualifier = WordMeaning(rawValue: 16)
  /// Turns what precedes into a fact about a secret: `token_count`, `password_policy`.
  static let aspect = WordMeaning(rawValue: 32)
  /// Keeps what precedes a secret whatever follows: `token_for_domain`.
  static let preposition = WordMeaning(rawValue: 64)
  /// Still the secret itself when written together with it: `passwordhash`.
  static let carrier = WordMeaning(rawValue: 128)

  init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Roles with the traits that the word gives its name, which take the upper byte.
  init(_ roles: WordMeaning, _ traits: NameTraits) { rawValue = roles.rawValue & 0xFF | traits.rawValue << 8 }

  /// The traits that the word gives its name.
  var traits: NameTraits { NameTraits(rawValue: rawValue >> 8) }
  /// The word without its traits.
  var roles: WordMeaning { WordMeaning(rawValue: rawValue & 0xFF) }
}
