/// The places at which a record and the same record without its secrets differ.
struct RedactedPlaces {
  /// Bytes of a place that are told at most.
  private static let pathLimit = 200
  private let type: String
  /// What decided, by the place in the record before.
  private var rules: [String: RedactionRule] = [:]
  private(set) var findings: [SecretFinding] = []

  /// Compares both; `reasons` are what was redacted of the one before.
  init(_ before: HistoryRecord, _ after: HistoryRecord, reasons: [RedactionFinding]) {
    type = before.resource.type.name
    // Within a text's JSON it is the text that changes.
    for reason in reasons { rules[String(reason.path.prefix { $0 != "#" })] = reason.rule }
    let roots = [
      ("/before_state", before.before, after.before), ("/after_state", before.after, after.after),
      ("/metadata", before.metadata, after.metadata),
    ]
    for (path, old, new) in roots { compare(old.map(JSONValue.object) ?? .null, new.map(JSONValue.object) ?? .null, path, at: path) }
    if before.resource.id != after.resource.id { note("/resource_id", at: "/resource_id") }
    if before.user != after.user { note("/user_id", at: "/user_id") }
  }

  /// Compares the values at a path, as it is told, and at the pointer that it is.
  private mutating func compare(_ old: JSONValue, _ new: JSONValue, _ path: String, at pointer: String) {
    guard old != new else { return }
    switch (old, new) {
    case (.object(let old), .object(let new)):
      let isSameNames = old.count == new.count && zip(old.members, new.members).allSatisfy { $0.name.hasSameBytes(as: $1.name) }
      // Where a name is a secret itself, it is not told.
      guard isSameNames else { return note(path + "/(name)", at: pointer) }
      for (old, new) in zip(old.members, new.members) {
        compare(old.value, new.value, path + "/" + old.name, at: pointer + "/" + JSONPath.escaped(old.name))
      }
    case (.array(let old), .array(let new)) where old.count == new.count:
      for (index, (old, new)) in zip(old, new).enumerated() { compare(old, new, path + "/*", at: "\(pointer)/\(index)") }
    default: note(path, at: pointer)
    }
  }

  private mutating func note(_ path: String, at pointer: String) {
    // Where something below was redacted the whole may have changed, as an object does whose names did.
    let rule = rules[pointer] ?? rules.filter { $0.key.hasPrefix(pointer + "/") }.min { $0.key < $1.key }?.value
    findings.append(SecretFinding(type: type, path: path.prefix(utf8Bytes: Self.pathLimit), rule: rule?.rawValue ?? "redaction"))
  }
}
