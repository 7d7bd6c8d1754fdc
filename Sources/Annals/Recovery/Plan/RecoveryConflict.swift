/// Why a resource is not simply put back.
public struct RecoveryConflict: Hashable, Sendable {
  /// The kind of obstacle.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Others changed the resource since, or before the last of what is undone.
    case changedSince = "changed_since"
    /// It was deleted, and is there again.
    case alreadyThere = "already_there"
    /// A resource that it refers to is not there, and is not put back either.
    case referenceMissing = "reference_missing"
    /// History does not know the state.
    case unknownState = "unknown_state"
    /// The state has fields that history redacted, and no value is there for them.
    case redacted
    /// The state is larger than what can be written.
    case tooLarge = "too_large"
    /// The state cannot be written as it is.
    case unwritable
    /// Nothing says where resources of the type are kept.
    case notDescribed = "not_described"
  }

  /// A record of somebody else's change.
  public struct Witness: Hashable, Sendable {
    /// The record's id.
    public let id: HistoryID
    /// Who did it.
    public let user: User
    /// When.
    public let timestamp: Timestamp
    /// What was done.
    public let operation: OperationKind
  }

  /// The kind of obstacle.
  public let kind: Kind
  /// What is in the way, in a sentence: what is wrong, then what can be done.
  public let sentence: String
  /// The records of changes that others made, the newest first, 20 at most.
  public var records: [Witness] = []
  /// How many such records there are that are not shown.
  public var hiddenRecords = 0
  /// The fields that it is about.
  public var fields: [String] = []

  init(_ kind: Kind, _ sentence: String, fields: [String] = []) {
    self.kind = kind
    self.sentence = sentence
    self.fields = fields
  }

  /// Whether ``ConflictChoice/overwrite`` goes over it: nothing is missing to put the resource back.
  public var canBeOverwritten: Bool {
    switch kind {
    case .changedSince, .alreadyThere, .referenceMissing: true
    case .unknownState, .redacted, .tooLarge, .unwritable, .notDescribed: false
    }
  }
}

/// What is done about conflicts.
public enum ConflictChoice: String, Hashable, Sendable, CaseIterable {
  /// The resource stays as it is.
  case skip
  /// It is put back all the same, over what others did.
  case overwrite
  /// Of its fields, those are put back that nobody else touched since.
  case merge
}

extension RecoveryConflict {
  /// The conflict as JSON.
  public var json: JSONObject {
    var json: JSONObject = ["kind": .string(kind.rawValue), "detail": .string(sentence)]
    if !records.isEmpty { json["records"] = .array(records.map { .object($0.json) }) }
    if hiddenRecords > 0 { json["hidden_records"] = .number(JSONNumber(hiddenRecords)) }
    if !fields.isEmpty { json["fields"] = .array(fields.map(JSONValue.string)) }
    return json
  }

  init(_ json: JSONObject) throws(HistoryError) {
    guard let kind = json["kind"]?.string.flatMap(Kind.init(rawValue:)), let sentence = json["detail"]?.string else {
      throw HistoryError(.invalidDocument, "a conflict has no kind or no detail")
    }
    self.init(kind, sentence, fields: (json["fields"]?.array ?? []).compactMap(\.string))
    hiddenRecords = json["hidden_records"]?.number?.int ?? 0
    var records: [Witness] = []
    for value in json["records"]?.array ?? [] { records.append(try Witness(value)) }
    self.records = records
  }
}

extension RecoveryConflict.Witness {
  init(_ record: HistoryRecord) {
    self.init(id: record.id, user: record.user, timestamp: record.timestamp, operation: record.operation)
  }

  var json: JSONObject {
    [
      "history_id": .string(id.description), "user_id": .string(user.id), "timestamp": .string(timestamp.description),
      "operation_type": .string(operation.rawValue),
    ]
  }

  init(_ json: JSONValue) throws(HistoryError) {
    guard let object = json.object, let id = object["history_id"]?.string, let user = object["user_id"]?.string,
      let timestamp = object["timestamp"]?.string, let operation = object["operation_type"]?.string
    else { throw HistoryError(.invalidDocument, "a conflict's record lacks a field") }
    self.init(id: try HistoryID(id), user: try User(user), timestamp: try Timestamp(timestamp), operation: try OperationKind(operation))
  }
}
