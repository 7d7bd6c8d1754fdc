/// How much a recorder holds, how it batches, and how long it tries.
public struct RecorderConfiguration: Sendable {
  /// What holds when the process or the machine ends, and whether a tracked call waits for it. Default: ``RecordingGuarantee/bestEffort``.
  public var guarantee = RecordingGuarantee.bestEffort
  /// Records held in memory at most; what comes beyond goes to the journal, or is lost and counted where there is none. Default: 10,000.
  public var bufferLimit = 10_000
  /// Bytes held in memory at most, by the records' size as JSON; what comes beyond goes to the journal, or is lost and counted where there
  /// is none. Default: 64 MiB.
  ///
  /// A state's size is known once it is encoded. Until then it counts as much as recent ones had on average.
  public var byteLimit = 64 * 1024 * 1024
  /// Records that go to the store in one call at most. Default: 2,000.
  public var batchLimit = 2_000
  /// Bytes that go to the store in one call at most, unless a single record has more. Default: 4 MiB.
  public var batchByteLimit = 4 * 1024 * 1024
  /// How long the first record of a batch waits for others. Default: 50 ms.
  public var batchInterval: Duration = .milliseconds(50)
  /// The wait before the first retry at most; doubled each time up to `retryLimit`. Default: 100 ms.
  public var retryInterval: Duration = .milliseconds(100)
  /// The longest wait between two tries of a store that fails. Default: 5 s.
  public var retryLimit: Duration = .seconds(5)
  /// How long a stopping recorder goes on storing what it holds; what is left then stays in the journal, or is lost and counted where there is
  /// none. Default: 10 s.
  public var drainLimit: Duration = .seconds(10)

  /// The defaults.
  public init() {}

  /// What records may take of the memory once they are in a journal too: half of it, so that there is always room for new ones.
  var journaledShare: (records: Int, bytes: Int) { (max(1, bufferLimit / 2), max(1, byteLimit / 2)) }

  /// How long to wait before a store that fails is tried again.
  var backoff: Backoff { Backoff(interval: retryInterval, limit: retryLimit) }

  func check() throws(HistoryError) {
    func require(_ holds: Bool, _ sentence: String) throws(HistoryError) {
      guard holds else { throw HistoryError(.invalidConfiguration, sentence) }
    }
    try require(bufferLimit >= 1, "bufferLimit is \(bufferLimit): give it at least 1 record")
    try require(byteLimit >= 1, "byteLimit is \(byteLimit): give it at least 1 byte")
    try require(batchLimit >= 1, "batchLimit is \(batchLimit): give it at least 1 record")
    try require(batchByteLimit >= 1, "batchByteLimit is \(batchByteLimit): give it at least 1 byte")
    try guarantee.check()
    for (name, interval) in [
      ("batchInterval", batchInterval), ("retryInterval", retryInterval), ("retryLimit", retryLimit), ("drainLimit", drainLimit),
    ] {
      try require(interval >= .zero, "\(name) is \(interval): give it zero or more")
    }
  }
}
