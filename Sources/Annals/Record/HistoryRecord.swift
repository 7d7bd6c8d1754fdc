/// One entry of history: what was done to which resource, when, by whom, and what it looked like before and after.
public struct HistoryRecord: Hashable, Sendable {
  /// What was done.
  public let operation: OperationKind
  /// What it was done to.
  public let resource: Resource
  /// When, in UTC with microseconds.
  public let timestamp: Timestamp
  /// What keeps it apart from other operations of the same microsecond; `nil` only in records from before there were tokens.
  public let token: RecordToken?
  /// Who did it.
  public let user: User
  /// What the resource looked like before; `nil` before it was created, or where it is unknown.
  public let before: JSONObject?
  /// What the resource looks like after; `nil` after it was deleted, or where it is unknown.
  public let after: JSONObject?
  /// What else is known: `success`, `error`, `function`, `request_id`, `reason`, `tags`, and what the caller added.
  public let metadata: JSONObject

  /// Makes a record of parts that are each valid.
  public init(
    _ operation: OperationKind, of resource: Resource, at timestamp: Timestamp, token: RecordToken?, by user: User = .system,
    before: JSONObject? = nil, after: JSONObject? = nil, metadata: JSONObject = [:]
  ) {
    self.operation = operation
    self.resource = resource
    self.timestamp = timestamp
    self.token = token
    self.user = user
    self.before = before
    self.after = after
    self.metadata = metadata
  }

  /// The record's id among all records.
  public var id: HistoryID { HistoryID(key: sortKey, resource: resource) }
  /// Whether the operation failed: its `metadata.success` is `false`.
  public var isFailed: Bool { metadata["success"] == .bool(false) }
  /// Why the operation failed, where it did and is known.
  public var error: String? { metadata["error"]?.string }

  /// The record's place in its resource's history.
  public var sortKey: SortKey { SortKey(timestamp: timestamp, kind: operation, token: token) }
  /// The record's place in all history.
  public var position: RecordPosition { RecordPosition(key: sortKey, resource: resource) }

  /// The same record with other states and metadata, as sanitizing leaves them.
  package func replacing(before: JSONObject?, after: JSONObject?, metadata: JSONObject) -> HistoryRecord {
    HistoryRecord(
      operation, of: resource, at: timestamp, token: token, by: user, before: before, after: after, metadata: metadata)
  }

  /// The same record with the token its content gives, unless it has one. Equal records are told apart by their occurrence, counted from 0.
  package func withToken(occurrence: Int) -> HistoryRecord {
    guard token == nil else { return self }
    let derived = RecordToken.derived(from: JSONWriter.text(of: json), occurrence: occurrence)
    return HistoryRecord(
      operation, of: resource, at: timestamp, token: derived, by: user, before: before, after: after, metadata: metadata)
  }
}

/// A record's place in all history, newest first when descending: by sort key, then by resource.
public struct RecordPosition: Hashable, Sendable, Comparable {
  /// The place in the resource's own history.
  public let key: SortKey
  /// The resource, which decides between equal keys.
  public let resource: Resource

  /// Makes a position of its parts.
  public init(key: SortKey, resource: Resource) {
    self.key = key
    self.resource = resource
  }

  /// By sort key, then by resource.
  public static func < (left: RecordPosition, right: RecordPosition) -> Bool {
    left.key == right.key ? left.resource < right.resource : left.key < right.key
  }
}
