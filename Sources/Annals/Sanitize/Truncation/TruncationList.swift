/// What a record shows cut, as its `metadata.truncated` lists it. Only sanitizing writes the list, and only the list is trusted.
struct TruncationList {
  /// The list's name in metadata.
  static let name = "truncated"

  /// One value that is shown cut.
  struct Entry: Hashable {
    enum Kind: String {
      case text
      /// The value was cut as a whole, and its JSON is what is kept.
      case json
    }

    /// The value's place as a JSON pointer (RFC 6901): `/after_state/body`.
    let path: String
    /// The whole text's bytes in UTF-8.
    let length: Int
    let digest: TextDigest
    let kind: Kind
  }

  var entries: [Entry] = []

  init() {}

  /// Reads the list of a record; what is no entry is left out.
  init(_ metadata: JSONObject) {
    entries = (metadata[Self.name]?.array ?? []).compactMap(Entry.init)
  }

  /// The list as metadata holds it; `nil` when it is empty.
  var json: JSONValue? { entries.isEmpty ? nil : .array(entries.map { .object($0.json) }) }
}

extension TruncationList.Entry {
  init?(_ json: JSONValue) {
    guard let object = json.object, let path = object["path"]?.string, let length = object["bytes"]?.number?.int,
      let digest = object["sha256"]?.string.flatMap(TextDigest.init(hexadecimal:)),
      let kind = object["kind"].map({ $0.string.flatMap(Kind.init(rawValue:)) }) ?? .text
    else { return nil }
    self.init(path: path, length: length, digest: digest, kind: kind)
  }

  var json: JSONObject {
    var json: JSONObject = ["path": .string(path), "bytes": .number(JSONNumber(length)), "sha256": .string(digest.description)]
    if kind == .json { json["kind"] = .string(kind.rawValue) }
    return json
  }

  /// What a shown value ends in.
  var mark: String {
    kind == .text
      ? "…[TRUNCATED: \(length) bytes, sha256:\(digest)]" : "[TRUNCATED: \(length) bytes of JSON, sha256:\(digest)]"
  }
}
