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
actor AdaptiveLimit {
  private var window: AdaptiveWindow
  private var running = 0
  private var waiters: [(id: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
  private var lastID: UInt64 = 0

  init(maximum: Int) { window = AdaptiveWindow(maximum: maximum) }

  /// Runs the body when there is room; it tells whether the table throttled.
  func run<Value: Sendable>(
    _ body: @Sendable () async throws -> (value: Value, isThrottled: Bool)
  ) async throws -> Value {
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
    if running < window.size, waiters.isEmpty {
      running += 1
      return
    }
    lastID += 1
    let id = lastID
    let isLetThrough = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if Task.isCancelled { continuation.resume(returning: false) } else { waiters.append((id, continuation)) }
      }
    } onCancel: {
      Task { await self.abandon(id) }
    }
    guard isLetThrough else { throw CancellationError() }
  }

  private func abandon(_ id: UInt64) {
    guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
    waiters.remove(at: index).continuation.resume(returning: false)
  }

  private func leave(isThrottled: Bool) {
    if isThrottled { window.throttled() } else { window.succeeded() }
    running -= 1
    while running < window.size, !waiters.isEmpty {
      running += 1
      waiters.removeFirst().continuation.resume(returning: true)
    }
  }
}
