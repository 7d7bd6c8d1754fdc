import AWSClient
import Annals

/// The SHA-256 of an item's attributes with their types: what tells two items apart, also where their states in JSON are one.
struct ItemDigest {
  /// The digest.
  let digest: TextDigest

  init(of item: AttributeMap) {
    var text = ""
    Self.write(.m(item), to: &text)
    digest = TextDigest(of: text)
  }

  /// Writes a value with its type and its length, so that no two values are written alike.
  private static func write(_ value: AttributeValue, to text: inout String) {
    switch value {
    case .s(let string): write("S", string, to: &text)
    case .n(let number): write("N", number, to: &text)
    case .b(let bytes): write("B", hexadecimal(bytes), to: &text)
    case .bool(let value): text += value ? "T" : "F"
    case .null: text += "0"
    case .ss(let texts): write("s", texts, to: &text)
    case .ns(let numbers): write("n", numbers, to: &text)
    case .bs(let values): write("b", values.map { hexadecimal($0) }, to: &text)
    case .l(let values):
      text += "L\(values.count):"
      for value in values { write(value, to: &text) }
    case .m(let map):
      text += "M\(map.count):"
      for member in map.members {
        write("", member.name, to: &text)
        write(member.value, to: &text)
      }
    }
  }

  private static func write(_ type: String, _ string: String, to text: inout String) { text += "\(type)\(string.utf8.count):\(string)" }

  private static func write(_ type: String, _ strings: [String], to text: inout String) {
    text += "\(type)\(strings.count):"
    for string in strings { write("", string, to: &text) }
  }
}
