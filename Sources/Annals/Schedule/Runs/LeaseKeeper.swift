/// Holds a run's lease while the run goes on.
actor LeaseKeeper {
  private let book: RunBook
  private let clock: any Clock<Duration>
  private let now: @Sendable () -> Timestamp
  private var held: RunBook.Held

  init(_ book: RunBook, _ held: RunBook.Held, clock: any Clock<Duration>, now: @escaping @Sendable () -> Timestamp) {
    self.book = book
    self.held = held
    self.clock = clock
    self.now = now
    fence = held.fence
  }

  /// The run's number.
  nonisolated let fence: Int

  /// Runs a body and renews the lease meanwhile; `nil` where the lease was lost first: the body is cancelled then.
  nonisolated func whileHeld<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value? {
    try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        try await self.renewUntilLost()
        return nil
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }

  /// Renews again and again; returns once the lease is another's, or has ended without having been renewed.
  private func renewUntilLost() async throws {
    while true {
      try await clock.sleep(for: RunBook.renewalInterval)
      var renewed = held
      do {
        guard try await book.renew(&renewed) else { return }
        held = renewed
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        // A store that fails in passing may take the next renewal; a lease that has ended may be another's.
        guard let expires = held.expires, now() < expires else { return }
      }
    }
  }

  /// Ends the run; `false` where the lease was lost, or the store did not take it.
  func finish(_ outcome: RunState.Outcome) async -> Bool {
    var ended = held
    let isFinished = (try? await book.finish(&ended, outcome)) ?? false
    held = ended
    return isFinished
  }

  /// Gives the run to whoever wants it next. Where the store does not take that, the lease ends by itself.
  func giveUp() async {
    var given = held
    _ = try? await book.giveUp(&given)
  }
}
