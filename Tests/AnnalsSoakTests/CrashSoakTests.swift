import Foundation
import Testing

/// Kills a service that records with a journal, again and again, and looks for what it acknowledged.
///
/// `ANNALS_SOAK_KILLS` is how many times at least (100 where it is not set), `ANNALS_SOAK_MINUTES` for how long at least. What goes wrong is told
/// with the round's seed, which `ANNALS_TEST_SEED` repeats; only the moments of kills from outside differ then.
@Suite("A killed service")
struct CrashSoakTests {
  @Test("Every acknowledged record is in the store once, and none is there twice")
  func kills() async throws {
    let plan = SoakPlan(environment: ProcessInfo.processInfo.environment)
    let tally = try await plan.run { round in
      let tally = try await round.run()
      #expect(tally.lost.isEmpty, "lost in the round with seed \(round.seed) on \(round.kind): \(tally.lost.prefix(20))")
      #expect(tally.doubled.isEmpty, "twice in the round with seed \(round.seed) on \(round.kind): \(tally.doubled.prefix(20))")
      #expect(tally.false.isEmpty, "not as recorded in the round with seed \(round.seed) on \(round.kind): \(tally.false.prefix(20))")
      #expect(tally.damaged == 0, "a kill damaged no file in the round with seed \(round.seed) on \(round.kind)")
      return tally
    }
    #expect(tally.kills >= plan.kills)
    #expect(tally.acknowledged > tally.kills, "the service records between kills")
    print("Crash soak, seed \(plan.seed): \(tally)")
  }
}
