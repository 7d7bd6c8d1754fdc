import Annals
import AnnalsSQLite

/// Records a second from `log` to the SQLite file, encoded, redacted and counted on their way, against bare prepared inserts of the same rows.
///
/// The bare inserts go into the same tables with the same indexes and settings, in transactions as large as the recorder's batches. They keep no
/// statistics.
struct SQLiteCase: BenchmarkCase {
  static let name = "sqlite"

  func run(_ scope: Scope) async throws -> [Row] {
    let states = (0..<scope.scale.scaled(50_000)).map(Prompt.sample)
    return try await TemporaryFolder.with { folder in
      var databases = (0...).lazy.map { "\(folder)/\($0).sqlite" }.makeIterator()
      func path() -> String { databases.next() ?? folder }
      let first = path()
      _ = try await pipeline(states, path: first)
      let rows = try BareDatabase(path: first).rows()
      let rounds = try await Round.interleaved(scope.rounds) {
        try inserting(rows, path: path())
      } subject: {
        try await pipeline(states, path: path())
      }
      let size = rows.reduce(0) { $0 + $1.texts.reduce(0) { $0 + ($1?.count ?? 0) } } / rows.count
      let notes = ["\(rows.count) rows of \(size) bytes a round"]
      return [Row(Self.name, unit: "records/s", rounds: rounds, goal: .atLeast(0.7), notes: notes)]
    }
  }

  private func inserting(_ rows: [BareDatabase.Row], path: String) throws -> Double {
    let database = try BareDatabase(path: path)
    let start = ContinuousClock.now
    try database.insert(rows, transaction: RecorderConfiguration().batchLimit)
    return Double(rows.count) / ((ContinuousClock.now - start) / .seconds(1))
  }

  private func pipeline(_ states: [Prompt], path: String) async throws -> Double {
    let store = try SQLiteStore(path: path)
    var configuration = HistoryConfiguration()
    configuration.recorder.bufferLimit = states.count
    configuration.recorder.byteLimit = 1 << 32
    let history = try HistoryService(store: store, configuration: configuration)
    let time = try await history.recording {
      let start = ContinuousClock.now
      for state in states { history.log(.update, "PROMPT", id: state.id, user: state.author, after: state) }
      try await history.flush(within: .seconds(600))
      return ContinuousClock.now - start
    }
    let stored = try await store.statistics(.init()).total
    guard stored == states.count else { throw BenchmarkError("\(stored) of \(states.count) records were stored") }
    try store.close()
    return Double(states.count) / (time / .seconds(1))
  }
}
