import GRDB
import GRDBSQLite
import Synchronization

/// Brings what the log (WAL) holds into the file, on a connection and a thread of its own: by SQLite's default a commit does it every thousand pages,
/// and whoever writes next waits for the disk. Source: sqlite.org/wal.html, section 2.
///
/// The connection is opened when it is needed first. A failure costs nothing but room: the log keeps what it holds, the next writes try again, and in
/// the end the writer does it itself.
final class Checkpointer: Sendable {
  /// Pages that are new in the log before it is worth it: SQLite's own default.
  private static let threshold = 1000
  /// Pages of a log that is so long that bringing it to an end is always worth it, for then it begins again from its start: 16 MB.
  private static let long = 4000

  private enum Connection {
    case none
    case open(DatabaseQueue)
    case closed
  }

  private let path: String
  private let configuration: Configuration
  private let log: LogLength
  private let connection = Mutex(Connection.none)
  private let isRunning = Atomic(false)
  /// Pages of the log that are in the file already.
  private let done = Atomic(0)

  /// A checkpointer of a file whose writer's log is watched.
  init(path: String, configuration: Configuration, log: LogLength) {
    self.path = path
    self.configuration = configuration
    self.log = log
  }

  /// Begins, where the last writes have made it worth it and no other run is under way.
  func followUp() {
    guard isWorthIt, !isRunning.exchange(true, ordering: .acquiring) else { return }
    guard let queue = queue() else { return isRunning.store(false, ordering: .releasing) }
    queue.asyncWriteWithoutTransaction { db in
      self.run(db)
      self.isRunning.store(false, ordering: .releasing)
    }
  }

  /// Waits until the file has what made it worth it, so that who writes much in steps leaves the log short for the others.
  func catchUp() async {
    guard isWorthIt, let queue = queue() else { return }
    try? await queue.writeWithoutTransaction { self.run($0) }
  }

  /// Ends, after a run that is under way.
  func close() {
    let open = connection.withLock { connection in
      defer { connection = .closed }
      return connection
    }
    if case .open(let queue) = open { try? queue.close() }
  }

  private func queue() -> DatabaseQueue? {
    connection.withLock { connection in
      if case .none = connection, let queue = try? DatabaseQueue(path: path, configuration: configuration) { connection = .open(queue) }
      guard case .open(let queue) = connection else { return nil }
      return queue
    }
  }

  private var isWorthIt: Bool {
    let pages = log.pages
    let done = done.load(ordering: .relaxed)
    // A log that is all in the file begins again from its start with the next write.
    let new = pages < done ? pages : pages - done
    return new >= Self.threshold || (new > 0 && pages >= Self.long)
  }

  private func run(_ db: Database) {
    if let progress = try? db.checkpoint(.passive) { done.store(progress.checkpointedFrameCount, ordering: .relaxed) }
  }
}

/// How many pages the log has, as the writer's commits tell.
final class LogLength: Sendable {
  /// Pages from which on the writer empties the log itself, so that the log does not grow without end where writing never rests: 64 MB.
  private static let limit: Int32 = 16_000

  private let count = Atomic(0)

  /// Pages at the last commit.
  var pages: Int { count.load(ordering: .relaxed) }

  /// Watches the writer's commits, in the place of SQLite's own checkpoints. The length must live as long as the connection.
  func watch(_ db: Database) {
    sqlite3_wal_hook(
      db.sqliteConnection,
      { context, handle, name, pages in
        guard let context else { return SQLITE_OK }
        Unmanaged<LogLength>.fromOpaque(context).takeUnretainedValue().count.store(Int(pages), ordering: .relaxed)
        if pages >= LogLength.limit { sqlite3_wal_checkpoint_v2(handle, name, SQLITE_CHECKPOINT_PASSIVE, nil, nil) }
        return SQLITE_OK
      }, Unmanaged.passUnretained(self).toOpaque())
  }
}
