/// Spreads writes over time, so that they use no more than a number of capacity units a second.
actor WritePace {
  private let units: Int
  private let clock: any Clock<Duration>
  private let elapsed: @Sendable () -> Duration
  private var free = Duration.zero

  init(units: Int, clock: any Clock<Duration>) {
    self.units = units
    self.clock = clock
    elapsed = Self.stopwatch(clock)
  }

  /// Waits until there is room for so many items of up to 1 KB, each of which is in two indexes too.
  func wait(for items: Int) async throws {
    let now = elapsed()
    let start = max(now, free)
    free = start + .seconds(Double(items * 3) / Double(units))
    if start > now { try await clock.sleep(for: start - now) }
  }

  private static func stopwatch<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }
}
