/// How long to wait before trying again: full jitter below an interval that doubles up to a limit.
///
/// Source: aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter
struct Backoff: Sendable {
  let interval: Duration
  let limit: Duration

  /// The longest wait before the retry with this number, counted from 0.
  func ceiling(attempt: Int) -> Duration { min(limit, interval * (1 << min(attempt, 20))) }

  /// The wait before the retry with this number, counted from 0; `fraction` is the jitter, from 0 to 1.
  func delay(attempt: Int, fraction: Double = .random(in: 0...1)) -> Duration { ceiling(attempt: attempt) * fraction }
}
