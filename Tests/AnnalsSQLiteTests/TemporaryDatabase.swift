import Annals
import AnnalsSQLite
import AnnalsTestSupport
import Foundation

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
