/// Which part of history one may see or add to; what is `nil` does not narrow.
public struct AccessScope: Hashable, Sendable {
  /// Only these resource types.
  public var resourceTypes: Set<ResourceType>?
  /// Only resources whose id begins with one of these.
  public var idPrefixes: Set<String>?
  /// Only what these users did.
  public var users: Set<User>?
  /// Only what happened from this moment on.
  public var since: Timestamp?
  /// Fields of states that are not shown: paths of names joined by dots, such as `profile.email`, at any depth of lists.
  public var hiddenFields: Set<String> = []

  /// All of history.
  public static let everything = AccessScope()

  /// A scope that narrows nothing.
  public init() {}

  /// Whether no record is left out (fields may be hidden all the same).
  public var holdsAllRecords: Bool { resourceTypes == nil && idPrefixes == nil && users == nil && since == nil }

  /// Whether a record lies in the scope.
  public func contains(_ record: HistoryRecord) -> Bool {
    contains(record.resource) && (users?.contains(record.user) ?? true) && (since.map { $0 <= record.timestamp } ?? true)
  }

  /// Whether a resource's records can lie in the scope.
  public func contains(_ resource: Resource) -> Bool {
    (resourceTypes?.contains(resource.type) ?? true)
      && (idPrefixes?.contains { resource.id.utf8.starts(with: $0.utf8) } ?? true)
  }
}
