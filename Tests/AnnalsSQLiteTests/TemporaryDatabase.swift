import Annals
import AnnalsSQLite
import AnnalsTestSupport
import Foundation
import GRDB

/// A folder of its own for a database, removed at the end.
struct TemporaryDatabase {
  let folder: URL
  var path: String { folder.appendingPathComponent("annals.sqlite").path }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("annals-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Runs a test with a folder of its own.
  static func with(_ body: (TemporaryDatabase) async throws -> Void) async throws {
    let database = try TemporaryDatabase()
    defer { database.remove() }
    try await body(database)
  }

  /// A connection beside the store's, as another process has one.
  func connection(_ prepare: @escaping @Sendable (Database) throws -> Void = { _ in }) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    configuration.prepareDatabase(prepare)
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Deletes the database with its log, as someone does who does not know that it is open.
  func deleteFiles() throws {
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
  }
}

extension StoreUnderTest {
  /// A SQLite store in a file of its own.
  static let sqlite = StoreUnderTest("sqlite") {
    let database = try TemporaryDatabase()
    let store = try SQLiteStore(path: database.path)
    return (
      store,
      remove: {
        try store.close()
        database.remove()
      }
    )
  }
}

/// Records of one microsecond each, from 2023-11-14 on.
func records(_ range: Range<Int>, spread: Int = 4) throws -> [SanitizedRecord] {
  try range.map { number in
    let kind = OperationKind.allCases[number % OperationKind.allCases.count]
    let record = HistoryRecord(
      kind, of: try Resource("T\(number % spread)", "resource-\(number % (spread * 5))"),
      at: Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number) * 1_000_000), token: try RecordToken("N\(number)"),
      by: try User("user-\(number % (spread * 3))"), after: ["number": .number(JSONNumber(number))],
      metadata: number % 7 == 0 ? ["success": false] : ["success": true])
    return SanitizedRecord(record)
  }
}
