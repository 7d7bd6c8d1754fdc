import SwiftSyntax
import SwiftSyntaxBuilder

/// The kinds of operation, as `OperationKind` names them.
enum TrackedKind: String, CaseIterable {
  case create, update, delete, read

  /// `.create`, as code.
  var expression: ExprSyntax { "\(raw: ".\(rawValue)")" }

  /// The kind that a function's name begins with, or `nil` where it says none, or more than one (`getOrCreate`).
  init?(functionName name: String) {
    let words = Self.words(of: name)
    guard let first = words.first, let kind = Self.verbs[first == "look" && words.dropFirst().first == "up" ? "lookup" : first] else {
      return nil
    }
    if words.count > 1, ["or", "and"].contains(words[1]) { return nil }
    self = kind
  }

  private static let verbs: [String: TrackedKind] = [
    "create": .create, "add": .create, "insert": .create, "make": .create, "register": .create, "new": .create,
    "update": .update, "set": .update, "edit": .update, "rename": .update, "change": .update, "modify": .update, "patch": .update,
    "replace": .update, "move": .update,
    "delete": .delete, "remove": .delete, "destroy": .delete, "erase": .delete, "drop": .delete,
    "get": .read, "fetch": .read, "find": .read, "list": .read, "read": .read, "load": .read, "search": .read, "lookup": .read,
    "query": .read, "show": .read, "retrieve": .read,
  ]

  /// The words of a name in camelCase or snake_case, in lower case and without digits.
  private static func words(of name: String) -> [String] {
    var words: [String] = []
    var isWordOpen = false
    for character in name where character != "`" {
      guard character.isLetter else {
        isWordOpen = false
        continue
      }
      if character.isUppercase || !isWordOpen {
        words.append(character.lowercased())
      } else {
        words[words.count - 1] += String(character)
      }
      isWordOpen = true
    }
    return words
  }
}
