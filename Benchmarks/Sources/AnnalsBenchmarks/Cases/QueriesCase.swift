import Annals
import AnnalsSQLite

/// What a question costs among 3.6 million records, against the same question among 36 thousand: real operations, and a hundred times those.
struct QueriesCase: BenchmarkCase {
  static let name = "queries"
  private static let resourceCount = 200

  func run(_ scope: Scope) async throws -> [Row] {
    let records = try RealOperations.records()
    let copies = scope.scale.scaled(100)
    return try await TemporaryFolder.with { folder in
      let small = try await history(of: records, copies: 1, path: "\(folder)/small.sqlite", scope)
      let large = try await history(of: records, copies: copies, path: "\(folder)/large.sqlite", scope)
      let resources = sample(records)
      let sizes = ["\(records.count * copies) records against \(records.count)"]
      return [
        try await row("resource history", small, large, scope, notes: sizes) { history in
          for resource in resources { _ = try await history.records(of: resource, limit: 50) }
          return resources.count
        },
        try await row("last 50", small, large, scope) { history in
          for _ in 0..<200 { _ = try await history.records(limit: 50) }
          return 200
        },
        try await row("statistics", small, large, scope) { history in
          for _ in 0..<1000 { _ = try await history.statistics() }
          return 1000
        },
      ]
    }
  }

  private func history(of records: [HistoryRecord], copies: Int, path: String, _ scope: Scope) async throws -> HistoryService {
    let total = records.count * copies
    try await RealOperations.write(records, copies: copies, into: SQLiteStore(path: path)) { written in
      if written.isMultiple(of: 200_000) { scope.progress("\(written) of \(total) records are written") }
    }
    return try HistoryService(store: SQLiteStore(path: path))
  }

  /// Resources taken evenly over all operations, so that much changed ones come more often.
  private func sample(_ records: [HistoryRecord]) -> [Resource] {
    stride(from: 0, to: records.count, by: records.count / Self.resourceCount).map { records[$0].resource }
  }

  private func row(
    _ question: String, _ small: HistoryService, _ large: HistoryService, _ scope: Scope, notes: [String] = [],
    _ ask: (HistoryService) async throws -> Int
  ) async throws -> Row {
    func microseconds(_ history: HistoryService) async throws -> Double {
      let start = ContinuousClock.now
      let count = try await ask(history)
      return (ContinuousClock.now - start) / .microseconds(1) / Double(count)
    }
    // Once before, so that both are read from the system's memory.
    _ = try await microseconds(small)
    _ = try await microseconds(large)
    let rounds = try await Round.interleaved(scope.rounds) {
      try await microseconds(small)
    } subject: {
      try await microseconds(large)
    }
    return Row("\(Self.name): \(question)", unit: "µs a question", rounds: rounds, goal: .atMost(1.5), notes: notes)
  }
}
