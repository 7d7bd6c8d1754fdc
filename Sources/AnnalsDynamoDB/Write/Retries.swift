import AWSClient
import Annals

/// Waits between attempts at one thing, each time up to twice as long as before, until the store's limit has passed.
///
/// The waits have full jitter. Source: aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter
struct Retries {
  private static let base = 0.05
  private static let longest = 5.0
  private let table: TableAccess
  private let stopwatch: Stopwatch
  private var attempt = 0

  init(of table: TableAccess) {
    self.table = table
    stopwatch = Stopwatch(table.configuration.clock)
  }

  /// Waits for the next attempt. Throws `storeUnavailable` when the time for attempts is over.
  mutating func wait() async throws {
    guard stopwatch.elapsed() < table.configuration.writeLimit else {
      throw HistoryError(.storeUnavailable, "the table \"\(table.name)\" leaves writes unprocessed: give it more capacity, or wait")
    }
    attempt += 1
    let longest = min(Self.longest, Self.base * Double(1 << min(attempt, 10)))
    try await table.configuration.clock.sleep(for: .seconds(Double.random(in: 0...longest)))
  }
}
