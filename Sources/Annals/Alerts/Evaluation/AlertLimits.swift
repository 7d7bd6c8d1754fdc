/// What rules that count the same operations (of equal filters, grouped alike) may hold in memory together.
public struct AlertLimits: Hashable, Sendable {
  /// Subjects (users, types, resources) that they tell apart at most. Default: 10,000.
  ///
  /// Beyond that those go that have nothing that counts, then those whose last operation is longest ago: they begin at nothing when they act again.
  public var subjects = 10_000
  /// Operations that they hold at most, at 32 bytes each; each is held once, however many rules count it. Default: 200,000.
  ///
  /// Beyond that each subject keeps the newest that the conditions need.
  public var operations = 200_000
  /// Records from more than five minutes ahead of this machine's clock that are held until their time comes, at most. Default: 1,000.
  public var ahead = 1_000

  /// The defaults.
  public init() {}
}
