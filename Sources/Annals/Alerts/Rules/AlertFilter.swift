/// Which operations a rule counts; what is `nil` does not narrow.
public struct AlertFilter: Hashable, Sendable {
  /// Only these kinds.
  public var operations: Set<OperationKind>?
  /// Only these types; `nil` for all but `HISTORY`, whose records tell of losses and of access to history, and count only where it is named.
  public var types: Set<ResourceType>?
  /// Only resources whose id begins with one of these.
  public var idPrefixes: Set<String>?
  /// Only what these users did.
  public var users: Set<User>?
  /// Not what these users did.
  public var exceptUsers: Set<User> = []
  /// Only operations that ended so.
  public var outcome: RecordFilter.Outcome?

  /// A filter that narrows nothing.
  public init() {}

  /// Whether operations of this kind, type and outcome can count.
  func admits(_ operation: OperationKind, _ type: ResourceType, isFailed: Bool) -> Bool {
    (operations?.contains(operation) ?? true) && (types?.contains(type) ?? (type != .history))
      && (outcome.map { ($0 == .failed) == isFailed } ?? true)
  }

  /// Whether there is more to ask than kind, type and outcome.
  var isNarrower: Bool { idPrefixes != nil || users != nil || !exceptUsers.isEmpty }

  /// Whether this user and resource can count.
  func admits(_ user: User, resourceID: String) -> Bool {
    (users?.contains(user) ?? true) && !exceptUsers.contains(user)
      && (idPrefixes?.contains { resourceID.utf8.starts(with: $0.utf8) } ?? true)
  }

  /// Whether an operation counts.
  func admits(_ operation: AlertObservation) -> Bool {
    admits(operation.kind, operation.type, isFailed: operation.isFailed) && admits(operation.user, resourceID: operation.resourceID)
  }
}
