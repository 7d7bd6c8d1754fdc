import Annals
import Synchronization

/// A store that only counts what it is given, and takes a set time for it.
final class CountingStore: HistoryStore {
  struct Counts: Sendable {
    /// Records of operations.
    var stored = 0
    /// How many records the loss records told of.
    var lost = 0
  }

  let name = "counting"
  private let delay: Duration
  private let content = Mutex(Counts())

  /// A store that takes this long for each record.
  init(delayPerRecord delay: Duration = .zero) { self.delay = delay }

  var counts: Counts { content.withLock { $0 } }

  func append(_ records: [SanitizedRecord]) async throws -> Int {
    content.withLock { counts in
      for item in records {
        if item.record.resource.type == .history {
          counts.lost += item.record.metadata["lost"]?.number?.int ?? 0
        } else {
          counts.stored += 1
        }
      }
    }
    if delay > .zero { try await Task.sleep(for: delay * records.count) }
    return records.count
  }

  func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage {
    RecordPage(records: [], next: nil)
  }
  func record(_ id: HistoryID) async throws -> HistoryRecord? { nil }
  func keptTexts(_ digests: Set<TextDigest>) async throws -> [TextDigest: KeptText] { [:] }
  func statistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics { HistoryStatistics() }
  func cleanup(_ scope: CleanupScope, mode: CleanupMode) async throws -> CleanupReport {
    CleanupReport(before: scope.before, mode: mode, removed: [:])
  }
  func checkReadiness() async throws {}
  func rewrite(_ rewrites: [RecordRewrite]) async throws -> [RewriteOutcome] { rewrites.map { _ in .changed } }
  func remove(_ records: [HistoryRecord]) async throws -> [RemovalOutcome] { records.map { _ in .changed } }
  func finishRewriting() async throws {}
  func document(_ name: DocumentName) async throws -> StoredDocument? { nil }
  func documents(beginning prefix: String) async throws -> [StoredDocument] { [] }
  func put(_ content: [UInt8], as name: DocumentName, replacing version: Int) async throws -> Bool { false }
  func remove(_ name: DocumentName, version: Int) async throws -> Bool { false }
}
