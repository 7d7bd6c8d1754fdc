extension AccessScope {
  /// The scope as JSON: a member for each thing that narrows it, such as `{"resource_types": ["PROMPT"], "since": "2025-01-01T00:00:00.000000Z"}`.
  public var json: JSONObject {
    var json = JSONObject()
    if let resourceTypes { json["resource_types"] = Self.list(resourceTypes.map(\.name)) }
    if let idPrefixes { json["id_prefixes"] = Self.list(idPrefixes) }
    if let users { json["users"] = Self.list(users.map(\.id)) }
    if let since { json["since"] = .string(since.description) }
    if !hiddenFields.isEmpty { json["hidden_fields"] = Self.list(hiddenFields) }
    return json
  }

  /// Reads a scope from JSON. Throws `invalidAccess` where a member is unknown or has no meaning: what was meant to narrow must not be left out.
  public init(json: JSONObject) throws(HistoryError) {
    self.init()
    for member in json.members {
      let name = member.name
      switch name {
      case "resource_types": resourceTypes = try Self.set(member) { text throws(HistoryError) in try ResourceType(text) }
      case "id_prefixes": idPrefixes = try Self.set(member) { text throws(HistoryError) in try Self.notEmpty(text, name) }
      case "users": users = try Self.set(member) { text throws(HistoryError) in try User(text) }
      case "since":
        guard let text = member.value.string else { throw Self.wrong(name, member.value, "send a moment as RFC 3339 writes it") }
        since = try Timestamp(text)
      case "hidden_fields": hiddenFields = try Self.set(member) { text throws(HistoryError) in try Self.field(text) }
      default:
        throw HistoryError(
          .invalidAccess,
          "\(name.prefix(80)) is nothing that narrows a scope: send resource_types, id_prefixes, users, since or hidden_fields")
      }
    }
  }

  /// A path of a field, checked. Throws `invalidAccess`.
  public static func field(_ text: String) throws(HistoryError) -> String {
    guard !text.isEmpty, text.utf8.count <= 1024, !text.split(separator: ".", omittingEmptySubsequences: false).contains("") else {
      throw HistoryError(.invalidAccess, "\"\(text.prefix(80))\" is no field: send names joined by dots, as profile.email")
    }
    return text
  }

  private static func notEmpty(_ text: String, _ name: String) throws(HistoryError) -> String {
    guard !text.isEmpty, text.utf8.count <= Resource.maximumIDLength else {
      throw HistoryError(.invalidAccess, "\(name) holds a text of \(text.utf8.count) bytes: send how ids begin, in 1 to 1,024 bytes")
    }
    return text
  }

  private static func set<Element: Hashable>(
    _ member: JSONObject.Member, _ read: (String) throws(HistoryError) -> Element
  ) throws(HistoryError) -> Set<Element> {
    guard let values = member.value.array else { throw wrong(member.name, member.value, "send an array of strings") }
    // An empty list would let nothing through, which nobody means.
    guard !values.isEmpty else {
      throw HistoryError(.invalidAccess, "\(member.name) is empty, so nothing lies in the scope: name some, or leave \(member.name) out")
    }
    var elements: Set<Element> = []
    for value in values {
      guard let text = value.string else { throw wrong(member.name, value, "send an array of strings") }
      elements.insert(try read(text))
    }
    return elements
  }

  private static func wrong(_ name: String, _ value: JSONValue, _ right: String) -> HistoryError {
    HistoryError(.invalidAccess, "\(name) holds \(value.kind): \(right)")
  }

  private static func list(_ texts: some Sequence<String>) -> JSONValue {
    .array(texts.sorted { $0.precedesByBytes($1) }.map(JSONValue.string))
  }
}
