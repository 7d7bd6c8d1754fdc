import GRDB
import GRDBSQLite

/// A prepared statement that is bound and stepped through SQLite's own calls: no copy of a value, no object a row.
///
/// Bytes that are bound without a copy must stay where they are until `reset()`.
struct BoundStatement {
  // Holds the handle alive; GRDB keeps it for the next use of the same SQL.
  private let statement: Statement
  private let handle: SQLiteStatement

  init(_ db: Database, _ sql: String) throws { self.init(try db.cachedStatement(sql: sql)) }

  init(_ statement: Statement) {
    self.statement = statement
    handle = statement.sqliteStatement
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  // MARK: Binding, from 1

  func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(handle, index, value) }

  func bindNull(at index: Int32) { sqlite3_bind_null(handle, index) }

  func bind(staticText bytes: UnsafeBufferPointer<UInt8>, at index: Int32) {
    let start = UnsafeRawPointer(bytes.baseAddress ?? Self.empty.utf8Start).assumingMemoryBound(to: CChar.self)
    sqlite3_bind_text(handle, index, start, Int32(clamping: bytes.count), nil)
  }

  func bind(staticBlob bytes: UnsafeBufferPointer<UInt8>, at index: Int32) {
    sqlite3_bind_blob64(handle, index, bytes.baseAddress ?? Self.empty.utf8Start, UInt64(bytes.count), nil)
  }

  func bind(_ value: SQLValue, at index: Int32) {
    switch value {
    case .integer(let value): bind(value, at: index)
    case .text(var text):
      text.withUTF8 { utf8 in
        let start = UnsafeRawPointer(utf8.baseAddress ?? Self.empty.utf8Start).assumingMemoryBound(to: CChar.self)
        _ = sqlite3_bind_text(handle, index, start, Int32(clamping: utf8.count), Self.copied)
      }
    case .blob(let bytes):
      bytes.withUnsafeBufferPointer { bytes in
        _ = sqlite3_bind_blob64(handle, index, bytes.baseAddress ?? Self.empty.utf8Start, UInt64(bytes.count), Self.copied)
      }
    }
  }

  func bind(_ values: [SQLValue]) {
    for (index, value) in values.enumerated() { bind(value, at: Int32(index + 1)) }
  }

  // MARK: Stepping

  /// Steps; `true` when there is a row to read.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default:
      let connection = sqlite3_db_handle(handle)
      let error = DatabaseError(
        resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)), message: String(cString: sqlite3_errmsg(connection)))
      sqlite3_reset(handle)
      throw error
    }
  }

  /// Runs a statement without rows to its end, ready to be bound anew.
  func run() throws {
    _ = try step()
    reset()
  }

  /// Runs a statement for the rows it gives.
  func forEachRow(_ body: (BoundStatement) throws -> Void) throws {
    defer { reset() }
    while try step() { try body(self) }
  }

  func reset() { sqlite3_reset(handle) }

  // MARK: Columns, from 0

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  /// A text's or BLOB's bytes; good until the next step.
  func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
    let start = sqlite3_column_blob(handle, column)?.assumingMemoryBound(to: UInt8.self)
    return UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column)))
  }

  func string(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

  private static let empty: StaticString = ""
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// A value that a statement is given.
enum SQLValue: Hashable, Sendable {
  case integer(Int64)
  case text(String)
  case blob([UInt8])
}
