/// Waits between attempts: full jitter below a limit that doubles.
///
/// Source: aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter
struct AttemptBackoff {
  private static let base = 0.05
  private static let longest = 5.0
  private var attempt = 0

  mutating func next() -> Duration {
    attempt += 1
    return .seconds(Double.random(in: 0...min(Self.longest, Self.base * Double(1 << min(attempt, 10)))))
  }
}
