import Synchronization

/// Lets one task wait until any other wakes it; a wake that comes before the wait is kept.
final class WakeSignal: Sendable {
  private struct State {
    var isSet = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  /// Wakes the task that waits, or the next that will.
  func set() {
    let waiter = state.withLock { state in
      state.isSet = state.waiter == nil
      return state.waiter.take()
    }
    waiter?.resume()
  }

  /// Returns once woken; at once when the task is cancelled.
  func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDone = state.withLock { state in
          if state.isSet || Task.isCancelled {
            state.isSet = false
            return true
          }
          state.waiter = continuation
          return false
        }
        if isDone { continuation.resume() }
      }
    } onCancel: {
      set()
    }
  }
}
