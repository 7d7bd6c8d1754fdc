/// How many requests each caller may send: a token bucket each, kept as the one moment at which it would be full again (the generic cell rate
/// algorithm, ITU-T I.371), in bounded memory.
struct RateLimit {
  private let interval: Duration
  private let tolerance: Duration
  private let callerLimit: Int
  private var fullAt: [Caller: Duration] = [:]
  private var sweptAt: Duration?

  /// A limit of a number of requests a second, and of so many at once. A rate of 0 limits nothing.
  init(rate: Int, burst: Int, callerLimit: Int) {
    interval = rate > 0 ? .seconds(1) / rate : .zero
    tolerance = interval * max(0, burst - 1)
    self.callerLimit = max(1, callerLimit)
  }

  /// Counts a request at a moment; gives how long to wait where it is one too many.
  mutating func take(_ caller: Caller, at now: Duration) -> Duration? {
    guard interval > .zero else { return nil }
    let caller = known(caller, at: now)
    let full = max(fullAt[caller] ?? now, now)
    guard full - now <= tolerance else { return full - now - tolerance }
    fullAt[caller] = full + interval
    return nil
  }

  /// Callers that are told apart at the moment.
  var count: Int { fullAt.count }

  /// The caller, or all others together where there is no room for one more.
  private mutating func known(_ caller: Caller, at now: Duration) -> Caller {
    guard fullAt[caller] == nil, fullAt.count >= callerLimit else { return caller }
    // Not with each request: going through all would be the very work that a flood wants to cause.
    if sweptAt.map({ now >= $0 + .seconds(1) }) ?? true {
      sweptAt = now
      fullAt = fullAt.filter { $0.value > now }
    }
    return fullAt.count < callerLimit ? caller : .others
  }
}
