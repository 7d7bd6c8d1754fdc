import AWSClient

/// Spreads writes over time, so that they use no more than a number of capacity units a second.
actor WritePace {
  private let units: Int
  private let clock: any Clock<Duration>
  private let stopwatch: Stopwatch
  private var free = Duration.zero

  init(units: Int, clock: any Clock<Duration>) {
    self.units = units
    self.clock = clock
    stopwatch = Stopwatch(clock)
  }

  /// Waits until there is room for so many items of up to 1 KB, each of which is in two indexes too.
  func wait(for items: Int) async throws {
    let now = stopwatch.elapsed()
    let start = max(now, free)
    free = start + .seconds(Double(items * 3) / Double(units))
    if start > now { try await clock.sleep(for: start - now) }
  }
}
