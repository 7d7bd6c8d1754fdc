public import Annals

extension DynamoDBStore {
  /// The document of this name, as every write before left it.
  public func document(_ name: DocumentName) async throws -> StoredDocument? { try await DocumentItems(table).document(name) }

  /// All documents whose name begins so, by name.
  public func documents(beginning prefix: String) async throws -> [StoredDocument] {
    try await DocumentItems(table).documents(beginning: prefix)
  }

  /// Puts a document in the place of the version that was read.
  public func put(_ content: [UInt8], as name: DocumentName, replacing version: Int) async throws -> Bool {
    try StoredDocument.check(content, of: name)
    return try await DocumentItems(table).put(content, as: name, replacing: version)
  }

  /// Removes a document in the version that was read.
  public func remove(_ name: DocumentName, version: Int) async throws -> Bool {
    try await DocumentItems(table).remove(name, version: version)
  }
}
