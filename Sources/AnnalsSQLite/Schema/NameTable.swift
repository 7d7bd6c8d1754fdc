import Annals
import GRDB
import GRDBSQLite

/// The numbers under which types and users are held.
///
/// Nothing is remembered between transactions: another process may remove a user that no record names any more.
enum NameTable {
  /// The number of a type; `nil` where no record has it.
  static func id(of type: ResourceType, in db: Database) throws -> Int64? {
    try id(.text(type.name), "SELECT id FROM types WHERE name = ?", in: db)
  }

  /// The number of a user; `nil` where no record has it.
  static func id(of user: User, in db: Database) throws -> Int64? {
    try id(.blob(Array(user.id.utf8)), "SELECT id FROM users WHERE name = ?", in: db)
  }

  /// The number of a type, which gets one if it has none.
  static func makeID(of type: ResourceType, in db: Database) throws -> Int64 {
    if let id = try id(of: type, in: db) { return id }
    return try insert(.text(type.name), "INSERT INTO types (name) VALUES (?)", in: db)
  }

  /// The number of a user, which gets one if it has none.
  static func makeID(of user: User, in db: Database) throws -> Int64 {
    if let id = try id(of: user, in: db) { return id }
    return try insert(.blob(Array(user.id.utf8)), "INSERT INTO users (name) VALUES (?)", in: db)
  }

  /// The type with a number.
  static func type(_ id: Int64, in db: Database) throws -> ResourceType {
    let statement = try BoundStatement(db, "SELECT name FROM types WHERE id = ?")
    statement.bind(id, at: 1)
    defer { statement.reset() }
    guard try statement.step() else {
      throw HistoryError(.corruptText, "a type in the database has no name: restore the file from a backup")
    }
    return try ResourceType(statement.string(0))
  }

  /// Removes the names of those users that no record has: who was forgotten leaves no trace.
  static func removeUnused(users: some Sequence<Int64>, in db: Database) throws {
    let removal = try BoundStatement(
      db, "DELETE FROM users WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM user_totals WHERE type = 0 AND user = ?1)")
    for user in users {
      removal.bind(user, at: 1)
      try removal.run()
    }
  }

  private static func id(_ name: SQLValue, _ sql: String, in db: Database) throws -> Int64? {
    let statement = try BoundStatement(db, sql)
    statement.bind(name, at: 1)
    defer { statement.reset() }
    return try statement.step() ? statement.integer(0) : nil
  }

  private static func insert(_ name: SQLValue, _ sql: String, in db: Database) throws -> Int64 {
    let statement = try BoundStatement(db, sql)
    statement.bind(name, at: 1)
    try statement.run()
    return db.lastInsertedRowID
  }
}
