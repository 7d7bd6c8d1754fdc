/// What one rule may hold in memory.
public struct AlertLimits: Hashable, Sendable {
  /// Subjects (users, types, resources) that a rule tells apart at most. Default: 10,000.
  ///
  /// Beyond that those go that have nothing that counts, then those whose last operation is longest ago: they begin at nothing when they act again.
  public var subjects = 10_000
  /// Operations that a rule's windows hold at most, at 16 to 48 bytes each. Default: 200,000.
  ///
  /// Beyond that each window keeps the newest that its condition needs.
  public var operations = 200_000
  /// Records from more than five minutes ahead of this machine's clock that are held until their time comes, at most. Default: 1,000.
  public var ahead = 1_000

  /// The defaults.
  public init() {}
}
