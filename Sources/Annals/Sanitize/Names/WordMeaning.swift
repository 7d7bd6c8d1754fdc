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
