extension HistoryRecord {
  /// The record as JSON, in the shape that the API, the command line and files speak.
  public var json: JSONObject {
    [
      "history_id": .string(id.description),
      "operation_type": .string(operation.rawValue),
      "resource_type": .string(resource.type.name),
      "resource_id": .string(resource.id),
      "timestamp": .string(timestamp.description),
      "user_id": .string(user.id),
      "before_state": before.map(JSONValue.object) ?? .null,
      "after_state": after.map(JSONValue.object) ?? .null,
      "metadata": .object(metadata),
    ]
  }

  /// Reads a record from JSON, older shapes included: no token, whole seconds, `+00:00`, kinds such as `DELETE_FAILED`, absent user,
  /// states or metadata, states as JSON text. Members that a record does not have are left out.
  ///
  /// Throws `invalidRecord` naming the field, its value and what would be right.
  public init(json: JSONValue) throws(HistoryError) {
    guard let object = json.object else {
      throw HistoryError(.invalidRecord, "a record is a JSON object, not \(json.kind)")
    }
    try self.init(json: object)
  }

  /// Reads a record from a JSON object; see `init(json:)` above.
  public init(json object: JSONObject) throws(HistoryError) {
    let fields = RecordFields(object)
    let (kind, hasFailed) = try fields.operation()
    let resource = try fields.value("resource_id") { id throws(HistoryError) in
      try Resource(type: try fields.value("resource_type") { type throws(HistoryError) in try ResourceType(type) }, id: id)
    }
    let timestamp = try fields.value("timestamp") { text throws(HistoryError) in try Timestamp(text) }
    let user = fields.isAbsent("user_id") ? User.system : try fields.value("user_id") { id throws(HistoryError) in try User(id) }
    var metadata = try fields.object("metadata") ?? [:]
    if hasFailed { metadata["success"] = false }
    self.init(
      kind, of: resource, at: timestamp, token: try fields.token(kind: kind, timestamp: timestamp, resource: resource), by: user,
      before: try fields.object("before_state"), after: try fields.object("after_state"), metadata: metadata)
  }
}

/// Reads a record's fields, naming the field in each error.
private struct RecordFields {
  let object: JSONObject
  init(_ object: JSONObject) { self.object = object }

  func isAbsent(_ name: String) -> Bool { object[name]?.isNull ?? true }

  func text(_ name: String) throws(HistoryError) -> String {
    switch object[name] {
    case .string(let text)?: return text
    case .number(let number)? where name == "resource_id": return number.description
    case nil, .null?: throw HistoryError(.invalidRecord, "\(name) is missing: a record needs it as a string")
    case let other?: throw HistoryError(.invalidRecord, "\(name) is \(other.kind): a record needs it as a string")
    }
  }

  func value<T>(_ name: String, _ read: (String) throws(HistoryError) -> T) throws(HistoryError) -> T {
    let text = try text(name)
    do throws(HistoryError) {
      return try read(text)
    } catch {
      guard error.code != .invalidRecord else { throw error }
      throw HistoryError(.invalidRecord, "\(name): \(error.description)", underlying: error)
    }
  }

  /// The kind, and whether its name says that it failed (`DELETE_FAILED`).
  func operation() throws(HistoryError) -> (OperationKind, Bool) {
    try value("operation_type") { text throws(HistoryError) in try OperationKind.reading(text) }
  }

  func object(_ name: String) throws(HistoryError) -> JSONObject? {
    switch object[name] {
    case nil, .null?: return nil
    case .object(let object)?: return object
    case .string(let text)? where name != "metadata":
      switch try? JSONParser.parse(text) {
      case .object(let object)?: return object
      case .null?: return nil
      default: throw HistoryError(.invalidRecord, "\(name) is a string that holds no JSON object: send the object itself")
      }
    case let other?: throw HistoryError(.invalidRecord, "\(name) is \(other.kind): a record needs it as an object or null")
    }
  }

  /// The token from the record's own id, or from its sort key; both must agree with the fields.
  func token(kind: OperationKind, timestamp: Timestamp, resource: Resource) throws(HistoryError) -> RecordToken? {
    guard !isAbsent("history_id") else { return nil }
    let text = try text("history_id")
    // An older id: moment and kind as they were written then, and no token. The fields are the truth.
    guard let parts = HistoryIDParts(text), parts.rest.utf8.starts(with: resource.id.utf8) else {
      throw disagreement(of: text, with: "resource_id")
    }
    let moment = try value("history_id") { _ throws(HistoryError) in try Timestamp(parts.timestamp) }
    let (written, _) = try value("history_id") { _ throws(HistoryError) in try OperationKind.reading(parts.kind) }
    guard moment == timestamp, written == kind else { throw disagreement(of: text, with: "timestamp and operation_type") }
    let tail = parts.rest.utf8.dropFirst(resource.id.utf8.count)
    guard let mark = tail.first else { return nil }
    guard mark == UInt8(ascii: "#") else { throw disagreement(of: text, with: "resource_id") }
    return try value("history_id") { _ throws(HistoryError) in try RecordToken(String(Substring(tail.dropFirst()))) }
  }

  private func disagreement(of id: String, with fields: String) -> HistoryError {
    HistoryError(
      .invalidRecord, "history_id: \"\(id.quoted(80))\" does not agree with \(fields): leave it out, or send it as it was given")
  }
}
