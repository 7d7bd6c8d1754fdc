/// Which records are asked for; what is `nil` does not narrow.
public struct RecordFilter: Hashable, Sendable {
  /// How an operation ended.
  public enum Outcome: String, Hashable, Sendable {
    case succeeded
    case failed
  }

  /// Only records of this type; narrower with `resourceID`.
  public var resourceType: ResourceType?
  /// Only records of the resource with this id; needs `resourceType`.
  public var resourceID: String?
  /// Only what this user did.
  public var user: User?
  /// Only operations of this kind.
  public var operation: OperationKind?
  /// Only operations that ended so.
  public var outcome: Outcome?
  /// Only from this moment on.
  public var from: Timestamp?
  /// Only before this moment.
  public var to: Timestamp?

  /// A filter that lets everything through, narrowed by what is given.
  public init(
    resourceType: ResourceType? = nil, user: User? = nil, operation: OperationKind? = nil, outcome: Outcome? = nil,
    from: Timestamp? = nil, to: Timestamp? = nil
  ) {
    self.resourceType = resourceType
    self.user = user
    self.operation = operation
    self.outcome = outcome
    self.from = from
    self.to = to
  }

  /// The records of one resource.
  public static func resource(_ resource: Resource) -> RecordFilter {
    RecordFilter().narrowed(to: resource)
  }

  /// The same filter for one resource alone.
  public func narrowed(to resource: Resource) -> RecordFilter {
    var filter = self
    filter.resourceType = resource.type
    filter.resourceID = resource.id
    return filter
  }

  /// Whether a record is let through.
  public func matches(_ record: HistoryRecord) -> Bool {
    (resourceType.map { $0 == record.resource.type } ?? true)
      && (resourceID.map { $0.hasSameBytes(as: record.resource.id) } ?? true)
      && (user.map { $0 == record.user } ?? true)
      && (operation.map { $0 == record.operation } ?? true)
      && (outcome.map { ($0 == .failed) == record.isFailed } ?? true)
      && (from.map { $0 <= record.timestamp } ?? true)
      && (to.map { record.timestamp < $0 } ?? true)
  }
}
