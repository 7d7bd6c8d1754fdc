public import Annals

extension SQLiteStore {
  /// The document of this name.
  public func document(_ name: DocumentName) async throws -> StoredDocument? {
    try await file.read { try DocumentTable($0).document(name) }
  }

  /// All documents whose name begins so, by name.
  public func documents(beginning prefix: String) async throws -> [StoredDocument] {
    try await file.read { try DocumentTable($0).documents(beginning: prefix) }
  }

  /// Puts a document in the place of the version that was read.
  public func put(_ content: [UInt8], as name: DocumentName, replacing version: Int) async throws -> Bool {
    try StoredDocument.check(content, of: name)
    return try await file.write { try DocumentTable($0).put(content, as: name, replacing: version) }
  }

  /// Removes a document in the version that was read.
  public func remove(_ name: DocumentName, version: Int) async throws -> Bool {
    try await file.write { try DocumentTable($0).remove(name, version: version) }
  }
}
