import AWSClient
import Annals
import AnnalsTestSupport
import Testing

@testable import AnnalsDynamoDB

@Suite("DynamoDB store: the pace of a clean-up")
struct WritePaceTests {
  @Test("Items wait until those before have used their units, three each")
  func pace() async throws {
    let clock = InstantClock()
    let pace = WritePace(units: 10, clock: clock)
    for items in [5, 20, 1, 1] { try await pace.wait(for: items) }
    #expect(clock.sleeps == [.seconds(1.5), .seconds(6), .seconds(0.3)])
  }

  @Test("Writes that use more or less than they were let through for are made up for by the next")
  func correction() async throws {
    let clock = InstantClock()
    let pace = WritePace(units: 10, clock: clock)
    try await pace.wait(units: 10)
    await pace.correct(by: 5)
    try await pace.wait(units: 10)
    await pace.correct(by: -10)
    try await pace.wait(units: 1)
    #expect(clock.sleeps == [.seconds(1.5)])
  }

  @Test("A clean-up takes as long as its units a second allow, and without a budget it does not wait")
  func cleanup() async throws {
    try await TestTable.with { table in
      let records = try (0..<300).map { try sample(at: $0) }
      for (units, least) in [(75, Duration.seconds(11)), (nil, .zero)] as [(Int?, Duration)] {
        let clock = InstantClock()
        let store = try table.store {
          $0.clock = clock
          $0.cleanupWriteUnits = units
        }
        try await store.append(plain: records)
        #expect(try await store.cleanup(before: .now, mode: .remove).total == 300)
        // 300 items of three units each are twelve seconds; the last batch, of a second at most, begins before their end.
        #expect(clock.sleeps.isEmpty == (units == nil))
        #expect(clock.now.offset >= least)
      }
    }
  }
}
