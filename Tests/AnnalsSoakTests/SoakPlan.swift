import AnnalsTestSupport
import Synchronization

/// How long a soak goes on, and which rounds it has: two at a time, most on SQLite, each tenth on DynamoDB.
struct SoakPlan: Sendable {
  /// Kills at least.
  let kills: Int
  /// Time at least.
  let time: Duration
  let seed: UInt64
  /// Rounds at the same time.
  private let lanes = 2
  private let killsPerRound = 10

  init(environment: [String: String]) {
    kills = environment["ANNALS_SOAK_KILLS"].flatMap { Int($0) } ?? 100
    time = .seconds(60 * (environment["ANNALS_SOAK_MINUTES"].flatMap { Double($0) } ?? 0))
    seed = SeededGenerator().seed
  }

  /// Runs rounds until there were enough kills and the time is over.
  func run(_ body: @escaping @Sendable (CrashRound) async throws -> SoakTally) async throws -> SoakTally {
    let end = ContinuousClock.now + time
    let begun = Begun()
    return try await withThrowingTaskGroup(of: SoakTally.self) { group in
      for _ in 0..<lanes {
        group.addTask {
          var tally = SoakTally()
          while true {
            let index = begun.next()
            if index * killsPerRound >= kills, ContinuousClock.now >= end { return tally }
            tally.merge(try await body(round(index)))
          }
        }
      }
      var total = SoakTally()
      for try await tally in group { total.merge(tally) }
      return total
    }
  }

  /// How many rounds were begun.
  private final class Begun: Sendable {
    private let count = Atomic<Int>(0)
    func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
  }

  /// The first round has the seed itself, so that a round's seed repeats it.
  private func round(_ index: Int) -> CrashRound {
    CrashRound(seed: seed &+ UInt64(index), kind: index % 10 == 5 ? .dynamodb : .sqlite, kills: killsPerRound)
  }
}
