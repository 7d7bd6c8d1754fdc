import Annals
import GRDB

extension HistoryError {
  /// What a failure of SQLite means to who uses the store. The sentence holds no value of a record.
  init(database error: any Error, path: String) {
    guard let error = error as? DatabaseError else {
      self = (error as? HistoryError) ?? HistoryError(.storeUnavailable, "the database \(path) failed: see the cause", underlying: error)
      return
    }
    let code = error.resultCode
    let number = error.extendedResultCode.rawValue
    switch code {
    case .SQLITE_FULL:
      self.init(.storeUnavailable, "the database \(path) is full: free some disk space, or raise its size limit", underlying: error)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(.storeUnavailable, "the database \(path) is held by another process: try again when that is done", underlying: error)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN:
      self.init(
        .storeUnavailable, "the database \(path) may not be written: give this process the right to write the file and its folder",
        underlying: error)
    case .SQLITE_NOTADB:
      self.init(
        .storeUnavailable, "the file \(path) is not a SQLite database: give the path of a history database, or of a new file",
        underlying: error)
    case .SQLITE_CORRUPT:
      self.init(
        .storeUnavailable, "the database \(path) is damaged: restore it from a backup, or put it aside so that a new one is made",
        underlying: error)
    case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_MISMATCH, .SQLITE_RANGE:
      self.init(.storeRejected, "the database \(path) refused the records (SQLite code \(number)): send others", underlying: error)
    default:
      self.init(
        .storeUnavailable, "the database \(path) failed (SQLite code \(number)): see that its disk is there and sound", underlying: error)
    }
  }
}
