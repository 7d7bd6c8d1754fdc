import AWSClient

/// What an update changes.
struct UpdateExpression {
  /// The paths written, with the value where it is given as such.
  private(set) var targets: [(path: DocumentPath, value: AttributeValue?)] = []
  /// Paths below an attribute that must be there for the write to succeed.
  private(set) var deepPaths: [DocumentPath] = []

  mutating func write(_ path: DocumentPath, _ value: AttributeValue?, isRemoval: Bool = false) {
    targets.append((path, value))
    if !path.below.isEmpty, !isRemoval { deepPaths.append(path) }
  }
}

extension ExpressionReader {
  /// Reads an update: each of its clauses at most once, no path written twice.
  mutating func update() throws(RuleViolation) -> UpdateExpression {
    var update = UpdateExpression()
    var clauses: Set<String> = []
    repeat {
      guard case .word(let word) = next, ["SET", "REMOVE", "ADD", "DELETE"].contains(word.uppercased()) else {
        throw RuleViolation("expected SET, REMOVE, ADD or DELETE, found \(described(next))")
      }
      skip()
      try require(clauses.insert(word.uppercased()).inserted, "\(word) comes twice: list its parts with commas")
      repeat { try part(of: word.uppercased(), &update) } while take(",")
    } while next != nil
    try Self.requireApart(update.targets.map(\.path))
    return update
  }

  private mutating func part(of clause: String, _ update: inout UpdateExpression) throws(RuleViolation) {
    let path = try path()
    switch clause {
    case "REMOVE": update.write(path, nil, isRemoval: true)
    case "SET":
      try expect("=")
      let value = try assigned()
      update.write(path, take("+") || take("-") ? try arithmetic() : value)
    default:
      let (name, value) = try value()
      switch (clause, value) {
      case (_, .ss), (_, .ns), (_, .bs), ("ADD", .n): break
      default: throw RuleViolation("\(clause) takes \(clause == "ADD" ? "a number or a set" : "a set"), which \(name) is not")
      }
      update.write(path, clause == "ADD" ? value : nil)
    }
  }

  private mutating func arithmetic() throws(RuleViolation) -> AttributeValue? {
    _ = try assigned()
    return nil
  }

  /// The value on the right of a `=`, where it is given as such.
  private mutating func assigned() throws(RuleViolation) -> AttributeValue? {
    if case .value = next { return try value().value }
    if case .word(let word) = next, afterNext == .sign("(") {
      try require(["if_not_exists", "list_append"].contains(word), "there is no function \(word) in SET")
      skip()
      try expect("(")
      let first: AttributeValue? = word == "if_not_exists" ? try fallbackPath() : try assigned()
      try expect(",")
      let second = try assigned()
      try expect(")")
      return word == "if_not_exists" ? second : first
    }
    _ = try path()
    return nil
  }

  private mutating func fallbackPath() throws(RuleViolation) -> AttributeValue? {
    _ = try path()
    return nil
  }
}
