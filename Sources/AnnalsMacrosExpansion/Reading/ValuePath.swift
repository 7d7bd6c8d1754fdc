/// A name, or a path of names from one: `prompt.id`, `$0.id`.
struct ValuePath {
  let head: String
  /// What follows the head.
  let members: [String]

  /// Reads a path, or gives `nil` where the text is anything else.
  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let head = parts.first, head == "$0" || Self.isName(head) else { return nil }
    guard parts.dropFirst().allSatisfy({ Self.isName($0) || Self.isNumber($0) }) else { return nil }
    self.head = head.filter { $0 != "`" }
    members = Array(parts.dropFirst())
  }

  /// What follows the head, with its dots.
  var tail: String { members.map { "." + $0 }.joined() }

  private static func isNumber(_ text: String) -> Bool { !text.isEmpty && text.allSatisfy { ("0"..."9").contains($0) } }

  /// Whether a text is a name, perhaps in backticks.
  static func isName(_ text: String) -> Bool {
    let name = text.count > 2 && text.first == "`" && text.last == "`" ? text.dropFirst().dropLast() : text[...]
    guard let first = name.first, first == "_" || first.isLetter else { return false }
    return name.allSatisfy { $0 == "_" || $0.isLetter || $0.isNumber }
  }
}
