/// What a clean-up removes: what is older than a moment, and of the records about access only what is older than theirs too.
public struct CleanupScope: Hashable, Sendable {
  /// Only records from before this moment are removed.
  public var before: Timestamp
  /// Records about access (type `HISTORY`, ids that begin with `access/`) are removed from before this moment alone; `nil` removes none of them.
  public var accessBefore: Timestamp?
  /// Whether the last state of each resource that is still there stays, however old it is: see ``LastStates``.
  public var keepsLast: Bool

  /// The records from before a moment; those about access stay unless a moment is given for them.
  public init(before: Timestamp, accessBefore: Timestamp? = nil, keepsLast: Bool = false) {
    self.before = before
    self.accessBefore = accessBefore
    self.keepsLast = keepsLast
  }

  /// Whether a resource's record of a moment is removed, unless it holds a last state that stays.
  package func contains(_ resource: Resource, at moment: Timestamp) -> Bool {
    moment < before && (!resource.isAccess || (accessBefore.map { moment < $0 } ?? false))
  }
}
