/// Time that has passed on a clock of any kind.
package struct Stopwatch: Sendable {
  /// The time since the stopwatch was made.
  package let elapsed: @Sendable () -> Duration

  /// Begins.
  package init(_ clock: some Clock<Duration>) {
    let start = clock.now
    elapsed = { start.duration(to: clock.now) }
  }
}

/// Runs the body, or cancels it and returns nil when the time is over.
package func withinTime<Value: Sendable>(
  _ limit: Duration, on clock: any Clock<Duration>, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
  try await withThrowingTaskGroup(of: Value?.self) { group in
    group.addTask { try await body() }
    group.addTask {
      try await clock.sleep(for: limit)
      return nil
    }
    defer { group.cancelAll() }
    return try await group.next() ?? nil
  }
}
