import Annals
import AnnalsTestSupport

/// Made-up JSON with whatever is nasty in names, strings and numbers.
struct RandomJSON {
  private(set) var generator: SeededGenerator
  var seed: UInt64 { generator.seed }

  private static let scalars: [ClosedRange<UInt32>] = [
    0...0x1F, 0x20...0x7F, 0x80...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF, 0x10000...0x10FFFF, 0x22...0x22, 0x5C...0x5C, 0x300...0x36F,
  ]

  init(_ generator: SeededGenerator = SeededGenerator()) { self.generator = generator }

  mutating func count(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
  mutating func shuffled<Value>(_ values: [Value]) -> [Value] { values.shuffled(using: &generator) }

  mutating func text() -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<count(0...8) {
      let range = Self.scalars[count(0...Self.scalars.count - 1)]
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) { text.append(scalar) }
    }
    return String(text)
  }

  /// The text of a number that DynamoDB keeps, in any of JSON's notations.
  mutating func numberText() -> String {
    let digits = count(1...38)
    let first = count(0...9)
    var text = generator.chance(0.3) ? "-" : ""
    text += String(first)
    var rest = (1..<max(digits, 2)).map { _ in String(count(0...9)) }.joined()
    if first != 0, generator.chance(0.5) {
      let whole = count(0...rest.utf8.count)
      text += rest.prefix(whole)
      rest = String(rest.dropFirst(whole))
    }
    if !rest.isEmpty, generator.chance(0.8) { text += "." + rest }
    if generator.chance(0.4) { text += (generator.chance(0.5) ? "e" : "E") + ["", "+", "-"][count(0...2)] + String(count(0...80)) }
    return text
  }

  mutating func number() throws -> JSONNumber { try JSONNumber(numberText()) }

  mutating func value(levels: Int = 5) throws -> JSONValue {
    switch count(0...(levels > 0 ? 7 : 4)) {
    case 0: .null
    case 1: .bool(generator.chance(0.5))
    case 2: .number(try number())
    case 3, 4: .string(text())
    case 5: .array(try (0..<count(0...5)).map { _ in try value(levels: levels - 1) })
    default: .object(try object(levels: levels - 1))
    }
  }

  mutating func object(levels: Int = 5) throws -> JSONObject {
    JSONObject(try (0..<count(0...5)).map { _ in (text(), try value(levels: levels - 1)) })
  }
}
