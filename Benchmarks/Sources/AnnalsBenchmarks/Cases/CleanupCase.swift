import Annals
import AnnalsSQLite

/// The longest that a write waits while a clean-up removes a fifth of 363 thousand records, against the 50 ms that a step may hold the writer.
struct CleanupCase: BenchmarkCase {
  static let name = "cleanup"
  private static let limit = 50.0

  func run(_ scope: Scope) async throws -> [Row] {
    let records = try RealOperations.records()
    return try await TemporaryFolder.with { folder in
      let store = try SQLiteStore(path: "\(folder)/history.sqlite")
      try await RealOperations.write(records, copies: scope.scale.scaled(10), into: store) { _ in }
      var rounds: [Round] = []
      var notes: [String] = []
      for round in 1...scope.rounds {
        let found = try await removal(from: store, before: records[records.count * round / scope.rounds - 1].timestamp)
        rounds.append(Round(baseline: Self.limit, subject: found.longest))
        notes.append(found.description)
      }
      return [Row(Self.name, unit: "ms, the longest write / limit", rounds: rounds, goal: .atMost(1), notes: notes)]
    }
  }

  /// What writes waited for while records were removed.
  private struct Removal: Sendable, CustomStringConvertible {
    let removed: Int
    /// In milliseconds, shortest first; at least one.
    let waits: [Double]

    var longest: Double { waits[waits.count - 1] }

    var description: String {
      "\(removed) removed, \(waits.count) writes meanwhile: half within \(waits[waits.count / 2].text) ms, 99 of 100 within "
        + "\(waits[waits.count * 99 / 100].text) ms"
    }
  }

  private func removal(from store: SQLiteStore, before moment: Timestamp) async throws -> Removal {
    let history = try HistoryService(store: store)
    return try await history.recording {
      let writing = Task { try await waits(for: history) }
      defer { writing.cancel() }
      let removed = try await store.cleanup(before: moment, mode: .remove).total
      writing.cancel()
      let sorted = try await writing.value.sorted()
      guard !sorted.isEmpty else { throw BenchmarkError("nothing was written while records were removed") }
      return Removal(removed: removed, waits: sorted)
    }
  }

  /// How long each write took from the call to the file, one after the other until the task is cancelled.
  private func waits(for history: HistoryService) async throws -> [Double] {
    var waits: [Double] = []
    while !Task.isCancelled {
      let start = ContinuousClock.now
      history.log(.update, "PROMPT", id: "prompt-1", user: "author@example.org", after: Prompt.sample(waits.count))
      do {
        try await history.flush(within: .seconds(60))
      } catch is CancellationError {
        break
      }
      waits.append((ContinuousClock.now - start) / .milliseconds(1))
    }
    return waits
  }
}
