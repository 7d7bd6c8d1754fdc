import Annals
import Synchronization

/// A store in front of another, which can be made to hang, fail or slow down, and keeps the batches that it was given.
final class FrontStore: HistoryStore {
  /// What happens to a batch.
  enum Trouble: Sendable, CaseIterable {
    case none
    /// `append` does not return until the trouble is over.
    case hangs
    case fails
    /// Each batch takes a tenth of a second longer.
    case slow
  }

  private let store: any HistoryStore
  private let state: Mutex<(trouble: Trouble, batches: [[SanitizedRecord]])>

  init(_ store: any HistoryStore, _ trouble: Trouble = .none) {
    self.store = store
    state = Mutex((trouble, []))
  }

  var name: String { store.name }

  var trouble: Trouble {
    get { state.withLock { $0.trouble } }
    set { state.withLock { $0.trouble = newValue } }
  }

  /// The batches so far that came to the store.
  var batches: [[SanitizedRecord]] { state.withLock { $0.batches } }

  func append(_ records: [SanitizedRecord]) async throws -> Int {
    while trouble == .hangs { try await Task.sleep(for: .milliseconds(20)) }
    switch trouble {
    case .fails: throw HistoryError(.storeUnavailable, "the store is made to fail")
    case .slow: try await Task.sleep(for: .milliseconds(100))
    case .none, .hangs: break
    }
    let count = try await store.append(records)
    state.withLock { $0.batches.append(records) }
    return count
  }

  func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage {
    try await store.records(matching: filter, after: cursor, limit: limit)
  }
  func record(_ id: HistoryID) async throws -> HistoryRecord? { try await store.record(id) }
  func keptTexts(_ digests: Set<TextDigest>) async throws -> [TextDigest: KeptText] { try await store.keptTexts(digests) }
  func statistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics { try await store.statistics(scope) }
  func cleanup(_ scope: CleanupScope, mode: CleanupMode) async throws -> CleanupReport {
    try await store.cleanup(scope, mode: mode)
  }
  func checkReadiness() async throws { try await store.checkReadiness() }
  func rewrite(_ rewrites: [RecordRewrite]) async throws -> [RewriteOutcome] { try await store.rewrite(rewrites) }
  func remove(_ records: [HistoryRecord]) async throws -> [RemovalOutcome] { try await store.remove(records) }
  func finishRewriting() async throws { try await store.finishRewriting() }
  func document(_ name: DocumentName) async throws -> StoredDocument? { try await store.document(name) }
  func documents(beginning prefix: String) async throws -> [StoredDocument] { try await store.documents(beginning: prefix) }
  func put(_ content: [UInt8], as name: DocumentName, replacing version: Int) async throws -> Bool {
    try await store.put(content, as: name, replacing: version)
  }
  func remove(_ name: DocumentName, version: Int) async throws -> Bool { try await store.remove(name, version: version) }
}
