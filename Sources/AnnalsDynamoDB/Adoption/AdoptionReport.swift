/// What an adoption of an old table's records has done so far, stopped runs included.
public struct AdoptionReport: Hashable, Sendable {
  /// Records that were looked at.
  public internal(set) var lookedAt = 0
  /// Records that got what the indexes need.
  public internal(set) var adopted = 0
  /// Records that had it, or were removed meanwhile.
  public internal(set) var already = 0
  /// Records that stay as they are, by the reason.
  public internal(set) var unreadable: [String: Int] = [:]
  /// The keys of the first hundred of these that this run met.
  public internal(set) var unreadableKeys: [String] = []
  /// Whether all of the table was gone through.
  public internal(set) var isComplete = false

  /// How many stay as they are.
  public var unreadableCount: Int { unreadable.values.reduce(0, +) }

  static let keyLimit = 100

  mutating func leave(_ key: ItemKey, _ reason: String) {
    unreadable[reason, default: 0] += 1
    if unreadableKeys.count < Self.keyLimit { unreadableKeys.append("\(key.partition) \(key.sort)") }
  }

  mutating func add(_ other: AdoptionReport) {
    lookedAt += other.lookedAt
    adopted += other.adopted
    already += other.already
    unreadable.merge(other.unreadable, uniquingKeysWith: +)
    unreadableKeys = Array((unreadableKeys + other.unreadableKeys).prefix(Self.keyLimit))
  }
}
