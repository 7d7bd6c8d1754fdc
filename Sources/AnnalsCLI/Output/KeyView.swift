import Annals

/// Keys for a person and a script.
enum KeyView {
  /// Shows a key that was just made: itself on standard output, what it is on standard error.
  static func show(_ made: AccessKeys.Made, isJSON: Bool) throws {
    let output = ByteOutput()
    if isJSON {
      var json = json(made.key, at: made.key.created)
      json["key"] = .string(made.text)
      try output.write(json: json)
    } else {
      try output.write(line: made.text)
      let end = made.key.expires.map { "until \(TimeText.long($0))" } ?? "for good"
      Console.tell(
        "annals: the key \(made.key.id) of \(made.key.user), \(roles(made.key)), is good \(end); keep it now, it is not shown again")
    }
    try output.finish()
  }

  /// A key in the shape of its document, with its state and without its hash.
  static func json(_ key: AccessKey, at moment: Timestamp) -> JSONObject {
    var json = key.json
    json["state"] = .string(key.state(at: moment).rawValue)
    return json
  }

  /// Keys as a table.
  static func table(_ keys: [AccessKey], at moment: Timestamp) -> [String] {
    let rows =
      [["ID", "STATE", "USER", "ROLES", "SCOPE", "EXPIRES", "NAME"]]
      + keys.map { key in
        [
          key.id, key.state(at: moment).rawValue, key.user.id, roles(key), scope(key.scope),
          key.expires.map(TimeText.short) ?? "never", key.name ?? "",
        ].map { SafeText.escaped($0) }
      }
    return alignedLines(rows)
  }

  private static func roles(_ key: AccessKey) -> String { key.roles.map(\.rawValue).sorted().joined(separator: ",") }

  private static func scope(_ scope: AccessScope) -> String { scope == .everything ? "all" : JSONWriter.text(of: scope.json) }
}
