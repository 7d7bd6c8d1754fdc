/// Asks a store again that does not answer in passing, such as a table that throttles: a plan or baseline of thousands of questions must not fail for one.
package struct Patience: Sendable {
  /// What waits are measured with.
  let clock: any Clock<Duration>
  /// Questions in all, the first among them: what cannot be had at all is told within seconds.
  private static let attempts = 5
  private static let backoff = Backoff(interval: .milliseconds(250), limit: .seconds(2))

  /// Waits measured with a clock.
  package init(clock: any Clock<Duration> = ContinuousClock()) { self.clock = clock }

  /// What the body gives. Throws what it throws at last, or where asking again cannot help.
  package func asking<Value>(_ body: () async throws -> Value) async throws -> Value {
    for attempt in 1..<Self.attempts {
      do {
        return try await body()
      } catch let error as HistoryError where error.isRetryable {
        try await clock.sleep(for: Self.backoff.delay(attempt: attempt - 1))
      }
    }
    return try await body()
  }
}
