/// Which READs of a resource type are recorded.
public enum ReadPolicy: Hashable, Sendable {
  /// None, failed ones included.
  case off
  /// Each, as a record of its own.
  case every
  /// One record for each user, resource and interval, with how many reads it stands for.
  ///
  /// The first read is recorded at once. Those that follow within the interval are counted; when it ends, one record stands for them and begins
  /// the next interval. Failed reads are all recorded. The interval is longer than zero.
  case cooldown(Duration)
  /// Each with this chance, above 0 and at most 1, with the chance in the record. Failed reads are all recorded.
  case sample(Double)
}

/// Which READs are recorded, by resource type: reads are many, and most of them say what the one before said.
///
/// What is not recorded is held back where it is captured, so that it costs neither memory, nor encoding, nor a write. Only operations that this
/// process captures are held back; records that come whole, by HTTP or import, are kept as they are.
///
/// With a cooldown the sum of `metadata.reads.count` is the number of reads exactly: what is still counted when the recorder stops is recorded
/// then. It is counted in memory until then, so a crash costs the counts of the intervals that it fell into, never the record of who looked.
public struct ReadAuditing: Sendable {
  /// Policies by the name of the resource type, in any case.
  public var policies: [String: ReadPolicy] = [:]
  /// The policy of types that have none. Default: every read.
  ///
  /// Reads that code names itself, by `log`, `track` or `@TrackHistory`, are on until they are turned off: who writes them down wants them. What
  /// records reads by itself, such as a wrapper around a table, has a switch of its own, which is off.
  public var otherwise = ReadPolicy.every
  /// Users and resources whose reads are counted at the same time, some 250 bytes each with names of usual length; beyond, the one whose
  /// interval began first gets its record early. Default: 100,000.
  public var coolingLimit = 100_000

  /// The defaults: every read is recorded.
  public init() {}

  func check() throws(HistoryError) {
    var names: [String: String] = [:]
    for (name, policy) in policies.sorted(by: { $0.key < $1.key }) {
      let type = try ResourceType(name).name
      if let other = names.updateValue(name, forKey: type) {
        throw HistoryError(.invalidConfiguration, "the reads of \(type) have two policies, as \(other) and as \(name): keep one")
      }
      try Self.check(policy, of: type)
    }
    try Self.check(otherwise, of: "other types")
    guard coolingLimit >= 1 else {
      throw HistoryError(.invalidConfiguration, "coolingLimit is \(coolingLimit): give it at least 1 user and resource")
    }
  }

  private static func check(_ policy: ReadPolicy, of type: String) throws(HistoryError) {
    switch policy {
    case .off, .every: break
    case .cooldown(let interval):
      guard interval > .zero else {
        throw HistoryError(.invalidConfiguration, "the cooldown of reads of \(type) is \(interval): give it an interval longer than zero")
      }
    case .sample(let rate):
      guard rate > 0, rate <= 1 else {
        throw HistoryError(
          .invalidConfiguration, "reads of \(type) are sampled at \(rate): give a rate above 0 and at most 1, or turn them off")
      }
    }
  }
}
