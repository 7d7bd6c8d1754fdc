/// Which requests are served, decided by what is being served and what each caller has sent, without clock or lock.
struct RequestAdmission {
  enum Decision: Equatable {
    case serve
    /// The caller asks too much; it may ask again after a time.
    case tooMany(retryAfter: Duration)
    /// The server has too much to do.
    case busy
  }

  private let limits: ServerLimits
  private var rate: RateLimit
  private var known: KnownCredentials
  private var total = 0
  private var served: [Caller: Int] = [:]

  init(_ limits: ServerLimits) {
    self.limits = limits
    rate = RateLimit(rate: limits.requestRate, burst: limits.requestBurst, callerLimit: limits.callerLimit)
    known = KnownCredentials(limit: limits.callerLimit)
  }

  /// Whom a request is counted for: a credential only once it was let in, or a made-up one each time would go around every limit.
  func caller(credential: Int?, address: String) -> Caller {
    if let credential, known.contains(credential) { .credential(credential) } else { .address(address) }
  }

  /// Decides about a request; one that is served is ended by `end`.
  mutating func begin(_ caller: Caller, at now: Duration) -> Decision {
    if let wait = rate.take(caller, at: now) { return .tooMany(retryAfter: wait) }
    guard served[caller] ?? 0 < limits.requestsInFlightPerCaller else { return .tooMany(retryAfter: .seconds(1)) }
    guard total < limits.requestsInFlight else { return .busy }
    total += 1
    served[caller, default: 0] += 1
    return .serve
  }

  /// Ends a request that was served.
  mutating func end(_ caller: Caller) {
    total -= 1
    guard let count = served[caller] else { return }
    served[caller] = count > 1 ? count - 1 : nil
  }

  /// Notes whether a credential was let in.
  mutating func note(_ credential: Int, isLetIn: Bool) {
    if isLetIn { known.insert(credential) } else { known.remove(credential) }
  }
}
