import AnnalsSQLite
import GRDBSQLite

/// A history database used through SQLite's own calls, with nothing around them.
final class BareDatabase {
  /// A row of the table of records, its id left out.
  struct Row {
    let integers: [Int64]
    let texts: [[UInt8]?]
  }

  private static let integerColumns = ["type", "at", "kind", "user", "failed"]
  /// Ids are BLOBs, the others texts.
  private static let byteColumns = ["resource", "token", "before", "after", "metadata"]

  private let connection: OpaquePointer

  /// Opens a file, or makes an empty one with the tables, indexes and settings that the store has.
  init(path: String) throws {
    try SQLiteStore(path: path).close()
    var connection: OpaquePointer?
    guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK, let connection else {
      throw BenchmarkError("\(path) cannot be opened")
    }
    self.connection = connection
    let settings = SQLiteStoreConfiguration()
    for pragma in [
      "journal_mode = WAL", "synchronous = \(settings.durability.rawValue)", "cache_size = \(-(settings.writerCacheSize >> 10))",
      "temp_store = MEMORY", "foreign_keys = OFF",
    ] { try execute("PRAGMA \(pragma)") }
  }

  deinit { sqlite3_close_v2(connection) }

  /// All records, in the order in which they were written.
  func rows() throws -> [Row] {
    let statement = try prepare("SELECT \(Self.columns) FROM records ORDER BY id")
    defer { sqlite3_finalize(statement) }
    var rows: [Row] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      let integers = Self.integerColumns.indices.map { sqlite3_column_int64(statement, Int32($0)) }
      let texts = Self.byteColumns.indices.map { place -> [UInt8]? in
        let column = Int32(Self.integerColumns.count + place)
        guard sqlite3_column_type(statement, column) != SQLITE_NULL else { return nil }
        let start = sqlite3_column_blob(statement, column)
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
      }
      rows.append(Row(integers: integers, texts: texts))
    }
    return rows
  }

  /// Inserts records with one prepared statement, in transactions of this many.
  func insert(_ rows: [Row], transaction size: Int) throws {
    let places = (1...(Self.integerColumns.count + Self.byteColumns.count)).map { "?\($0)" }.joined(separator: ", ")
    let statement = try prepare("INSERT INTO records (\(Self.columns)) VALUES (\(places))")
    defer { sqlite3_finalize(statement) }
    for start in stride(from: 0, to: rows.count, by: size) {
      try execute("BEGIN IMMEDIATE")
      for row in rows[start..<min(start + size, rows.count)] { try insert(row, statement) }
      try execute("COMMIT")
    }
  }

  private func insert(_ row: Row, _ statement: OpaquePointer) throws {
    for (place, value) in row.integers.enumerated() { sqlite3_bind_int64(statement, Int32(place + 1), value) }
    for (place, bytes) in row.texts.enumerated() {
      let index = Int32(Self.integerColumns.count + place + 1)
      guard let bytes else {
        sqlite3_bind_null(statement, index)
        continue
      }
      bytes.withUnsafeBytes { bytes in
        // The array lives until the statement is bound anew.
        if place == 0 {
          _ = sqlite3_bind_blob(statement, index, bytes.baseAddress, Int32(bytes.count), nil)
        } else {
          _ = sqlite3_bind_text(statement, index, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil)
        }
      }
    }
    guard sqlite3_step(statement) == SQLITE_DONE else { throw problem() }
    sqlite3_reset(statement)
  }

  private static var columns: String { (integerColumns + byteColumns).map { "\"\($0)\"" }.joined(separator: ", ") }

  private func execute(_ sql: String) throws {
    guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else { throw problem() }
  }

  private func prepare(_ sql: String) throws -> OpaquePointer {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK, let statement else {
      throw problem()
    }
    return statement
  }

  private func problem() -> BenchmarkError { BenchmarkError("SQLite: \(String(cString: sqlite3_errmsg(connection)))") }
}
