import Annals
import Foundation

/// What a read costs who reads: one that a cooldown holds back, against one that is recorded.
///
/// The reads are of one resource by 50 users, as a hot resource has them.
struct ReadsCase: BenchmarkCase {
  static let name = "reads"
  private static let readsPerChunk = 20_000
  private let users = (0..<50).map { "user-\($0)@igad.org" }

  func run(_ scope: Scope) async throws -> [Row] {
    let every = try history(.every)
    let cooled = try history(.cooldown(.seconds(3600)))
    let chunks = scope.scale.scaled(20)
    let rounds = try await every.recording {
      try await cooled.recording {
        _ = try await reading(every, chunks: 1)
        _ = try await reading(cooled, chunks: 1)
        return try await Round.interleaved(scope.rounds) {
          try await reading(every, chunks: chunks)
        } subject: {
          try await reading(cooled, chunks: chunks)
        }
      }
    }
    let records = try await cooled.statistics().total
    return [
      Row(
        Self.name, unit: "µs a read", rounds: rounds, goal: .atMost(1.5),
        notes: ["\(Self.readsPerChunk * (chunks * scope.rounds + 1)) reads under the cooldown left \(records) records"])
    ]
  }

  private func history(_ policy: ReadPolicy) throws -> HistoryService {
    var configuration = HistoryConfiguration()
    configuration.recorder.bufferLimit = Self.readsPerChunk * 2
    configuration.reads.policies["PROMPT"] = policy
    return try HistoryService(store: policy == .every ? CountingStore() : MemoryStore(), configuration: configuration)
  }

  /// Microseconds for a read; the buffer is emptied after each chunk, so that no call is made cheap by a full one.
  private func reading(_ history: HistoryService, chunks: Int) async throws -> Double {
    var total = 0.0
    for _ in 0..<chunks {
      total += reading(history)
      try await history.flush(within: .seconds(120))
    }
    return total / Double(chunks)
  }

  private func reading(_ history: HistoryService) -> Double {
    let start = ContinuousClock.now
    for number in 0..<Self.readsPerChunk { history.log(.read, "PROMPT", id: "prompt-1.1", user: users[number % users.count]) }
    return (ContinuousClock.now - start) / .microseconds(1) / Double(Self.readsPerChunk)
  }
}
