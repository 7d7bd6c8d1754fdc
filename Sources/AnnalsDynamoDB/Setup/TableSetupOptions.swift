import Annals

/// How a table for history is made, and what is asked of one that is there.
public struct TableSetupOptions: Sendable {
  /// How reads and writes are paid for.
  public enum Capacity: Hashable, Sendable {
    /// By request.
    case onDemand
    /// By the hour, with so many units a second for the table and for each index.
    case provisioned(readUnits: Int, writeUnits: Int)
  }

  /// How a new table is paid for. A table that is there keeps its way; where that is provisioned, a new index gets these units, or else as
  /// many as the table has. Default: by request.
  public var capacity = Capacity.onDemand
  /// The tags of a new table. A table that is there keeps its own. Default: none.
  public var tags: [String: String] = [:]
  /// Whether items expire at the second in `expires_at`. Costs nothing; without it, a retention hides records and does not remove them.
  /// Default: true.
  public var hasExpiry = true
  /// Whether the table can be put back to any second of the last 35 days, at a price by size; `false` leaves it as it is. Default: false.
  public var hasPointInTimeRecovery = false
  /// Whether the table refuses to be deleted; `false` leaves it as it is. Default: false.
  public var isDeletionProtected = false
  /// The KMS key to encrypt with, by id, ARN or alias. `nil` leaves it at DynamoDB's own, or at what the table has. Default: `nil`.
  public var kmsKey: String?

  /// The defaults.
  public init() {}

  func check() throws(HistoryError) {
    if case .provisioned(let read, let write) = capacity, read < 1 || write < 1 {
      throw HistoryError(
        .invalidConfiguration, "\(read) read units and \(write) write units are set: give the table and its indexes at least 1 of each")
    }
    guard tags.count <= 50 else {
      throw HistoryError(.invalidConfiguration, "\(tags.count) tags are set: give the table at most 50")
    }
    for (name, value) in tags where !(1...128).contains(name.count) || value.count > 256 {
      throw HistoryError(
        .invalidConfiguration,
        "the tag \"\(name.prefix(40))\" is too long or empty: give it a name of 1 to 128 characters and a value of at most 256")
    }
    if let kmsKey, kmsKey.isEmpty {
      throw HistoryError(.invalidConfiguration, "the KMS key is empty: give its id, ARN or alias, or none")
    }
  }
}
