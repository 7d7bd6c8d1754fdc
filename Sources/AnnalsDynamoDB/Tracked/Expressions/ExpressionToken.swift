/// A word, placeholder, number or sign of one of DynamoDB's expressions.
enum ExpressionToken: Equatable {
  case word(String)
  /// `#name`
  case name(String)
  /// `:value`
  case value(String)
  case number(Int)
  case sign(Character)

  /// The tokens of an expression; `nil` where something in it has no meaning.
  static func read(_ text: String) -> [ExpressionToken]? {
    var tokens: [ExpressionToken] = []
    var rest = text.utf8[...]
    while let first = rest.first {
      if isSpace(first) {
        rest.removeFirst()
      } else if isDigit(first) {
        let digits = rest.prefix(while: isDigit)
        guard let number = Int(Substring(digits)) else { return nil }
        tokens.append(.number(number))
        rest = rest[digits.endIndex...]
      } else if isPart(first) || first == UInt8(ascii: "#") || first == UInt8(ascii: ":") {
        let end = rest.dropFirst().prefix(while: isPart).endIndex
        let whole = String(Substring(rest[..<end]))
        switch first {
        case UInt8(ascii: "#"): tokens.append(.name(whole))
        case UInt8(ascii: ":"): tokens.append(.value(whole))
        default: tokens.append(.word(whole))
        }
        rest = rest[end...]
      } else if signs.contains(first) {
        tokens.append(.sign(Character(Unicode.Scalar(first))))
        rest.removeFirst()
      } else {
        return nil
      }
    }
    return tokens
  }

  private static let signs = Set("()[],.+-=<>".utf8)

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isPart(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
  }
}
