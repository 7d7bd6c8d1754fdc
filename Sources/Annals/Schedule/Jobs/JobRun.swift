/// A run as its job sees it: how long it may take.
package struct JobRun: Sendable {
  private let clock: any Clock<Duration>
  private let limit: Duration?
  private let elapsed: @Sendable () -> Duration

  /// A run that begins now, and may take so long; as long as it likes where there is no limit.
  package init(within limit: Duration? = nil, clock: any Clock<Duration> = ContinuousClock()) {
    self.limit = limit
    self.clock = clock
    elapsed = Self.stopwatch(clock)
  }

  /// Whether the run should end.
  package var isTimeOver: Bool { remaining.map { $0 <= .zero } ?? false }

  /// The time that the run took so far.
  package var time: Duration { elapsed() }

  private var remaining: Duration? { limit.map { $0 - elapsed() } }

  /// Runs a step; `nil` where the time is over before it ends: it is cancelled then.
  package func whileTimeLasts<Value: Sendable>(_ step: @escaping @Sendable () async throws -> Value) async throws -> Value? {
    guard let remaining else { return try await step() }
    guard remaining > .zero else { return nil }
    let clock = clock
    return try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask { try await step() }
      group.addTask {
        try await clock.sleep(for: remaining)
        return nil
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }

  private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }
}
