import Annals
import AnnalsSQLite
import Foundation
import Synchronization

/// What a service's own operation takes while 2,000 are done a second and the store hangs, fails, slows down and returns: every second one tracked,
/// against those between that are not. Afterwards all tracked ones must be in the store.
struct OutageCase: BenchmarkCase {
  static let name = "outage"
  private static let rate = 2_000
  private static let tasks = 4

  func run(_ scope: Scope) async throws -> [Row] {
    try await TemporaryFolder.with { folder in
      let store = FrontStore(try SQLiteStore(path: "\(folder)/history.sqlite"))
      var configuration = HistoryConfiguration()
      configuration.recorder.guarantee = .journaled(JournalConfiguration(path: "\(folder)/journal"))
      configuration.recorder.retryLimit = .seconds(1)
      configuration.recorder.drainLimit = .seconds(120)
      let history = try HistoryService(store: store, configuration: configuration)
      let time = Duration.seconds(scope.scale == .full ? 5 : 1)
      let measured = try await history.recording {
        var rounds: [Times] = []
        for round in 0...scope.rounds {
          let times = try await serve(history, store, for: time, in: folder)
          // The first round warms up.
          if round > 0 { rounds.append(times) }
        }
        return rounds
      }
      let statistics = try await store.statistics(.init())
      let count = try ResourceType("PROMPT")
      let logged = (measured.reduce(0) { $0 + $1.tracked.count })
      guard statistics.resourceTypes[count, default: 0] >= logged, statistics.resourceTypes[.history] == nil else {
        throw BenchmarkError("\(statistics.resourceTypes[count, default: 0]) of \(logged) records are in the history")
      }
      let notes = ["\(statistics.total) records, all of them stored; store hung, failed, slowed and returned in each round"]
      return [(0.5, 1.25), (0.99, 1.5), (0.999, 2.0)].map { part, goal in
        Row(
          "\(Self.name), p\((part * 100).formatted())", unit: "µs an operation",
          rounds: measured.map { Round(baseline: $0.untracked.quantile(part), subject: $0.tracked.quantile(part)) }, goal: .atMost(goal),
          notes: part == 0.5 ? notes : [])
      }
    }
  }

  /// How long operations took, in microseconds.
  private struct Times: Sendable {
    var tracked: [Double] = []
    var untracked: [Double] = []
  }

  /// Serves while the store goes through its troubles.
  private func serve(_ history: HistoryService, _ store: FrontStore, for time: Duration, in folder: String) async throws -> Times {
    try await withThrowingTaskGroup(of: Times.self) { group in
      let end = ContinuousClock.now + time * 4
      for task in 0..<Self.tasks { group.addTask { try await work(history, until: end, file: "\(folder)/state-\(task)") } }
      for trouble in [FrontStore.Trouble.hangs, .fails, .slow, .none] {
        store.trouble = trouble
        try await Task.sleep(for: time)
      }
      var all = Times()
      for try await times in group {
        all.tracked += times.tracked
        all.untracked += times.untracked
      }
      return all
    }
  }

  private func work(_ history: HistoryService, until end: ContinuousClock.Instant, file: String) async throws -> Times {
    var times = Times()
    var next = ContinuousClock.now
    var number = 0
    while next < end {
      try await Task.sleep(until: next, clock: .continuous)
      let state = Prompt.sample(number)
      let start = ContinuousClock.now
      if number.isMultiple(of: 2) {
        try history.track(.update, "PROMPT", id: state.id) { try save(state, in: file) }
        times.tracked.append((ContinuousClock.now - start) / .microseconds(1))
      } else {
        try save(state, in: file)
        times.untracked.append((ContinuousClock.now - start) / .microseconds(1))
      }
      number += 1
      next = next.advanced(by: .seconds(1) / (Self.rate / Self.tasks))
    }
    return times
  }

  /// The service's own operation: its state is encoded and written to a file.
  @discardableResult
  private func save(_ state: Prompt, in file: String) throws -> Prompt {
    try JSONEncoder().encode(state).write(to: URL(fileURLWithPath: file))
    return state
  }
}
