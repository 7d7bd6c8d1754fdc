public import Foundation
import Synchronization
import Tracing

/// A connection to AWS: one HTTP client, one place that signs, and one that retries.
///
/// Make one for the process, share it, and end with ``shutdown()``.
public final class AWSClient: Sendable {
  /// The region of its requests.
  public var region: String { configuration.region }

  let configuration: AWSClientConfiguration
  let transport: HTTPTransport
  let clock: any Clock<Duration>
  let now: @Sendable () -> Date
  let jitter: @Sendable () -> Double
  let metrics = CallMetrics()
  private let cache = CredentialsCache()
  private let services = Mutex<[AWSService: ServiceState]>([:])

  /// A client.
  ///
  /// - Parameters:
  ///   - configuration: Which AWS, as whom, and how patiently.
  ///   - clock: What deadlines and waits are measured with.
  ///   - now: What signatures are stamped with.
  /// - Throws: `invalidConfiguration` where an option has no meaning.
  public convenience init(
    _ configuration: AWSClientConfiguration, clock: any Clock<Duration> = ContinuousClock(),
    now: @escaping @Sendable () -> Date = { Date() }
  ) throws(AWSError) {
    try self.init(configuration, clock: clock, now: now, jitter: { .random(in: 0...1) })
  }

  init(
    _ configuration: AWSClientConfiguration, clock: any Clock<Duration>, now: @escaping @Sendable () -> Date,
    jitter: @escaping @Sendable () -> Double
  ) throws(AWSError) {
    try configuration.check()
    for url in Array(configuration.serviceEndpoints.values) + [configuration.endpoint].compactMap(\.self) { _ = try Endpoint(url: url) }
    self.configuration = configuration
    self.clock = clock
    self.now = now
    self.jitter = jitter
    transport = HTTPTransport(
      connectTimeout: configuration.connectTimeout, readTimeout: configuration.readTimeout, connections: configuration.connectionLimit)
  }

  /// Closes the connections; calls that run fail. Call it once, as the last.
  public func shutdown() async throws { try await transport.shutdown() }

  /// The credentials that requests are signed with now. Throws ``AWSError``: `credentialsNotFound`, `credentialsUnavailable`.
  public func credentials() async throws -> AWSCredentials {
    try await cache.credentials(now: now) { try await self.configuration.credentials.credentials(CredentialsContext(client: self)) }
  }

  /// How far a service's clock was found to be ahead of this machine's; zero as long as no signature was refused for its time.
  package var clockOffset: Duration {
    .seconds(services.withLock { $0.values.map(\.skew.offset).max { abs($0) < abs($1) } } ?? 0)
  }

  // MARK: For calls

  /// Sends a request until it succeeds, fails for good, or the deadline passes: the configuration's, unless it is given.
  func send<Value: Sendable>(
    _ request: ServiceRequest, within deadline: Duration? = nil,
    decode: @escaping @Sendable (ServiceReply) throws(JSONReader.Fault) -> Value
  ) async throws -> Value {
    let call = ServiceCall(client: self, request: request, deadline: deadline ?? configuration.deadline, decode: decode)
    let start = ContinuousClock.now
    do {
      // The span gets a failure's code alone: a service's sentence may hold what it was sent.
      let result: Result<Value, any Error> = await withSpan("\(request.service.name).\(request.operation)", ofKind: .client) { span in
        span.attributes["rpc.system"] = "aws-api"
        span.attributes["rpc.service"] = request.service.name
        span.attributes["rpc.method"] = request.operation
        do {
          guard let value = try await withinTime(call.deadline, on: clock, { try await call.run() }) else { throw call.overdue() }
          return .success(value)
        } catch {
          span.attributes["error.type"] = CallMetrics.code(of: error)
          span.setStatus(SpanStatus(code: .error))
          return .failure(error)
        }
      }
      let value = try result.get()
      metrics.ended(request, in: .now - start, failure: nil)
      return value
    } catch {
      metrics.ended(request, in: .now - start, failure: error)
      throw error
    }
  }

  /// Reads and changes what is known of a service.
  func withState<Value>(of service: AWSService, _ body: (inout ServiceState) throws(AWSError) -> Value) throws(AWSError) -> Value {
    try services.withLock { services throws(AWSError) in
      var state: ServiceState
      if let known = services[service] {
        state = known
      } else {
        state = ServiceState(endpoint: try configuration.endpoint(of: service), retry: configuration.retry)
      }
      defer { services[service] = state }
      return try body(&state)
    }
  }

  /// Forgets credentials that the service says have ended.
  func invalidate(_ credentials: AWSCredentials) { cache.invalidate(credentials) }

  func makeRequestToken() -> String { UUID().uuidString.lowercased() }
}

/// What a client knows of a service: where it is, how its clock goes, what retries may still cost.
struct ServiceState {
  let endpoint: Endpoint
  var quota: RetryQuota
  var skew = ClockSkew()
  private var signer: SigV4?

  init(endpoint: Endpoint, retry: RetryConfiguration) {
    self.endpoint = endpoint
    quota = RetryQuota(capacity: retry.quota)
  }

  /// The signer of the credentials, the same one as long as they stay.
  mutating func signer(_ credentials: AWSCredentials, region: String, service: AWSService) -> SigV4 {
    if let signer, signer.credentials == credentials { return signer }
    let signer = SigV4(credentials: credentials, region: region, service: service.name, pathStyle: service.pathStyle)
    self.signer = signer
    return signer
  }
}
