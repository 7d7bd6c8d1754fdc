import Annals
import AnnalsSQLite

/// Records a second that a started recorder stores from what an earlier run left in its journal, against the store alone with the same records in
/// the same batches.
struct ReplayCase: BenchmarkCase {
  static let name = "replay"

  func run(_ scope: Scope) async throws -> [Row] {
    let records = Array(try RealOperations.records().prefix(scope.scale.scaled(36_000)))
    return try await TemporaryFolder.with { folder in
      let batches = try await batches(of: records)
      var numbers = (0...).makeIterator()
      func path() -> String { "\(folder)/\(numbers.next() ?? 0)" }
      let rounds = try await Round.interleaved(scope.rounds) {
        try await storing(batches, path: path())
      } subject: {
        let journal = JournalConfiguration(path: path())
        try await fill(journal, with: records)
        return try await replaying(journal, path: path(), count: records.count)
      }
      return [Row(Self.name, unit: "records/s", rounds: rounds, goal: .atLeast(0.9), notes: ["\(records.count) records a round"])]
    }
  }

  /// The records as the store is given them.
  private func batches(of records: [HistoryRecord]) async throws -> [[SanitizedRecord]] {
    let store = FrontStore(CountingStore())
    let history = try HistoryService(store: store)
    try await history.recording { try await log(records, to: history) { try await history.flush() } }
    return store.batches
  }

  private func storing(_ batches: [[SanitizedRecord]], path: String) async throws -> Double {
    let store = try SQLiteStore(path: path)
    let start = ContinuousClock.now
    for batch in batches { _ = try await store.append(batch) }
    let time = ContinuousClock.now - start
    try store.close()
    return Double(batches.reduce(0) { $0 + $1.count }) / (time / .seconds(1))
  }

  /// Leaves the records in a journal, by a run whose store fails.
  private func fill(_ journal: JournalConfiguration, with records: [HistoryRecord]) async throws {
    var configuration = HistoryConfiguration()
    configuration.recorder.guarantee = .journaled(journal)
    configuration.recorder.drainLimit = .zero
    let history = try HistoryService(store: FrontStore(CountingStore(), .fails), configuration: configuration)
    try await history.recording {
      try await log(records, to: history) {
        try await history.logAndWait(.read, "PAUSE", id: "pause")
      }
    }
  }

  private func replaying(_ journal: JournalConfiguration, path: String, count: Int) async throws -> Double {
    let store = try SQLiteStore(path: path)
    var configuration = HistoryConfiguration()
    configuration.recorder.guarantee = .journaled(journal)
    configuration.recorder.drainLimit = .seconds(600)
    let history = try HistoryService(store: store, configuration: configuration)
    let start = ContinuousClock.now
    try await history.recording {}
    let time = ContinuousClock.now - start
    let stored = try await store.statistics(.init()).total
    guard stored >= count else { throw BenchmarkError("\(stored) of \(count) records were replayed") }
    try store.close()
    return Double(stored) / (time / .seconds(1))
  }

  /// Logs records, waiting now and then, so that none is lost for want of room.
  private func log(_ records: [HistoryRecord], to history: HistoryService, pause: () async throws -> Void) async throws {
    for (place, record) in records.enumerated() {
      history.log(
        record.operation, record.resource.type.name, id: record.resource.id, user: record.user.id, before: record.before,
        after: record.after,
        metadata: record.metadata)
      if place % 4_000 == 3_999 || place == records.count - 1 { try await pause() }
    }
  }
}
