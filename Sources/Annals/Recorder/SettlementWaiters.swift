/// Who waits for which records to be stored or given up, or to be safe in the journal.
struct SettlementWaiters {
  /// What a waiter waits for.
  enum Goal {
    /// The store has the records, or they are given up.
    case stored
    /// The same, or the journal has them.
    case safe
  }

  /// A waiter that is through, and how many of its records were lost.
  struct Settled {
    let continuation: CheckedContinuation<Int, any Error>
    let lost: Int
    func resume() { continuation.resume(returning: lost) }
  }

  private struct Waiter {
    let range: ClosedRange<UInt64>
    let goal: Goal
    let continuation: CheckedContinuation<Int, any Error>
    var lost: Int
  }

  private var waiters: [UInt64: Waiter] = [:]

  mutating func add(
    _ id: UInt64, for range: ClosedRange<UInt64>, until goal: Goal, lost: Int = 0, _ continuation: CheckedContinuation<Int, any Error>
  ) {
    waiters[id] = Waiter(range: range, goal: goal, continuation: continuation, lost: lost)
  }

  mutating func remove(_ id: UInt64) -> CheckedContinuation<Int, any Error>? { waiters.removeValue(forKey: id)?.continuation }

  /// Everything up to a number is settled, and these numbers among it were lost.
  mutating func settle(upTo number: UInt64, lost: [UInt64]) -> [Settled] {
    var settled: [Settled] = []
    for (id, waiter) in waiters {
      waiters[id]?.lost += lost.count(where: waiter.range.contains)
      if waiter.range.upperBound <= number { settled.append(contentsOf: take(id)) }
    }
    return settled
  }

  /// Everything up to a number is settled, and the journal has these numbers.
  mutating func keep(_ journaled: ClosedRange<UInt64>?, settled number: UInt64) -> [Settled] {
    guard let journaled else { return [] }
    var settled: [Settled] = []
    for (id, waiter) in waiters where waiter.goal == .safe {
      let first = max(waiter.range.lowerBound, number + 1)
      if journaled.contains(first), journaled.contains(waiter.range.upperBound) { settled.append(contentsOf: take(id)) }
    }
    return settled
  }

  private mutating func take(_ id: UInt64) -> [Settled] {
    guard let waiter = waiters.removeValue(forKey: id) else { return [] }
    return [Settled(continuation: waiter.continuation, lost: waiter.lost)]
  }
}
