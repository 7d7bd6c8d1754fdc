import Annals

/// A value of a state as text that a person reads.
enum ValueText {
  /// Characters of one value that are shown at most; the rest is in the JSON.
  static let limit = 4_000

  /// The value, a structure on lines of its own, cut where it is long.
  static func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): cut(isLong(text) ? text : JSONWriter.text(of: value))
    case .array(let elements) where elements.isEmpty: "[]"
    case .object(let object) where object.isEmpty: "{}"
    case .array, .object: cut(pretty(value))
    default: JSONWriter.text(of: value)
    }
  }

  /// Whether a text is one to read rather than a word.
  static func isLong(_ text: String) -> Bool { text.utf8.count > 60 || text.utf8.contains(UInt8(ascii: "\n")) }

  /// Whether a value has room on the line of its name.
  static func isShort(_ value: JSONValue) -> Bool {
    switch value {
    case .string(let text): text.utf8.count <= 40 && !isLong(text)
    case .array(let elements): elements.isEmpty
    case .object(let object): object.isEmpty
    case .null, .bool, .number: true
    }
  }

  /// A text up to the limit, with how much is left out.
  static func cut(_ text: String, to limit: Int = limit) -> String {
    let scalars = text.unicodeScalars
    guard text.utf8.count > limit, let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
      end != scalars.endIndex
    else { return text }
    return String(scalars[..<end]) + "… (\(Moments.count(scalars.distance(from: end, to: scalars.endIndex), "more character")))"
  }

  /// JSON with a line for each member.
  static func pretty(_ value: JSONValue, indent: String = "") -> String {
    var text = ""
    write(value, indent: indent, to: &text)
    return text
  }

  private static func write(_ value: JSONValue, indent: String, to text: inout String) {
    let inner = indent + "  "
    switch value {
    case .object(let object) where !object.isEmpty:
      text += "{\n"
      for (index, member) in object.members.enumerated() {
        text += "\(index > 0 ? ",\n" : "")\(inner)\(JSONWriter.text(of: .string(member.name))): "
        write(member.value, indent: inner, to: &text)
      }
      text += "\n\(indent)}"
    case .array(let elements) where !elements.isEmpty:
      text += "[\n"
      for (index, element) in elements.enumerated() {
        text += "\(index > 0 ? ",\n" : "")\(inner)"
        write(element, indent: inner, to: &text)
      }
      text += "\n\(indent)]"
    default: text += JSONWriter.text(of: value)
    }
  }
}
