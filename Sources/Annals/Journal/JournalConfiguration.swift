/// Where a recorder keeps records on disk until the store has them, how safely, and how many.
public struct JournalConfiguration: Hashable, Sendable {
  /// When what was written is forced to the disk.
  public enum Durability: Hashable, Sendable {
    /// Before a batch counts as kept: it survives a crash of the machine. Costs one `fsync` a batch.
    case everyBatch
    /// At most this long after it was written: a crash of the machine loses no more than that; a crash of the process nothing.
    case every(Duration)
    /// When the system does it by itself: survives a crash of the process, not of the machine.
    case never
  }

  /// The journal's folder; it is made where it is missing, for its owner alone. One process at a time uses it.
  public var path: String
  /// When what was written is forced to the disk. Default: every 200 ms.
  public var durability = Durability.every(.milliseconds(200))
  /// Bytes on disk at most; what comes beyond waits in memory. Files that were set aside as damaged are not counted. Default: 1 GiB.
  public var sizeLimit = 1024 * 1024 * 1024
  /// Bytes of one file, after which the next is begun; files are removed whole. Default: 8 MiB.
  public var segmentSize = 8 * 1024 * 1024

  /// The defaults, in this folder.
  public init(path: String) { self.path = path }

  func check() throws(HistoryError) {
    guard !path.isEmpty else { throw HistoryError(.invalidConfiguration, "the journal's path is empty: give a folder") }
    guard segmentSize >= 4096 else {
      throw HistoryError(.invalidConfiguration, "the journal's segmentSize is \(segmentSize): give it at least 4,096 bytes")
    }
    guard sizeLimit >= segmentSize else {
      throw HistoryError(
        .invalidConfiguration, "the journal's sizeLimit is \(sizeLimit): give it at least one segment of \(segmentSize) bytes")
    }
    if case .every(let interval) = durability, interval <= .zero {
      throw HistoryError(.invalidConfiguration, "the journal is synced every \(interval): give an interval, or .everyBatch")
    }
  }
}
