package import Annals

/// How history is kept in a DynamoDB table.
public struct DynamoDBStoreConfiguration: Sendable {
  /// How long records are kept; the table's expiry on `expires_at` removes them after, and reading hides them at once. `nil` keeps them until
  /// a clean-up. It counts for records that are written from now on. Default: `nil`.
  public var retention: Duration?
  /// How long records about access are kept at least where there is a retention. Default: 400 days.
  public var accessRetention: Duration = .seconds(400 * 86_400)
  /// Shards of each type in the index by time, 1 to 64: how many partitions share its writes, about 1,000 records a second each. It can only
  /// grow; the table remembers the largest. Default: 4.
  public var shards = 4
  /// Batches that are written at the same time at most; the store takes fewer while the table throttles. Default: 16.
  public var writeConcurrency = 16
  /// How long a call that writes goes on trying what the table leaves unprocessed or throttles; what fails in passing otherwise, for a third of
  /// that. Default: 60 s.
  public var writeLimit: Duration = .seconds(60)
  /// How long each call for a page or a record may take with all its attempts, and the first one for statistics, before the answer is that the
  /// table is not to be had: whoever asked waits for it. Writes, clean-ups and counting are more patient. Default: 10 s.
  public var readLimit: Duration = .seconds(10)
  /// Items that are looked through for a page at most, where a filter lets few through; then the page says that it is partial.
  /// Default: 10,000.
  public var evaluationLimit = 10_000
  /// Segments of a scan that are read at the same time, on a table without indexes, 1 to 64. Default: 4.
  public var scanSegments = 4
  /// Capacity units a second that a clean-up may use. `nil` sets no limit. Default: `nil`.
  public var cleanupWriteUnits: Int?
  /// How long a day stays open after a late record was announced for it. It must be longer than a write and the index's lag together, and
  /// the clocks of all writers must agree to within the rest; a shorter one makes statistics wrong. Default: 120 s.
  public var settleTime: Duration = .seconds(120)
  /// What waits are measured with.
  package var clock: any Clock<Duration> = ContinuousClock()
  /// What says which day is open, and what has expired.
  package var now: @Sendable () -> Timestamp = { .now }

  /// The defaults.
  public init() {}

  /// How long a resource's records are kept; `nil` where that is until a clean-up.
  func retention(of resource: Resource) -> Duration? {
    retention.map { resource.isAccess ? max($0, accessRetention) : $0 }
  }

  func check() throws(HistoryError) {
    func require(_ holds: Bool, _ sentence: String) throws(HistoryError) {
      guard holds else { throw HistoryError(.invalidConfiguration, sentence) }
    }
    try require((1...64).contains(shards), "shards is \(shards): give it 1 to 64")
    try require((1...256).contains(writeConcurrency), "writeConcurrency is \(writeConcurrency): give it 1 to 256")
    try require(evaluationLimit >= 1, "evaluationLimit is \(evaluationLimit): give it at least 1")
    try require((1...64).contains(scanSegments), "scanSegments is \(scanSegments): give it 1 to 64")
    try require(cleanupWriteUnits.map { $0 >= 1 } ?? true, "cleanupWriteUnits is \(cleanupWriteUnits ?? 0): give it at least 1")
    try require(retention.map { $0 >= .seconds(1) } ?? true, "the retention is \(retention ?? .zero): give it at least a second, or none")
    try require(accessRetention >= .seconds(1), "the accessRetention is \(accessRetention): give it at least a second")
    try require(writeLimit > .zero, "writeLimit is \(writeLimit): give it more than zero")
    try require(readLimit > .zero, "readLimit is \(readLimit): give it more than zero")
    try require(settleTime >= .zero, "settleTime is \(settleTime): give it zero or more")
  }
}
