/// Which keys are used, and when they are asked for again: decided by the time that has passed on a clock, without waiting.
struct TokenKeyCache {
  /// What to do for a token.
  enum Action {
    case use(TokenKey)
    case refuse(AuthenticationFailure)
    /// Load the keys, then ask again; where they cannot be loaded, `fallback` decides.
    case load(fallback: Fallback)
    /// There are no keys that may be used, and it is too soon to ask for them again.
    case unavailable
  }

  /// What holds where the keys cannot be loaded.
  enum Fallback {
    case use(TokenKey)
    case refuse(AuthenticationFailure)
    case unavailable
  }

  /// The least time between two loads that tokens with unknown keys cause: a rotation is in force after it, and a flood of such tokens cannot
  /// become a flood of requests.
  static let unknownKeyInterval: Duration = .seconds(2)
  /// The time between two loads while they fail.
  static let retryInterval: Duration = .seconds(2)
  /// How long keys are used after the last time that they could be loaded.
  let staleLimit: Duration

  private var keys: TokenKeySet?
  private var loadedAt: Duration = .zero
  private var lifetime: Duration = .zero
  private var triedAt: Duration?
  private var hasFailed = false

  init(staleLimit: Duration) { self.staleLimit = staleLimit }

  /// What to do for a token at a moment.
  func action(for token: WebToken, at now: Duration) -> Action {
    guard let keys, now < loadedAt + staleLimit else { return mayTry(at: now) ? .load(fallback: .unavailable) : .unavailable }
    let isOld = now >= loadedAt + lifetime
    switch keys.match(token) {
    case .key(let key): return isOld && mayTry(at: now) ? .load(fallback: .use(key)) : .use(key)
    case .failure(let failure): return isOld && mayTry(at: now) ? .load(fallback: .refuse(failure)) : .refuse(failure)
    case .unknown:
      let isTooSoon = triedAt.map { now < $0 + Self.unknownKeyInterval } ?? false
      return isTooSoon ? .refuse(Self.unknownKey) : .load(fallback: .refuse(Self.unknownKey))
    }
  }

  /// How long from a moment until the keys are to be loaded without being asked for: before they are old.
  func wait(at now: Duration) -> Duration {
    if hasFailed, let triedAt { return max(.zero, triedAt + Self.retryInterval - now) }
    guard keys != nil else { return .zero }
    return max(.zero, loadedAt + lifetime * 0.8 - now)
  }

  /// Notes that keys are being loaded.
  mutating func began(at now: Duration) { triedAt = now }

  /// Takes keys in place of those before, none of which is good any more. They are as old as their loading, for they may have been withdrawn since
  /// it began.
  mutating func loaded(_ keys: TokenKeySet, lifetime: Duration, begunAt start: Duration) {
    self.keys = keys
    self.lifetime = lifetime
    loadedAt = start
    hasFailed = false
  }

  /// Notes that keys could not be loaded; `true` where that is new.
  mutating func failed() -> Bool {
    defer { hasFailed = true }
    return !hasFailed
  }

  private func mayTry(at now: Duration) -> Bool {
    triedAt.map { now >= $0 + (hasFailed ? Self.retryInterval : Self.unknownKeyInterval) } ?? true
  }

  private static let unknownKey = AuthenticationFailure(
    "the token was signed with a key that the provider does not have: get a new token")
}
