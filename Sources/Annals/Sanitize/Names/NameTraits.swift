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
  /// A person's number: only what has six digits or more is one, and an object or array is searched.
  static let isNumbered = NameTraits(rawValue: 128)

  /// Whether a value of this name is replaced as a whole.
  func replaces(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool: return false
    case .number(let number):
      if contains(.isNumbered) { return number.description.utf8.count { ASCII.isDigit($0) } >= 6 }
      return isDisjoint(with: [.unlessNumber, .textOnly, .ifOpaque])
    case .string(let text):
      guard !text.isEmpty else { return false }
      if contains(.ifOpaque), !OpaqueText.isOpaque(text) { return false }
      if contains(.isNumbered), text.utf8.count(where: { ASCII.isDigit($0) }) < 6 { return false }
      return !RedactionMark.isMark(text)
    case .array(let elements): return !elements.isEmpty && replacesContainers
    case .object(let object): return !object.isEmpty && replacesContainers
    }
  }

  /// Whether a text of so many digits among so many bytes can be such a secret.
  func takes(digits: Int, of count: Int) -> Bool {
    if contains(.isNumbered) { return digits >= 6 }
    return isDisjoint(with: [.unlessNumber, .textOnly]) || digits < count
  }

  private var replacesContainers: Bool { isDisjoint(with: [.scalarOnly, .textOnly, .ifOpaque, .isNumbered]) }
}
