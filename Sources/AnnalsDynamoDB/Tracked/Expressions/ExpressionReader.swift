import AWSClient

/// Why the state after an update is not known: its expression holds something that is not computed here.
///
/// A record says so in `metadata.capture_problems`.
struct UpdateNotComputed: Error {}

/// Reads expressions token by token, with the placeholders that a request's expressions share.
struct ExpressionReader {
  private let names: [String: String]
  private let values: [String: AttributeValue]
  private var tokens: ArraySlice<ExpressionToken>

  init(_ text: String, names: [String: String], values: [String: AttributeValue] = [:]) throws(UpdateNotComputed) {
    guard let tokens = ExpressionToken.read(text) else { throw UpdateNotComputed() }
    self.names = names
    self.values = values
    self.tokens = tokens[...]
  }

  var next: ExpressionToken? { tokens.first }
  var isAtEnd: Bool { tokens.isEmpty }

  mutating func skip() { tokens = tokens.dropFirst() }

  mutating func take(_ sign: Character) -> Bool {
    guard tokens.first == .sign(sign) else { return false }
    skip()
    return true
  }

  mutating func expect(_ sign: Character) throws(UpdateNotComputed) {
    guard take(sign) else { throw UpdateNotComputed() }
  }

  /// The word that comes next, where a parenthesis follows it.
  var function: String? {
    guard case .word(let word)? = tokens.first, tokens.dropFirst().first == .sign("(") else { return nil }
    return word
  }

  mutating func value() throws(UpdateNotComputed) -> AttributeValue {
    guard case .value(let name)? = tokens.first, let value = values[name] else { throw UpdateNotComputed() }
    skip()
    return value
  }

  mutating func path() throws(UpdateNotComputed) -> AttributePath {
    var steps: [AttributePath.Step] = [.name(try name())]
    while true {
      if take(".") {
        steps.append(.name(try name()))
      } else if take("[") {
        guard case .number(let index)? = tokens.first else { throw UpdateNotComputed() }
        skip()
        try expect("]")
        steps.append(.index(index))
      } else {
        return AttributePath(steps: steps)
      }
    }
  }

  private mutating func name() throws(UpdateNotComputed) -> String {
    defer { skip() }
    switch tokens.first {
    case .word(let name)?: return name
    case .name(let placeholder)?:
      guard let name = names[placeholder] else { throw UpdateNotComputed() }
      return name
    default: throw UpdateNotComputed()
    }
  }
}

/// The way to a value in an item: an attribute's name, then names in maps and places in lists.
struct AttributePath: Hashable, Sendable {
  enum Step: Hashable, Sendable {
    case name(String)
    case index(Int)
  }

  let steps: [Step]

  /// The attribute that the way begins with.
  var attribute: String { if case .name(let name)? = steps.first { name } else { "" } }
  /// Whether the way is an attribute as a whole.
  var isAttribute: Bool { steps.count == 1 }
  /// The place in a list that the way ends with.
  var lastIndex: Int? { if case .index(let index)? = steps.last { index } else { nil } }

  /// Whether what this leads to must be removed before what the other leads to, so that places in lists still mean what they meant.
  func isRemoved(before other: AttributePath) -> Bool {
    for (mine, theirs) in zip(steps, other.steps) where mine != theirs {
      guard case .index(let mine) = mine, case .index(let theirs) = theirs else { return false }
      return mine > theirs
    }
    return false
  }

  /// The way in text: `a.b[2]`.
  var text: String {
    steps.dropFirst().reduce(into: attribute) { text, step in
      switch step {
      case .name(let name): text += ".\(name)"
      case .index(let index): text += "[\(index)]"
      }
    }
  }
}
