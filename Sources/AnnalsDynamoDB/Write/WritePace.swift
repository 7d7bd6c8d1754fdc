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
  func wait(for items: Int) async throws { try await wait(units: Double(items * 3)) }

  /// Waits until there is room for a write of so many units.
  func wait(units wanted: Double) async throws {
    let now = stopwatch.elapsed()
    let start = max(now, free)
    free = start + .seconds(wanted / Double(units))
    if start > now { try await clock.sleep(for: start - now) }
  }

  /// Notes that a write that was let through used so many units more than it was let through for, or less where it is negative.
  func correct(by more: Double) { free += .seconds(more / Double(units)) }
}
