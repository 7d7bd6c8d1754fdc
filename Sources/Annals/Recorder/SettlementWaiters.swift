/// Who waits for which records to be stored or given up.
struct SettlementWaiters {
  /// A waiter that is through, and how many of its records were lost.
  struct Settled {
    let continuation: CheckedContinuation<Int, any Error>
    let lost: Int
    func resume() { continuation.resume(returning: lost) }
  }

  private struct Waiter {
    let range: ClosedRange<UInt64>
    let continuation: CheckedContinuation<Int, any Error>
    var lost = 0
  }

  private var waiters: [UInt64: Waiter] = [:]

  mutating func add(_ id: UInt64, for range: ClosedRange<UInt64>, _ continuation: CheckedContinuation<Int, any Error>) {
    waiters[id] = Waiter(range: range, continuation: continuation)
  }

  mutating func remove(_ id: UInt64) -> CheckedContinuation<Int, any Error>? { waiters.removeValue(forKey: id)?.continuation }

  /// Everything up to a number is settled, and these numbers among it were lost.
  mutating func settle(upTo number: UInt64, lost: [UInt64]) -> [Settled] {
    var settled: [Settled] = []
    for (id, waiter) in waiters {
      let missed = waiter.lost + lost.count(where: waiter.range.contains)
      if waiter.range.upperBound <= number {
        settled.append(Settled(continuation: waiter.continuation, lost: missed))
        waiters.removeValue(forKey: id)
      } else {
        waiters[id]?.lost = missed
      }
    }
    return settled
  }
}
