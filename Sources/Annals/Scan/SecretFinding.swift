/// Where secrets were found: in records of which type, at which place, and what decided. Never what they were.
package struct SecretFinding: Hashable, Sendable, Comparable {
  /// The type of the records.
  package let type: String
  /// The place as a JSON pointer within the record, `*` for an array's elements: `/after_state/keys/*`.
  package let path: String
  /// What decided.
  package let rule: String

  /// By type, place and rule.
  package static func < (left: SecretFinding, right: SecretFinding) -> Bool {
    (left.type, left.path, left.rule) < (right.type, right.path, right.rule)
  }

  /// The finding as JSON, with how often it was met.
  package func json(count: Int) -> JSONObject {
    ["type": .string(type), "path": .string(path), "rule": .string(rule), "count": .number(JSONNumber(count))]
  }

  init(type: String, path: String, rule: String) {
    self.type = type
    self.path = path
    self.rule = rule
  }

  /// Reads what `json` gave.
  init?(_ json: JSONObject?) {
    guard let json, let type = json["type"]?.string, let path = json["path"]?.string, let rule = json["rule"]?.string else { return nil }
    self.init(type: type, path: path, rule: rule)
  }
}
