import AWSClient

/// What an expression's text gives, token by token, with the placeholders that the request's expressions share.
struct ExpressionReader {
  let names: [String: String]
  let values: [String: AttributeValue]
  private(set) var usedNames: Set<String> = []
  private(set) var usedValues: Set<String> = []
  private var tokens: ArraySlice<ExpressionToken> = []

  init(names: [String: String], values: [String: AttributeValue]) {
    self.names = names
    self.values = values
  }

  /// Reads one expression whole.
  mutating func read<Value>(
    _ text: String, _ body: (inout ExpressionReader) throws(RuleViolation) -> Value
  ) throws(RuleViolation) -> Value {
    try require(!text.isEmpty, "an expression is empty")
    try require(text.utf8.count <= 4096, "an expression has \(text.utf8.count) bytes: at most 4,096")
    let all = try ExpressionToken.read(text)
    let operators = all.count { if case .sign(let sign) = $0 { "=<>+-".contains(sign.prefix(1)) } else { false } }
    try require(operators <= 300, "an expression has \(operators) operators: at most 300")
    tokens = all[...]
    let value = try body(&self)
    if let token = tokens.first { throw RuleViolation("the expression goes on with \(token) where it should end") }
    return value
  }

  /// Refuses placeholders that no expression used.
  func finish() throws(RuleViolation) {
    for name in names.keys.sorted() { try require(usedNames.contains(name), "the name \(name) is defined and not used") }
    for value in values.keys.sorted() { try require(usedValues.contains(value), "the value \(value) is defined and not used") }
    for placeholder in usedNames.union(usedValues) {
      try require(placeholder.utf8.count <= 255, "a placeholder has more than 255 bytes")
    }
  }

  // MARK: Tokens

  var next: ExpressionToken? { tokens.first }
  var afterNext: ExpressionToken? { tokens.dropFirst().first }
  mutating func skip() { tokens = tokens.dropFirst() }

  mutating func take(_ sign: String) -> Bool {
    guard tokens.first == .sign(sign) else { return false }
    skip()
    return true
  }

  mutating func takeWord(_ word: String) -> Bool {
    guard case .word(let found) = tokens.first, found.uppercased() == word else { return false }
    skip()
    return true
  }

  mutating func expect(_ sign: String) throws(RuleViolation) {
    guard take(sign) else { throw RuleViolation("expected \(sign), found \(described(tokens.first))") }
  }

  func described(_ token: ExpressionToken?) -> String { token.map { "\($0)" } ?? "the end" }

  // MARK: Operands

  mutating func value() throws(RuleViolation) -> (name: String, value: AttributeValue) {
    guard case .value(let name) = tokens.first else { throw RuleViolation("expected a :value, found \(described(tokens.first))") }
    skip()
    guard let value = values[name] else { throw RuleViolation("the value \(name) is not defined") }
    usedValues.insert(name)
    return (name, value)
  }

  mutating func path() throws(RuleViolation) -> DocumentPath {
    let attribute = try name()
    var below: [DocumentPath.Step] = []
    while true {
      if take(".") {
        below.append(.name(try name()))
      } else if take("[") {
        guard case .number(let position) = tokens.first else { throw RuleViolation("a position in a list is a number") }
        skip()
        try expect("]")
        below.append(.position(position))
      } else {
        return DocumentPath(attribute: attribute, below: below)
      }
    }
  }

  /// Paths with commas between, none of them leading through another.
  mutating func paths() throws(RuleViolation) -> [DocumentPath] {
    var paths = [try path()]
    while take(",") { paths.append(try path()) }
    try Self.requireApart(paths)
    return paths
  }

  static func requireApart(_ paths: [DocumentPath]) throws(RuleViolation) {
    for (index, path) in paths.enumerated() {
      for other in paths[..<index] {
        if let problem = path.problem(beside: other) { throw RuleViolation("two document paths \(problem): \(other) and \(path)") }
      }
    }
  }

  private mutating func name() throws(RuleViolation) -> String {
    switch tokens.first {
    case .word(let name):
      skip()
      return name
    case .name(let placeholder):
      skip()
      guard let name = names[placeholder] else { throw RuleViolation("the name \(placeholder) is not defined") }
      usedNames.insert(placeholder)
      return name
    default: throw RuleViolation("expected an attribute's name, found \(described(tokens.first))")
    }
  }
}
