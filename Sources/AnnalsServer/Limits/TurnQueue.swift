import DequeModule

/// Which of the waiting requests is next: one of each caller in turn, so that who sends much waits behind their own, and nobody else does.
///
/// Source: fair queueing (J. Nagle, RFC 970).
struct TurnQueue<Caller: Hashable, Waiter> {
  private let limit: Int
  private var working = 0
  private var waiting: [Caller: Deque<Waiter>] = [:]
  /// The callers that wait, who is next first.
  private var callers = Deque<Caller>()

  /// A queue that lets so many work at the same time.
  init(limit: Int) { self.limit = max(1, limit) }

  /// Whether a request that comes now may begin; then it is ended by `end`.
  mutating func begin() -> Bool {
    guard working < limit else { return false }
    working += 1
    return true
  }

  /// Puts a request that may not begin behind its caller's others.
  mutating func wait(_ waiter: Waiter, of caller: Caller) {
    if waiting[caller] == nil { callers.append(caller) }
    waiting[caller, default: []].append(waiter)
  }

  /// Ends one that has begun; gives the one that begins in its place.
  mutating func end() -> Waiter? {
    guard let caller = callers.popFirst(), let next = waiting[caller]?.popFirst() else {
      working -= 1
      return nil
    }
    if waiting[caller]?.isEmpty ?? true { waiting[caller] = nil } else { callers.append(caller) }
    return next
  }
}
