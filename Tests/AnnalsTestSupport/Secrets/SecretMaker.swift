import Foundation

/// Makes the random parts of secrets, the same from the same seed.
struct SecretMaker {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  static let small = "abcdefghijklmnopqrstuvwxyz"
  static let capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
  static let decimal = "0123456789"

  /// Characters of an alphabet.
  mutating func text(_ count: Int, of alphabet: String) -> String {
    let alphabet = Array(alphabet)
    return String((0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
  }

  /// Letters and digits, at least two of each kind, as random text of some length has them.
  mutating func alphanumeric(_ count: Int) -> String {
    while true {
      let text = text(count, of: Self.small + Self.capitals + Self.decimal)
      if count < 8 || text.filter(\.isNumber).count >= 2 && text.contains(where: \.isLowercase) && text.contains(where: \.isUppercase) {
        return text
      }
    }
  }
  /// Letters, digits, and in the middle `-` and `_`.
  mutating func token(_ count: Int) -> String {
    let middle = text(count - 8, of: Self.small + Self.capitals + Self.decimal + "-_")
    return alphanumeric(4) + middle + alphanumeric(4)
  }
  mutating func digits(_ count: Int) -> String { text(1, of: "123456789") + text(count - 1, of: Self.decimal) }
  mutating func hexadecimal(_ count: Int) -> String { text(count, of: "0123456789abcdef") }
  mutating func base32(_ count: Int) -> String { text(count, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") }
  /// Base64 of random bytes.
  mutating func base64(bytes count: Int) -> String { Data(bytes(count)).base64EncodedString() }
  mutating func uuid() -> String {
    [8, 4, 4, 4, 12].map { hexadecimal($0) }.joined(separator: "-")
  }
  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) } }
  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }

  /// A password as people and programs choose them: letters and digits, often with a sign.
  mutating func password() -> String {
    alphanumeric(number(6...9)) + text(1, of: "!*^~_") + text(2, of: Self.decimal) + text(2, of: Self.small)
  }

  /// A word that names something innocent.
  mutating func word() -> String { pick(["orders", "billing", "reports", "search", "catalogue", "mailer", "worker", "archive"]) }
}

extension String {
  /// The text in Base64.
  var base64: String { Data(utf8).base64EncodedString() }
  /// The text in Base64url without padding.
  var base64URL: String {
    base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
  /// The text's bytes as hexadecimal digits.
  var hexadecimalDigits: String { utf8.map { String(format: "%02x", $0) }.joined() }
  /// The text percent-encoded but for letters and digits.
  var percentEncoded: String {
    utf8.map { byte in
      Character(Unicode.Scalar(byte)).isLetter && byte < 0x80 || (0x30...0x39).contains(byte)
        ? String(Character(Unicode.Scalar(byte))) : String(format: "%%%02X", byte)
    }.joined()
  }
  /// The text as what stands between the quotes of a JSON string.
  var jsonEscaped: String {
    reduce(into: "") { text, character in
      switch character {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      default: text.append(character)
      }
    }
  }
}
