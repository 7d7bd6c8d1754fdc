import Annals

/// JSON on several lines for a person: two spaces a level, nothing that a terminal would obey.
enum PrettyJSON {
  /// The text of a value, its lines after the first indented by `indent` spaces.
  static func text(_ value: JSONValue, indent: Int = 0) -> String {
    let inner = String(repeating: " ", count: indent + 2)
    let outer = String(repeating: " ", count: indent)
    switch value {
    case .object(let object) where !object.isEmpty:
      let members = object.members.map { "\(inner)\(scalar(.string($0.name))): \(text($0.value, indent: indent + 2))" }
      return "{\n\(members.joined(separator: ",\n"))\n\(outer)}"
    case .array(let elements) where !elements.isEmpty:
      let lines = elements.map { inner + text($0, indent: indent + 2) }
      return "[\n\(lines.joined(separator: ",\n"))\n\(outer)]"
    default: return scalar(value)
    }
  }

  private static func scalar(_ value: JSONValue) -> String { SafeText.escaped(json: JSONWriter.text(of: value)) }
}
