import Synchronization

/// Lets a few requests be worked on at a time, the callers taking turns.
///
/// A turn is for the work between a request that has come whole and an answer that is ready: a client that sends or reads slowly holds none.
final class Turns: Sendable {
  private let queue: Mutex<TurnQueue<String, CheckedContinuation<Void, Never>>>

  init(limit: Int) { queue = Mutex(TurnQueue(limit: limit)) }

  /// Runs the body when it is the caller's turn.
  func taking<Value>(_ caller: String, _ body: () async throws -> Value) async rethrows -> Value {
    if !queue.withLock({ $0.begin() }) {
      await withCheckedContinuation { waiter in
        let begins = queue.withLock { queue in
          // One may have ended since.
          let begins = queue.begin()
          if !begins { queue.wait(waiter, of: caller) }
          return begins
        }
        if begins { waiter.resume() }
      }
    }
    defer { queue.withLock { $0.end() }?.resume() }
    return try await body()
  }
}
