import Annals
import GRDB

/// The table of documents, within one transaction.
struct DocumentTable {
  private let db: Database

  init(_ db: Database) { self.db = db }

  /// The document of this name.
  func document(_ name: DocumentName) throws -> StoredDocument? {
    try documents("SELECT name, version, content FROM documents WHERE name = ?1", [.text(name.text)]).first
  }

  /// The documents whose name begins so, by name. No name has a character that comes behind "~".
  func documents(beginning prefix: String) throws -> [StoredDocument] {
    try documents(
      "SELECT name, version, content FROM documents WHERE name >= ?1 AND name < ?2 ORDER BY name", [.text(prefix), .text(prefix + "~")])
  }

  /// Puts a document in the place of a version, 0 for none; whether it was that version.
  func put(_ content: [UInt8], as name: DocumentName, replacing version: Int) throws -> Bool {
    if version == 0 {
      return try hasChanged(
        "INSERT INTO documents (name, version, content) VALUES (?1, 1, ?2) ON CONFLICT DO NOTHING", [.text(name.text), .blob(content)])
    }
    return try hasChanged(
      "UPDATE documents SET version = version + 1, content = ?3 WHERE name = ?1 AND version = ?2",
      [.text(name.text), .integer(Int64(version)), .blob(content)])
  }

  /// Removes a document in this version; whether it was that version.
  func remove(_ name: DocumentName, version: Int) throws -> Bool {
    try hasChanged("DELETE FROM documents WHERE name = ?1 AND version = ?2", [.text(name.text), .integer(Int64(version))])
  }

  private func documents(_ sql: String, _ arguments: [SQLValue]) throws -> [StoredDocument] {
    let search = try BoundStatement(db, sql)
    search.bind(arguments)
    var found: [StoredDocument] = []
    try search.forEachRow { row in
      found.append(
        StoredDocument(name: try DocumentName(row.string(0)), content: Array(row.bytes(2)), version: Int(row.integer(1))))
    }
    return found
  }

  private func hasChanged(_ sql: String, _ arguments: [SQLValue]) throws -> Bool {
    let change = try BoundStatement(db, sql)
    change.bind(arguments)
    try change.run()
    return db.changesCount > 0
  }
}
