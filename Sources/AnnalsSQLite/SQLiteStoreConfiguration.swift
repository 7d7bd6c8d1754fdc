/// How a SQLite store opens and uses its file.
public struct SQLiteStoreConfiguration: Sendable {
  /// What the store may do with its file.
  public enum Access: String, Hashable, Sendable {
    /// Reads and writes; the file is made where there is none.
    case readAndWrite
    /// Reads a file that is there; every write is refused.
    case readOnly
  }

  /// What a power failure may cost.
  public enum Durability: String, Hashable, Sendable {
    /// The file stays sound, and the last moments before a power failure can be lost; a crash of the process loses nothing.
    case normal
    /// What was stored stays stored, at the cost of a wait for the disk with every batch.
    case full
  }

  /// What the store may do with its file. Default: reads and writes.
  public var access = Access.readAndWrite
  /// What a power failure may cost. Default: the last moments.
  public var durability = Durability.normal
  /// Connections that read at the same time, 1 to 100. Default: 4.
  public var readerCount = 4
  /// How long to wait for another process that holds the file. Default: 5 s.
  public var busyTimeout = Duration.seconds(5)
  /// Bytes of the file that the writer keeps in memory. Default: 32 MiB.
  public var writerCacheSize = 32 << 20
  /// Bytes that the file may grow to; beyond, writing fails as on a full disk. `nil` leaves the disk as the limit. Default: `nil`.
  public var maximumSize: Int?
  /// How long a step of a clean-up holds the writer, about. Default: 10 ms.
  public var cleanupStep = Duration.milliseconds(10)
  /// The clock that measures a clean-up's steps.
  package var clock: any Clock<Duration> = ContinuousClock()

  /// The defaults.
  public init() {}
}
