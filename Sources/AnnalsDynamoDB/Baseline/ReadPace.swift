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

  /// Notes what pages cost, and waits until there is room for more. Pages whose answer was lost on its way count as much as the others: they were
  /// read all the same.
  mutating func spend(_ cost: Double, items: Int, pages: Int = 1, lost: Int = 0) async throws {
    unitsRead += cost
    itemsRead += items
    let now = stopwatch.elapsed()
    free = max(now, free) + .seconds(cost / Double(units) * Double(pages + lost) / Double(max(pages, 1)))
    if free > now { try await clock.sleep(for: free - now) }
  }
}
