import GRDB

/// A folder's SQLite store, held as by another process, so that it takes nothing.
struct HeldStore {
  private let database: DatabaseQueue

  init(_ folder: CommandFolder) async throws {
    var configuration = GRDB.Configuration()
    configuration.allowsUnsafeTransactions = true
    configuration.busyMode = .timeout(10)
    database = try DatabaseQueue(path: folder.path("annals.sqlite"), configuration: configuration)
    try await database.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
  }

  func release() async throws {
    try await database.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try database.close()
  }
}
