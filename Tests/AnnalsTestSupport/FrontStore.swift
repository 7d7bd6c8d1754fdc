package import Annals

/// A store in front of another, which answers what it does not answer itself.
package protocol FrontStore: HistoryStore {
  var store: any HistoryStore { get }
}

extension FrontStore {
  package var name: String { store.name }
  package func append(_ records: [SanitizedRecord]) async throws -> Int { try await store.append(records) }
  package func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage {
    try await store.records(matching: filter, after: cursor, limit: limit)
  }
  package func record(_ id: HistoryID) async throws -> HistoryRecord? { try await store.record(id) }
  package func keptTexts(_ digests: Set<TextDigest>) async throws -> [TextDigest: KeptText] { try await store.keptTexts(digests) }
  package func statistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics { try await store.statistics(scope) }
  package func cleanup(_ scope: CleanupScope, mode: CleanupMode) async throws -> CleanupReport {
    try await store.cleanup(scope, mode: mode)
  }
  package func checkReadiness() async throws { try await store.checkReadiness() }
  package func rewrite(_ rewrites: [RecordRewrite]) async throws -> [RewriteOutcome] { try await store.rewrite(rewrites) }
  package func remove(_ records: [HistoryRecord]) async throws -> [RemovalOutcome] { try await store.remove(records) }
  package func finishRewriting() async throws { try await store.finishRewriting() }
  package func document(_ name: DocumentName) async throws -> StoredDocument? { try await store.document(name) }
  package func documents(beginning prefix: String) async throws -> [StoredDocument] { try await store.documents(beginning: prefix) }
  package func put(_ content: [UInt8], as name: DocumentName, replacing version: Int) async throws -> Bool {
    try await store.put(content, as: name, replacing: version)
  }
  package func remove(_ name: DocumentName, version: Int) async throws -> Bool { try await store.remove(name, version: version) }
}
