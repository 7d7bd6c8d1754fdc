import Synchronization

extension MemoryStore {
  /// The document of this name.
  public func document(_ name: DocumentName) async throws -> StoredDocument? { documents.withLock { $0[name] } }

  /// All documents whose name begins so, by name.
  public func documents(beginning prefix: String) async throws -> [StoredDocument] {
    documents.withLock { $0.values.filter { $0.name.text.utf8.starts(with: prefix.utf8) } }.sorted { $0.name.text < $1.name.text }
  }

  /// Puts a document in the place of the version that was read.
  public func put(_ content: [UInt8], as name: DocumentName, replacing version: Int) async throws -> Bool {
    try StoredDocument.check(content, of: name)
    return documents.withLock { documents in
      guard documents[name]?.version ?? 0 == version else { return false }
      documents[name] = StoredDocument(name: name, content: content, version: version + 1)
      return true
    }
  }

  /// Removes a document in the version that was read.
  public func remove(_ name: DocumentName, version: Int) async throws -> Bool {
    documents.withLock { documents in
      guard documents[name]?.version == version else { return false }
      documents[name] = nil
      return true
    }
  }
}
