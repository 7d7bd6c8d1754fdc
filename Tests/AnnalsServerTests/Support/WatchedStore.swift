import Annals
import AnnalsTestSupport
import Synchronization

/// A store that remembers what it was asked.
struct WatchedStore: FrontStore {
  let store: any HistoryStore
  private let asked = Box<[String]>()

  init(_ store: any HistoryStore = MemoryStore()) { self.store = store }

  /// The calls since the last time, with what decides what they cost.
  func takeCalls() -> [String] {
    defer { asked.set([]) }
    return asked.current ?? []
  }

  private func note(_ call: String) { asked.change { ($0 ?? []) + [call] } }

  func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage {
    note("records, \(limit)")
    return try await store.records(matching: filter, after: cursor, limit: limit)
  }
  func record(_ id: HistoryID) async throws -> HistoryRecord? {
    note("record")
    return try await store.record(id)
  }
  func keptTexts(_ digests: Set<TextDigest>) async throws -> [TextDigest: KeptText] {
    note("keptTexts")
    return try await store.keptTexts(digests)
  }
  func statistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics {
    note("statistics")
    return try await store.statistics(scope)
  }
  func document(_ name: DocumentName) async throws -> StoredDocument? {
    // Keys of cursors and sessions are read once, whoever asks.
    if !name.description.hasPrefix("access/") { note("document") }
    return try await store.document(name)
  }
  func documents(beginning prefix: String) async throws -> [StoredDocument] {
    note("documents")
    return try await store.documents(beginning: prefix)
  }
}
