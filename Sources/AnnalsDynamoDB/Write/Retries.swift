import AWSClient
import Annals

/// Waits between attempts at one thing, each time up to twice as long as before, until the table's patience is over.
///
/// The waits have full jitter. Source: aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter
struct Retries {
  private static let base = 0.05
  private static let longest = 5.0
  private let table: TableAccess
  private let clock: any Clock<Duration>
  private let stopwatch: Stopwatch
  private var attempt = 0

  init(of table: TableAccess) {
    self.table = table
    clock = table.configuration.clock
    stopwatch = Stopwatch(clock)
  }

  /// Waits for the next attempt. Throws `storeUnavailable` when the time for attempts is over.
  mutating func wait() async throws {
    guard stopwatch.elapsed() < table.patience else {
      throw HistoryError(.storeUnavailable, "the table \"\(table.name)\" leaves requests unprocessed: give it more capacity, or wait")
    }
    try await pause()
  }

  /// Waits for the next attempt at what failed, after the client's own attempts. Throws the failure where another cannot help, or the time for
  /// attempts is over.
  mutating func wait(after failure: HistoryError) async throws {
    guard let error = failure.underlying as? AWSError, error.isRetryable else { throw failure }
    // What is gone altogether is told sooner than what has no room.
    guard stopwatch.elapsed() < (error.isThrottling ? table.patience : table.patience / 3) else { throw failure }
    try await pause()
  }

  private mutating func pause() async throws {
    attempt += 1
    let longest = min(Self.longest, Self.base * Double(1 << min(attempt, 10)))
    try await clock.sleep(for: .seconds(Double.random(in: 0...longest)))
  }
}
