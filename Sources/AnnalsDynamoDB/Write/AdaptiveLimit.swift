import Synchronization

/// How many batches are on their way at once: one more after a round without trouble, half as many when the table throttles.
///
/// Source: Chiu and Jain, "Analysis of the Increase and Decrease Algorithms" (additive increase, multiplicative decrease).
struct AdaptiveWindow {
  private(set) var size: Int
  private let maximum: Int
  private var successes = 0

  init(maximum: Int) {
    self.maximum = maximum
    size = min(4, maximum)
  }

  mutating func succeeded() {
    successes += 1
    guard successes >= size else { return }
    successes = 0
    size = min(size + 1, maximum)
  }

  mutating func throttled() {
    successes = 0
    size = max(size / 2, 1)
  }
}

/// Lets as many through as the window has room for; the others wait in order.
final class AdaptiveLimit: Sendable {
  private struct Waiter {
    let id: UInt64
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var window: AdaptiveWindow
    var running = 0
    var waiters: [Waiter] = []
    var lastID: UInt64 = 0

    /// Those that there is room for now.
    mutating func admit() -> [Waiter] {
      let admitted = waiters.prefix(max(window.size - running, 0))
      waiters.removeFirst(admitted.count)
      running += admitted.count
      return Array(admitted)
    }
  }

  private let state: Mutex<State>

  init(maximum: Int) { state = Mutex(State(window: AdaptiveWindow(maximum: maximum))) }

  /// Runs the body when there is room; it tells whether the table throttled.
  func run<Value: Sendable>(_ body: @Sendable () async throws -> (value: Value, isThrottled: Bool)) async throws -> Value {
    try await enter()
    do {
      let (value, isThrottled) = try await body()
      leave(isThrottled: isThrottled)
      return value
    } catch {
      leave(isThrottled: true)
      throw error
    }
  }

  private func enter() async throws {
    let id = state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let admitted = state.withLock { state in
          // Who was cancelled before it waits would never be woken.
          guard !Task.isCancelled else { return [Waiter]?.none }
          state.waiters.append(Waiter(id: id, continuation: continuation))
          return state.admit()
        }
        guard let admitted else { return continuation.resume(throwing: CancellationError()) }
        admitted.forEach { $0.continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
      }
      waiter?.continuation.resume(throwing: CancellationError())
    }
  }

  private func leave(isThrottled: Bool) {
    let admitted = state.withLock { state in
      if isThrottled { state.window.throttled() } else { state.window.succeeded() }
      state.running -= 1
      return state.admit()
    }
    admitted.forEach { $0.continuation.resume() }
  }
}
