import AWSClient

/// A condition, a filter or a key condition.
indirect enum ConditionExpression: Hashable {
  enum Operand: Hashable {
    case path(DocumentPath)
    case size(DocumentPath)
    case value(name: String, AttributeValue)
  }

  case and(ConditionExpression, ConditionExpression)
  case or(ConditionExpression, ConditionExpression)
  case not(ConditionExpression)
  case comparison(Operand, String, Operand)
  case between(Operand, Operand, Operand)
  case oneOf(Operand, [Operand])
  case function(String, [Operand])

  /// Every operand, in the order of the text.
  var operands: [Operand] {
    switch self {
    case .and(let left, let right), .or(let left, let right): left.operands + right.operands
    case .not(let condition): condition.operands
    case .comparison(let left, _, let right): [left, right]
    case .between(let value, let low, let high): [value, low, high]
    case .oneOf(let value, let list): [value] + list
    case .function(_, let arguments): arguments
    }
  }

  /// Every path, in the order of the text.
  var paths: [DocumentPath] {
    operands.compactMap { operand in
      switch operand {
      case .path(let path), .size(let path): path
      case .value: nil
      }
    }
  }

  /// The parts that must all hold.
  var conjuncts: [ConditionExpression] {
    if case .and(let left, let right) = self { left.conjuncts + right.conjuncts } else { [self] }
  }
}

extension ExpressionReader {
  /// Reads a condition: `OR` binds least, then `AND`, then `NOT`.
  mutating func condition() throws(RuleViolation) -> ConditionExpression {
    var left = try conjunction()
    while takeWord("OR") { left = .or(left, try conjunction()) }
    return left
  }

  private mutating func conjunction() throws(RuleViolation) -> ConditionExpression {
    var left = try negation()
    while takeWord("AND") { left = .and(left, try negation()) }
    return left
  }

  private mutating func negation() throws(RuleViolation) -> ConditionExpression {
    if takeWord("NOT") { return .not(try negation()) }
    if take("(") {
      let isDouble = next == .sign("(")
      let inner = try condition()
      try expect(")")
      // `((a))`, but not `((a) OR (b))`.
      if isDouble, case .and = inner { return inner }
      if isDouble, case .or = inner { return inner }
      try require(!isDouble, "the expression has redundant parentheses")
      return inner
    }
    return try comparison()
  }

  private mutating func comparison() throws(RuleViolation) -> ConditionExpression {
    if case .word(let word) = next, afterNext == .sign("("), word != "size" { return try function(word) }
    let left = try operand()
    if takeWord("BETWEEN") {
      let low = try operand()
      guard takeWord("AND") else { throw RuleViolation("BETWEEN lacks its AND") }
      let high = try operand()
      try requireOrder(low, high)
      return .between(left, low, high)
    }
    if takeWord("IN") {
      try expect("(")
      var list = [try operand()]
      while take(",") { list.append(try operand()) }
      try expect(")")
      try require(list.count <= 100, "IN has \(list.count) operands: at most 100")
      return .oneOf(left, list)
    }
    guard case .sign(let sign) = next, ["=", "<>", "<", "<=", ">", ">="].contains(sign) else {
      throw RuleViolation("expected a comparison, found \(described(next))")
    }
    skip()
    let right = try operand()
    try require(left != right, "the two operands of \(sign) are the same")
    return .comparison(left, sign, right)
  }

  private mutating func function(_ name: String) throws(RuleViolation) -> ConditionExpression {
    let counts = ["attribute_exists": 1, "attribute_not_exists": 1, "attribute_type": 2, "begins_with": 2, "contains": 2]
    guard let count = counts[name] else { throw RuleViolation("there is no function \(name)") }
    skip()
    try expect("(")
    var arguments = [ConditionExpression.Operand.path(try path())]
    while take(",") { arguments.append(try operand()) }
    try expect(")")
    try require(arguments.count == count, "\(name) takes \(count) operands, not \(arguments.count)")
    if name == "begins_with", case .value(_, let prefix) = arguments[1] {
      try require(prefix.string != nil || prefix.bytes != nil, "begins_with takes a text or bytes")
    }
    return .function(name, arguments)
  }

  private mutating func operand() throws(RuleViolation) -> ConditionExpression.Operand {
    if case .value = next {
      let (name, value) = try value()
      return .value(name: name, value)
    }
    if next == .word("size"), afterNext == .sign("(") {
      skip()
      try expect("(")
      let path = try path()
      try expect(")")
      return .size(path)
    }
    return .path(try path())
  }

  private func requireOrder(_ low: ConditionExpression.Operand, _ high: ConditionExpression.Operand) throws(RuleViolation) {
    guard case .value(_, let low) = low, case .value(_, let high) = high else { return }
    let isOrdered =
      switch (low, high) {
      case (.s(let low), .s(let high)): !high.utf8.lexicographicallyPrecedes(low.utf8)
      case (.b(let low), .b(let high)): !high.lexicographicallyPrecedes(low)
      case (.n(let low), .n(let high)): (Double(low) ?? 0) <= (Double(high) ?? 0)
      default: true
      }
    try require(isOrdered, "BETWEEN's upper bound is below its lower bound")
  }
}
