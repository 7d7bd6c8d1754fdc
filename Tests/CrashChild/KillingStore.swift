import Annals
import AnnalsTestSupport

/// A store that counts its appends, and ends the process at one of them.
struct KillingStore: FrontStore {
  let store: any HistoryStore
  private let killSwitch: KillSwitch

  init(_ store: any HistoryStore, _ killSwitch: KillSwitch) {
    self.store = store
    self.killSwitch = killSwitch
  }

  func append(_ records: [SanitizedRecord]) async throws -> Int {
    try await killSwitch.pass("append") { try await store.append(records) }
  }
}
