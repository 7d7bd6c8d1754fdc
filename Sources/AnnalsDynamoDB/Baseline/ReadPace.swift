import AWSClient

/// Spreads reads over time, so that they use no more than a number of read units a second.
struct ReadPace {
  /// Items of a page, as long as nobody knows what an item costs.
  private static let firstLimit = 50

  private let units: Int
  private let clock: any Clock<Duration>
  private let stopwatch: Stopwatch
  private var free = Duration.zero
  private var unitsRead = 0.0
  private var itemsRead = 0

  init(units: Int, clock: any Clock<Duration>) {
    self.units = units
    self.clock = clock
    stopwatch = Stopwatch(clock)
  }

  /// How many items each of so many pages may have, so that they cost what a second has in all, as far as the items so far tell.
  func limit(pages: Int) -> Int {
    guard unitsRead > 0, itemsRead > 0 else { return Self.firstLimit }
    let perItem = unitsRead / Double(itemsRead)
    return max(1, Int(min(1_000_000, Double(units) / perItem / Double(max(pages, 1)))))
  }

  /// Notes what was read, and waits until there is room for more.
  mutating func spend(_ cost: Double, items: Int) async throws {
    unitsRead += cost
    itemsRead += items
    let now = stopwatch.elapsed()
    free = max(now, free) + .seconds(cost / Double(units))
    if free > now { try await clock.sleep(for: free - now) }
  }
}
