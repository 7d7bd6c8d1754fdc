import AnnalsTestSupport
import Synchronization
import Testing

@testable import AnnalsDynamoDB

@Suite("DynamoDB store: how many batches at once")
struct AdaptiveLimitTests {
  @Test("One more after a round without trouble, half as many when the table throttles")
  func window() {
    var window = AdaptiveWindow(maximum: 6)
    #expect(window.size == 4)
    for _ in 0..<4 { window.succeeded() }
    #expect(window.size == 5)
    for _ in 0..<50 { window.succeeded() }
    #expect(window.size == 6)
    window.throttled()
    #expect(window.size == 3)
    for _ in 0..<5 { window.throttled() }
    #expect(window.size == 1)
  }

  @Test("No more run at once than the window has room for, and all get their turn")
  func limit() async throws {
    let limit = AdaptiveLimit(maximum: 4)
    let gauge = Gauge()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<100 {
        group.addTask {
          try await limit.run {
            gauge.enter()
            await Task.yield()
            gauge.leave()
            return ((), false)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(gauge.most <= 4)
  }

  @Test("Who is cancelled while waiting leaves, and the others go on")
  func cancellation() async throws {
    let limit = AdaptiveLimit(maximum: 1)
    let clock = ManualClock()
    let first = Task {
      try await limit.run {
        try await clock.sleep(for: .seconds(1))
        return (1, false)
      }
    }
    await clock.sleepers(1)
    let second = Task { try await limit.run { (2, false) } }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    clock.advance(by: .seconds(1))
    #expect(try await first.value == 1)
    #expect(try await limit.run { (3, false) } == 3)
  }
}

/// How many run at once, and how many did at most.
private final class Gauge: Sendable {
  private let counts = Mutex((now: 0, most: 0))
  var most: Int { counts.withLock { $0.most } }
  func enter() {
    counts.withLock {
      $0.now += 1
      $0.most = max($0.most, $0.now)
    }
  }
  func leave() { counts.withLock { $0.now -= 1 } }
}
