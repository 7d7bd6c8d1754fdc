import Annals
import Foundation
import GRDB
import Synchronization

/// The database's file: opened, watched, and opened again when it was deleted or replaced while it was in use.
///
/// SQLite would go on writing into a deleted file without an error. So each use compares the file at the path with the one that was opened.
/// When they differ, that use fails with `storeUnavailable`, and the next one opens, or makes, the file at the path.
final class DatabaseFile: Sendable {
  private enum State {
    case open(OpenDatabase)
    case lost
    case closed
  }

  /// The file's absolute path.
  let path: String
  private let configuration: SQLiteStoreConfiguration
  private let state: Mutex<State>

  /// Opens the file. Throws `storeUnavailable`, or `invalidConfiguration`.
  init(path: String, configuration: SQLiteStoreConfiguration) throws(HistoryError) {
    guard !path.isEmpty, path != ":memory:" else {
      throw HistoryError(.invalidConfiguration, "a SQLite store needs a file: give its path, or take the memory store")
    }
    // An absolute path stays good when the process changes its folder, and never reads as one of SQLite's "file:" URIs.
    self.path = URL(fileURLWithPath: path).standardizedFileURL.path
    self.configuration = configuration
    state = Mutex(.open(try DatabaseOpening(path: self.path, configuration: configuration).open()))
  }

  /// Reads within one unchanging view of the database.
  func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
    let pool = try database().pool
    return try await mapped { try await pool.read(body) }
  }

  /// Writes in one transaction: all or nothing.
  func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
    let database = try writableDatabase()
    let result = try await mapped { try await database.pool.write(body) }
    database.checkpointer?.followUp()
    // What was written into a file that is gone is written nowhere; the same records can be sent again.
    _ = try self.database()
    return result
  }

  /// Waits, between two of many steps of one writer, until what they wrote weighs on nobody else.
  func settle() async throws { await (try database()).checkpointer?.catchUp() }

  /// Writes the file anew with what is in it alone, for deleted bytes stay in a file's gaps, and empties the log.
  ///
  /// Throws `storeUnavailable` while somebody reads what the log has of before.
  func compact() async throws {
    let pool = try writableDatabase().pool
    pool.invalidateReadOnlyConnections()
    try await mapped {
      try await pool.writeWithoutTransaction { db in
        try db.execute(sql: "VACUUM")
        _ = try db.checkpoint(.truncate)
      }
    }
    _ = try database()
  }

  /// Takes the write lock and gives it back.
  func probe() async throws {
    let pool = try writableDatabase().pool
    try await mapped {
      try await pool.writeWithoutTransaction { db in
        try db.beginTransaction(.immediate)
        try db.rollback()
      }
    }
  }

  /// Closes the file, which then holds everything without its log; every later use throws.
  func close() throws(HistoryError) {
    let database = state.withLock { state -> OpenDatabase? in
      defer { state = .closed }
      if case .open(let database) = state { return database }
      return nil
    }
    guard let database else { return }
    do {
      // The log's pages go into the file, so that the file alone is the whole history, as who copies it expects. Readers that are still open
      // would keep SQLite from it.
      database.checkpointer?.close()
      database.pool.invalidateReadOnlyConnections()
      if configuration.access == .readAndWrite { try? database.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) } }
      try database.pool.close()
    } catch {
      throw HistoryError(database: error, path: path)
    }
  }

  private func writableDatabase() throws(HistoryError) -> OpenDatabase {
    guard configuration.access == .readAndWrite else {
      throw HistoryError(.storeRejected, "the database \(path) was opened for reading only: open it for reading and writing")
    }
    return try database()
  }

  private func database() throws(HistoryError) -> OpenDatabase {
    let result = state.withLock { state -> Result<OpenDatabase, HistoryError> in
      switch state {
      case .open(let database):
        if FileIdentity(path: path) == database.identity { return .success(database) }
        // Closed before another is opened, so that two connections never share one log.
        try? database.close()
        state = .lost
        return .failure(
          HistoryError(
            .storeUnavailable,
            "the database \(path) was deleted or replaced while it was open: the next call opens what is there, or makes a new one"))
      case .lost:
        do throws(HistoryError) {
          let database = try DatabaseOpening(path: path, configuration: configuration).open()
          state = .open(database)
          return .success(database)
        } catch {
          return .failure(error)
        }
      case .closed:
        return .failure(HistoryError(.storeUnavailable, "the database \(path) is closed: open a new store"))
      }
    }
    return try result.get()
  }

  private func mapped<T>(_ body: () async throws -> T) async throws -> T {
    do {
      return try await body()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT && Task.isCancelled {
      throw CancellationError()
    } catch let error as DatabaseError {
      throw HistoryError(database: error, path: path)
    }
  }
}
