import Annals

/// A store that counts its appends, and ends the process at one of them.
struct KillingStore: HistoryStore {
  private let store: any HistoryStore
  private let killSwitch: KillSwitch

  init(_ store: any HistoryStore, _ killSwitch: KillSwitch) {
    self.store = store
    self.killSwitch = killSwitch
  }

  var name: String { store.name }

  func append(_ records: [SanitizedRecord]) async throws -> Int {
    try await killSwitch.pass("append") { try await store.append(records) }
  }

  func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage {
    try await store.records(matching: filter, after: cursor, limit: limit)
  }
  func record(_ id: HistoryID) async throws -> HistoryRecord? { try await store.record(id) }
  func keptTexts(_ digests: Set<TextDigest>) async throws -> [TextDigest: KeptText] { try await store.keptTexts(digests) }
  func statistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics { try await store.statistics(scope) }
  func cleanup(before moment: Timestamp, mode: CleanupMode) async throws -> CleanupReport {
    try await store.cleanup(before: moment, mode: mode)
  }
  func checkReadiness() async throws { try await store.checkReadiness() }
}
