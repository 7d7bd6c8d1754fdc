/// A word, placeholder, number or sign of an expression.
enum ExpressionToken: Hashable {
  case word(String)
  /// `#name`
  case name(String)
  /// `:value`
  case value(String)
  case number(Int)
  case sign(String)

  /// The tokens of an expression.
  static func read(_ text: String) throws(RuleViolation) -> [ExpressionToken] {
    var tokens: [ExpressionToken] = []
    var rest = text[...]
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if first.isASCII, first.isNumber {
        let digits = rest.prefix(while: \.isNumber)
        tokens.append(.number(Int(digits) ?? .max))
        rest = rest[digits.endIndex...]
      } else if isPart(first) || first == "#" || first == ":" {
        let word = rest.dropFirst().prefix(while: isPart)
        let whole = String(rest[..<word.endIndex])
        tokens.append(first == "#" ? .name(whole) : first == ":" ? .value(whole) : .word(whole))
        try require(word.endIndex > rest.index(after: rest.startIndex) || isPart(first), "\(first) names nothing")
        rest = rest[word.endIndex...]
      } else if let sign = signs.first(where: { rest.hasPrefix($0) }) {
        tokens.append(.sign(sign))
        rest = rest.dropFirst(sign.count)
      } else {
        throw RuleViolation("\(first) has no meaning in an expression")
      }
    }
    return tokens
  }

  private static let signs = ["<>", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ",", ".", "+", "-"]

  private static func isPart(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "_")
  }
}
