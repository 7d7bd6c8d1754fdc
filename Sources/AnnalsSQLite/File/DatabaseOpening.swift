import Annals
import Foundation
import GRDB

/// A database's connections, and which file they hold.
struct OpenDatabase {
  let pool: DatabasePool
  /// `nil` where the database is only read.
  let checkpointer: Checkpointer?
  let identity: FileIdentity

  func close() throws {
    checkpointer?.close()
    try pool.close()
  }
}

/// Opens a database, or says in a sentence why it cannot be.
struct DatabaseOpening {
  let path: String
  let configuration: SQLiteStoreConfiguration

  /// The connections, and which file they hold.
  func open() throws(HistoryError) -> OpenDatabase {
    guard (1...100).contains(configuration.readerCount) else {
      throw HistoryError(.invalidConfiguration, "\(configuration.readerCount) readers cannot be: take 1 to 100")
    }
    do {
      let (pool, log) = try openPatiently()
      guard let identity = FileIdentity(path: path) else { throw problem("it was deleted while it was opened: try again") }
      guard configuration.access == .readAndWrite else { return OpenDatabase(pool: pool, checkpointer: nil, identity: identity) }
      let checkpointer = Checkpointer(path: path, configuration: connections(watching: nil), log: log)
      return OpenDatabase(pool: pool, checkpointer: checkpointer, identity: identity)
    } catch let error as HistoryError {
      throw error
    } catch {
      throw problem(error)
    }
  }

  /// The migrated database. Several that make one new file at the same time are in each other's way in places where SQLite does not wait (it
  /// is when a file is turned to WAL): that is tried again until the busy timeout has passed.
  private func openPatiently() throws -> (DatabasePool, LogLength) {
    let deadline = ContinuousClock.now + configuration.busyTimeout
    while true {
      do {
        try inspect()
        let log = LogLength()
        let pool = try DatabasePool(path: path, configuration: connections(watching: log))
        try migrate(pool)
        return (pool, log)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < deadline {
        usleep(.random(in: 1_000...10_000))
      }
    }
  }

  /// Refuses a file of another program before anything is changed in it.
  private func inspect() throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      if configuration.access == .readOnly { throw problem("there is no such file: give the path of a database that is there") }
      return
    }
    if isFolder.boolValue { throw problem("it is a folder: give the path of a file") }
    do {
      try inspect(readOnly: true)
    } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
      // A process was killed within a change, such as the making of the file; SQLite takes that back when it may write.
      guard configuration.access == .readAndWrite else {
        throw problem("a process was killed while it wrote to it: open it once for writing, which takes that back")
      }
      try inspect(readOnly: false)
    }
  }

  private func inspect(readOnly: Bool) throws {
    var inspecting = Configuration()
    inspecting.readonly = readOnly
    inspecting.busyMode = .timeout(configuration.busyTimeout.seconds)
    let queue = try DatabaseQueue(path: path, configuration: inspecting)
    defer { try? queue.close() }
    try queue.read { db in
      // The list of steps is there a moment before the first step, where another process has begun to make the file.
      let tables = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'") ?? 0
      let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
      guard tables == 0 || application == Schema.applicationID else {
        throw problem("it is a database of another program: give the path of a history database, or of a file that is not there yet")
      }
    }
  }

  private func migrate(_ pool: DatabasePool) throws {
    let migrator = Schema.migrator
    if try pool.read({ try migrator.hasBeenSuperseded($0) }) {
      throw problem("it was made by a newer version of Annals: use that version, or a newer one")
    }
    if try pool.read({ try migrator.hasCompletedMigrations($0) }) { return }
    guard configuration.access == .readAndWrite else {
      throw problem("it was made by an older version of Annals: open it once for writing, which brings it up to date")
    }
    do {
      try migrator.migrate(pool)
    } catch {
      // Another process that opens the same file may be a step ahead, which fails ours; the steps behind it are then still to be done.
      try migrator.migrate(pool)
    }
  }

  private func connections(watching log: LogLength?) -> Configuration {
    var database = Configuration()
    database.label = "annals.sqlite"
    database.readonly = configuration.access == .readOnly
    database.foreignKeysEnabled = false
    database.maximumReaderCount = configuration.readerCount
    database.busyMode = .timeout(configuration.busyTimeout.seconds)
    let store = configuration
    database.prepareDatabase { db in
      let isWriter = !db.configuration.readonly
      try db.execute(sql: "PRAGMA cache_size = \(-(isWriter ? max(store.writerCacheSize >> 10, 256) : 4096))")
      try db.execute(sql: "PRAGMA temp_store = MEMORY")
      guard isWriter else { return }
      try db.execute(sql: "PRAGMA synchronous = \(store.durability.rawValue.uppercased())")
      log?.watch(db)
      if let size = store.maximumSize {
        let pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4096
        try db.execute(sql: "PRAGMA max_page_count = \(max(size / pageSize, 1))")
      }
    }
    return database
  }

  private func problem(_ what: String) -> HistoryError {
    HistoryError(.storeUnavailable, "the database \(path) cannot be opened: \(what)")
  }

  private func problem(_ error: any Error) -> HistoryError {
    let folder = (path as NSString).deletingLastPathComponent
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
    let code = (error as? DatabaseError)?.resultCode
    guard code == .SQLITE_CANTOPEN || code == .SQLITE_READONLY || code == .SQLITE_PERM else {
      return HistoryError(database: error, path: path)
    }
    let what =
      if !exists {
        "the folder \(folder) does not exist: make it first"
      } else if !isFolder.boolValue {
        "\(folder) is a file, not a folder: give a path in a folder"
      } else {
        "the folder \(folder) or the file may not be written: give this process the right to, or another path"
      }
    return HistoryError(.storeUnavailable, "the database \(path) cannot be opened: \(what)", underlying: error)
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
