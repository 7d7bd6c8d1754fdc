import AWSClient

/// What an update expression says, clause by clause.
struct UpdateClauses {
  /// The right side of an assignment.
  indirect enum Operand {
    case value(AttributeValue)
    case path(AttributePath)
    case ifNotExists(AttributePath, Operand)
    case append(Operand, Operand)
    case sum(Operand, Operand)
    case difference(Operand, Operand)
  }

  private(set) var sets: [(path: AttributePath, operand: Operand)] = []
  private(set) var removals: [AttributePath] = []
  private(set) var additions: [(path: AttributePath, value: AttributeValue)] = []
  private(set) var deletions: [(path: AttributePath, value: AttributeValue)] = []

  /// Reads the update of a request; without an expression it changes nothing.
  init(_ request: UpdateItem) throws(UpdateNotComputed) {
    guard let text = request.updateExpression else { return }
    var reader = try ExpressionReader(text, names: request.expressionAttributeNames, values: request.expressionAttributeValues)
    repeat {
      guard case .word(let clause)? = reader.next else { throw UpdateNotComputed() }
      reader.skip()
      repeat { try readPart(of: clause.uppercased(), &reader) } while reader.take(",")
    } while !reader.isAtEnd
  }

  /// Every path that is written.
  var paths: [AttributePath] { sets.map(\.path) + removals + additions.map(\.path) + deletions.map(\.path) }

  private mutating func readPart(of clause: String, _ reader: inout ExpressionReader) throws(UpdateNotComputed) {
    let path = try reader.path()
    switch clause {
    case "SET":
      try reader.expect("=")
      sets.append((path, try Self.sum(&reader)))
    case "REMOVE": removals.append(path)
    case "ADD": additions.append((path, try reader.value()))
    case "DELETE": deletions.append((path, try reader.value()))
    default: throw UpdateNotComputed()
    }
  }

  private static func sum(_ reader: inout ExpressionReader) throws(UpdateNotComputed) -> Operand {
    let left = try operand(&reader)
    if reader.take("+") { return .sum(left, try operand(&reader)) }
    if reader.take("-") { return .difference(left, try operand(&reader)) }
    return left
  }

  private static func operand(_ reader: inout ExpressionReader) throws(UpdateNotComputed) -> Operand {
    if reader.take("(") {
      let inner = try sum(&reader)
      try reader.expect(")")
      return inner
    }
    if case .value? = reader.next { return .value(try reader.value()) }
    guard let function = reader.function else { return .path(try reader.path()) }
    reader.skip()
    try reader.expect("(")
    let result: Operand
    switch function {
    case "if_not_exists":
      let path = try reader.path()
      try reader.expect(",")
      result = .ifNotExists(path, try sum(&reader))
    case "list_append":
      let first = try sum(&reader)
      try reader.expect(",")
      result = .append(first, try sum(&reader))
    default: throw UpdateNotComputed()
    }
    try reader.expect(")")
    return result
  }
}
