import HTTPTypes
import HummingbirdCore
import Logging
import Metrics
import NIOCore
import Synchronization

/// Lets requests through to the server within its limits, and answers the others.
final class Traffic: Sendable {
  private let limits: ServerLimits
  private let security: SecurityHeaders
  private let proxies: TrustedProxies
  private let clock: any Clock<Duration>
  private let elapsed: @Sendable () -> Duration
  private let admission: Mutex<RequestAdmission>

  init(
    _ limits: ServerLimits, security: SecurityHeaders, proxies: TrustedProxies = TrustedProxies(),
    clock: any Clock<Duration> = ContinuousClock()
  ) {
    self.limits = limits
    self.security = security
    self.proxies = proxies
    self.clock = clock
    elapsed = Self.stopwatch(clock)
    admission = Mutex(RequestAdmission(limits))
  }

  /// A responder that hands on what may be served.
  func guarding(_ responder: @escaping HTTPChannelHandler.Responder) -> HTTPChannelHandler.Responder {
    { request, writer, channel in
      if let problem = self.oversize(request) { return try await self.refuse(request, problem, writer) }
      // The one that orchestrators ask whether to end the process: it costs nothing, and must not fail because of others.
      guard request.uri.path != Endpoint.health.template else { return try await responder(request, writer, channel) }
      let credential = Caller.credential(in: request.headers)
      let address = self.proxies.clientAddress(request.headers, from: channel.remoteAddress?.ipAddress) ?? "local"
      let (caller, decision) = self.admission.withLock { admission in
        let caller = admission.caller(credential: credential, address: address)
        return (caller, admission.begin(caller, at: self.elapsed()))
      }
      if let problem = self.problem(decision) { return try await self.refuse(request, problem, writer) }
      defer { self.admission.withLock { $0.end(caller) } }
      try await responder(request, writer, channel)
    }
  }

  /// Notes whether a request's credential was let in, so that it is counted for itself from now on.
  func note(_ headers: HTTPFields, isLetIn: Bool) {
    guard let credential = Caller.credential(in: headers) else { return }
    admission.withLock { $0.note(credential, isLetIn: isLetIn) }
  }

  private func oversize(_ request: Request) -> Problem? {
    let target = request.head.path ?? ""
    let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.utf8.endIndex
    let lengths = [target.utf8[..<mark].count, target.utf8[mark...].count]
    guard lengths.contains(where: { $0 > limits.pathLength }) else { return nil }
    return Problem(
      .pathTooLong, "the path or the query is longer than \(limits.pathLength) bytes: send a shorter one",
      expected: "at most \(limits.pathLength) bytes")
  }

  private func problem(_ decision: RequestAdmission.Decision) -> Problem? {
    switch decision {
    case .serve: nil
    case .tooMany(let wait):
      Problem(
        .tooManyRequests, "these are too many requests: wait before the next one, or send several records in one",
        headers: [.retryAfter: String(Self.wholeSeconds(wait))])
    case .busy: Problem(.busy, "the server has too much to do: send the request again in a moment")
    }
  }

  private func refuse(_ request: Request, _ problem: Problem, _ writer: consuming ResponseWriter) async throws {
    Counter(label: "annals.requests.refused", dimensions: [("reason", problem.kind.code)]).increment()
    try await clock.sleep(for: limits.refusalDelay)
    var response = problem.answer.response(to: request, compressing: nil)
    security.add(to: &response.headers)
    try await writer.write(response: response.head, body: response.body)
  }

  private static func wholeSeconds(_ duration: Duration) -> Int64 {
    let (seconds, rest) = duration.components
    return max(1, rest > 0 ? seconds + 1 : seconds)
  }

  private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }
}
