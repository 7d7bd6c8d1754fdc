import Annals
import GRDB
import GRDBSQLite

/// Writes a batch within a transaction: records, whole texts and statistics.
struct BatchWriter {
  private let db: Database
  private let insertion: BoundStatement
  private let connection: SQLiteConnection?

  init(_ db: Database) throws {
    self.db = db
    connection = db.sqliteConnection
    insertion = try BoundStatement(
      db,
      """
      INSERT INTO records (type, resource, at, kind, token, user, failed, before, after, metadata, reads)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """)
  }

  /// Writes the records that are not there yet; how many there were.
  func write(_ batch: PreparedBatch) throws -> Int {
    let types = try batch.types.map { try NameTable.makeID(of: $0, in: db) }
    let users = try batch.users.map { try NameTable.makeID(of: $0, in: db) }
    let texts = TextTable(db)
    var changes = StatisticsChanges()
    var written = 0
    // The last row's bytes stay bound until here, where they end.
    defer { insertion.reset() }
    try batch.bytes.withUnsafeBufferPointer { bytes in
      for row in batch.rows where try insert(row, type: types[row.type], user: users[row.user], bytes) {
        written += 1
        changes.add(
          1, day: row.timestamp.day, type: types[row.type], user: users[row.user], kind: row.kind, isFailed: row.isFailed,
          reads: Int64(row.reads))
        if !row.texts.isEmpty { try texts.keep(row.texts, of: db.lastInsertedRowID) }
      }
    }
    try changes.apply(in: db)
    // A user may be named by records alone that were there already, under another user.
    if written < batch.rows.count { try NameTable.removeUnused(users: users, in: db) }
    return written
  }

  private func insert(_ row: PreparedBatch.Row, type: Int64, user: Int64, _ bytes: UnsafeBufferPointer<UInt8>) throws -> Bool {
    insertion.bind(type, at: 1)
    insertion.bind(staticBlob: UnsafeBufferPointer(rebasing: bytes[row.resource]), at: 2)
    insertion.bind(row.timestamp.microseconds, at: 3)
    insertion.bind(row.kind.number, at: 4)
    insertion.bind(staticText: UnsafeBufferPointer(rebasing: bytes[row.token]), at: 5)
    insertion.bind(user, at: 6)
    insertion.bind(row.isFailed ? 1 : 0, at: 7)
    bind(row.before, bytes, at: 8)
    bind(row.after, bytes, at: 9)
    insertion.bind(staticText: UnsafeBufferPointer(rebasing: bytes[row.metadata]), at: 10)
    // What counts as most do says nothing, as in older files.
    if row.reads != row.kind.usualReads { insertion.bind(Int64(row.reads), at: 11) } else { insertion.bindNull(at: 11) }
    try insertion.run()
    return sqlite3_changes(connection) > 0
  }

  private func bind(_ state: Range<Int>?, _ bytes: UnsafeBufferPointer<UInt8>, at index: Int32) {
    if let state {
      insertion.bind(staticText: UnsafeBufferPointer(rebasing: bytes[state]), at: index)
    } else {
      insertion.bindNull(at: index)
    }
  }
}
