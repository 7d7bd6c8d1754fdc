/// The tokens that retries to one service cost, so that a broken service is not asked ever more.
struct RetryQuota: Hashable, Sendable {
  private let capacity: Int
  private(set) var available: Int

  init(capacity: Int) {
    self.capacity = capacity
    available = capacity
  }

  mutating func take(_ cost: Int) -> Bool {
    guard cost <= available else { return false }
    available -= cost
    return true
  }

  mutating func giveBack(_ amount: Int) { available = min(capacity, available + amount) }
}

/// The retries of one call: whether another attempt is due, and after which wait. Knows no clock and no network.
struct Retries: Sendable {
  /// What kind of failure an attempt ended with.
  enum Failure: Hashable, Sendable {
    /// May pass by itself.
    case transient
    /// No answer in time.
    case timeout
    /// The service asks for fewer requests.
    case throttling
    /// Will fail the same way again.
    case final
  }

  /// When the service asked to be called again.
  enum RetryAfter: Hashable, Sendable {
    /// `x-amz-retry-after`: not sooner than the backoff's wait, nor five seconds later.
    case aws(Duration)
    /// `Retry-After`: not sooner than that, up to the longest wait.
    case http(Duration)
  }

  enum Decision: Hashable, Sendable {
    case wait(Duration)
    /// Fail with the last failure.
    case stop
  }

  let maximumAttempts: Int
  private let transientBase: Duration
  private let configuration: RetryConfiguration
  /// Attempts made so far, the running one among them.
  private(set) var attempt = 1
  private var lastCost: Int?

  init(_ configuration: RetryConfiguration, service: AWSService) {
    self.configuration = configuration
    maximumAttempts = configuration.maximumAttempts ?? service.maximumAttempts
    transientBase = configuration.transientBase ?? service.transientBase
  }

  /// Decides after a failed attempt.
  ///
  /// - Parameters:
  ///   - failure: How it failed.
  ///   - retryAfter: When the service asked to be called again.
  ///   - remaining: The time left until the call's deadline; a wait that would pass it is not begun.
  ///   - quota: The service's tokens.
  ///   - fraction: The jitter, from 0 to 1.
  /// - Returns: Whether to go on, and after which wait.
  mutating func decide(
    after failure: Failure, retryAfter: RetryAfter?, remaining: Duration?, quota: inout RetryQuota, fraction: Double
  ) -> Decision {
    guard failure != .final, attempt < maximumAttempts else { return .stop }
    let wait = delay(failure, retryAfter: retryAfter, fraction: fraction)
    if let remaining, wait >= remaining { return .stop }
    let cost = cost(failure)
    guard quota.take(cost) else { return .stop }
    lastCost = cost
    attempt += 1
    return .wait(wait)
  }

  /// Gives tokens back after a success: those of the last retry, or one where there was none.
  func succeed(quota: inout RetryQuota) { quota.giveBack(lastCost ?? 1) }

  private func cost(_ failure: Failure) -> Int {
    switch failure {
    case .throttling: configuration.throttlingCost
    case .timeout: configuration.timeoutCost
    case .transient, .final: configuration.transientCost
    }
  }

  private func delay(_ failure: Failure, retryAfter: RetryAfter?, fraction: Double) -> Duration {
    let base = failure == .throttling ? configuration.throttlingBase : transientBase
    let ceiling = min(configuration.maximumDelay, base * (1 << min(attempt - 1, 20)))
    let backoff = ceiling * fraction
    return switch retryAfter {
    case nil: backoff
    case .aws(let asked): max(backoff, min(asked, backoff + .seconds(5)))
    case .http(let asked): max(backoff, min(asked, configuration.maximumDelay))
    }
  }
}
