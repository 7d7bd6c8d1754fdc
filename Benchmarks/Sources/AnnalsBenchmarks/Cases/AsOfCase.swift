import Annals
import AnnalsSQLite

/// What it costs to rebuild every resource of 36 thousand real operations as it was at a moment, against reading the same records plainly.
struct AsOfCase: BenchmarkCase {
  static let name = "as-of"

  func run(_ scope: Scope) async throws -> [Row] {
    // Of one type, so that both read the same records in the same order.
    let type = try ResourceType("FILE")
    let records = try RealOperations.records().map { record in
      HistoryRecord(
        record.operation, of: try Resource(type: type, id: "\(record.resource.type.name)/\(record.resource.id)"), at: record.timestamp,
        token: record.token, by: record.user, before: record.before, after: record.after, metadata: record.metadata)
    }
    // A day behind the middle one: between two of the large changes that many operations of one second make.
    let middle = Timestamp(microseconds: records.map(\.timestamp).sorted()[records.count / 2].microseconds + 86_400_000_000)
    return try await TemporaryFolder.with { folder in
      try await RealOperations.write(records, copies: 1, into: SQLiteStore(path: "\(folder)/history.sqlite")) { _ in }
      let history = try HistoryService(store: SQLiteStore(path: "\(folder)/history.sqlite"))
      return [
        try await row("at the end", at: .now, history, type, scope, notes: ["\(records.count) records"]),
        try await row("in the middle", at: middle, history, type, scope),
      ]
    }
  }

  private func row(
    _ which: String, at moment: Timestamp, _ history: HistoryService, _ type: ResourceType, _ scope: Scope, notes: [String] = []
  ) async throws -> Row {
    func milliseconds(_ body: () async throws -> Void) async throws -> Double {
      let start = ContinuousClock.now
      try await body()
      return (ContinuousClock.now - start) / .milliseconds(1)
    }
    func plainly() async throws { for try await _ in history.allRecords(matching: RecordFilter(resourceType: type)) {} }
    func states() async throws { for try await _ in history.states(of: type, at: moment) {} }
    // Once before, so that both are read from the system's memory.
    try await plainly()
    try await states()
    let rounds = try await Round.interleaved(scope.rounds) {
      try await milliseconds(plainly)
    } subject: {
      try await milliseconds(states)
    }
    return Row("\(Self.name): a type \(which)", unit: "ms", rounds: rounds, goal: .atMost(1.5), notes: notes)
  }
}
