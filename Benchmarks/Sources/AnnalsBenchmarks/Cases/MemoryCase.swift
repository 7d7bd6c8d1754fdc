import Annals
import Foundation

/// How much memory a million records take that are pushed at a store ten times slower than the pushing: no more than the buffer's bound.
struct MemoryCase: BenchmarkCase {
  static let name = "memory"

  func run(_ scope: Scope) async throws -> [Row] {
    guard ResidentMemory.now != nil else { throw BenchmarkError("resident memory is read from /proc, which is not here") }
    let count = scope.scale.scaled(1_000_000)
    let delay = try await pushTime() * 10
    let limit = Double(RecorderConfiguration().byteLimit) / 1_048_576
    var rounds: [Round] = []
    var notes: [String] = []
    for _ in 0..<scope.rounds {
      let (growth, counts, rest) = try await push(count, delay: delay)
      guard counts.stored + counts.lost == count else {
        throw BenchmarkError("\(count) records were pushed, but \(counts.stored) stored and \(counts.lost) counted as lost")
      }
      rounds.append(Round(baseline: limit, subject: growth))
      notes.append(
        "+\(growth.text) MB at most, +\(rest.text) MB afterwards; \(counts.stored) stored + \(counts.lost) lost = \(count) pushed")
    }
    return [Row(Self.name, unit: "MB above the start / byte limit", rounds: rounds, goal: .atMost(1.5), notes: notes)]
  }

  /// How long it takes to push a record.
  private func pushTime() async throws -> Duration {
    let history = try HistoryService(store: CountingStore())
    return try await history.recording {
      let start = ContinuousClock.now
      for number in 0..<50_000 { log(number, in: history) }
      return (ContinuousClock.now - start) / 50_000
    }
  }

  private func push(_ count: Int, delay: Duration) async throws -> (growth: Double, counts: CountingStore.Counts, rest: Double) {
    let store = CountingStore(delayPerRecord: delay)
    var configuration = HistoryConfiguration()
    configuration.recorder.drainLimit = .seconds(120)
    let history = try HistoryService(store: store, configuration: configuration)
    let start = try ResidentMemory.reset()
    try await history.recording {
      for number in 0..<count { log(number, in: history) }
      try await history.flush(within: .seconds(120))
    }
    let end = try ResidentMemory.read()
    return (end.peak - start.resident, store.counts, end.resident - start.resident)
  }

  private func log(_ number: Int, in history: HistoryService) {
    history.log(.update, "PROMPT", id: "prompt-\(number)", user: "author@example.org", after: Prompt.sample(number))
  }
}
