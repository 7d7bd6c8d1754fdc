/// The places at which a record and the same record without its secrets differ.
struct RedactedPlaces {
  /// Bytes of a place that are told at most.
  private static let pathLimit = 200
  private let type: String
  private(set) var findings: [SecretFinding] = []

  /// Compares both.
  init(_ before: HistoryRecord, _ after: HistoryRecord) {
    type = before.resource.type.name
    let roots = [
      ("/before_state", before.before, after.before), ("/after_state", before.after, after.after),
      ("/metadata", before.metadata, after.metadata),
    ]
    for (path, old, new) in roots { compare(old.map(JSONValue.object) ?? .null, new.map(JSONValue.object) ?? .null, path) }
    if before.resource.id != after.resource.id { note("/resource_id") }
    if before.user != after.user { note("/user_id") }
  }

  private mutating func compare(_ old: JSONValue, _ new: JSONValue, _ path: String) {
    guard old != new else { return }
    switch (old, new) {
    case (.object(let old), .object(let new)):
      let isSameNames = old.count == new.count && zip(old.members, new.members).allSatisfy { $0.name.hasSameBytes(as: $1.name) }
      // Where a name is a secret itself, it is not told.
      guard isSameNames else { return note(path + "/(name)") }
      for (old, new) in zip(old.members, new.members) { compare(old.value, new.value, path + "/" + old.name) }
    case (.array(let old), .array(let new)) where old.count == new.count:
      for (old, new) in zip(old, new) { compare(old, new, path + "/*") }
    default: note(path)
    }
  }

  private mutating func note(_ path: String) {
    findings.append(SecretFinding(type: type, path: path.prefix(utf8Bytes: Self.pathLimit), rule: "redaction"))
  }
}
