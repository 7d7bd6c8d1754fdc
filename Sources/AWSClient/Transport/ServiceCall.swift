import Foundation
import Synchronization

/// One call with its attempts: signs, sends, reads, and decides about the next attempt. The only place that retries services.
final class ServiceCall<Value: Sendable>: Sendable {
  private enum Outcome {
    case value(Value)
    case failure(AWSError, Retries.Failure, Retries.RetryAfter?)
  }

  /// The time that the call may take with all its attempts and waits.
  let deadline: Duration
  private let client: AWSClient
  private let request: ServiceRequest
  private let decode: @Sendable (ServiceReply) throws(JSONReader.Fault) -> Value
  private let id: String
  private let lastFailure = Mutex<AWSError?>(nil)

  init(
    client: AWSClient, request: ServiceRequest, deadline: Duration,
    decode: @escaping @Sendable (ServiceReply) throws(JSONReader.Fault) -> Value
  ) {
    self.client = client
    self.request = request
    self.deadline = deadline
    self.decode = decode
    id = client.makeRequestToken()
  }

  func run() async throws -> Value {
    let stopwatch = Stopwatch(client.clock)
    var retries = Retries(client.configuration.retry, service: request.service)
    while true {
      switch try await attempt(retries) {
      case .value(let value):
        try client.withState(of: request.service) { retries.succeed(quota: &$0.quota) }
        return value
      case .failure(let error, let failure, let retryAfter):
        lastFailure.withLock { $0 = error }
        client.metrics.failedAttempt(request, error)
        if request.service == .dynamoDB { CallAttempts.current?.note(error) }
        let remaining = deadline - stopwatch.elapsed()
        let fraction = client.jitter()
        let decision = try client.withState(of: request.service) {
          retries.decide(after: failure, retryAfter: retryAfter, remaining: remaining, quota: &$0.quota, fraction: fraction)
        }
        guard case .wait(let time) = decision else { throw error }
        client.metrics.retried(request)
        try await client.clock.sleep(for: time)
      }
    }
  }

  /// What a call fails with whose deadline has passed.
  func overdue() -> AWSError {
    let last = lastFailure.withLock { $0 }
    let reason = last.map { "; the last failure was \($0.code.rawValue)" } ?? ""
    return AWSError(
      .deadlineExceeded, "\(request.operation) was not done within \(deadline)\(reason)", requestID: last?.requestID,
      httpStatus: last?.httpStatus, isRetryable: true, isThrottling: last?.isThrottling ?? false, underlying: last)
  }

  // MARK: One attempt

  /// A request as it is sent, and what its signature was made with.
  private struct Signed {
    let url: String
    let headers: [(name: String, value: String)]
    let credentials: AWSCredentials?
    let skew: ClockSkew
  }

  private func attempt(_ retries: Retries) async throws -> Outcome {
    let signed = try await signed(retries)
    let reply: ServiceReply
    do {
      let body = request.body.isEmpty && !["POST", "PUT"].contains(request.method) ? nil : request.body
      reply = try await client.transport.exchange(
        request.method, signed.url, headers: signed.headers, body: body, form: request.form)
    } catch let error as AWSError {
      return .failure(error, error.code == .timedOut ? .timeout : error.isRetryable ? .transient : .final, nil)
    }
    if let damage = damage(reply) { return .failure(damage, .transient, nil) }
    let hasFailed = !(200..<300).contains(reply.status) || (request.canFailInBody && ErrorReply.isError(reply.body))
    guard !hasFailed else { return try failure(reply, signed) }
    do throws(JSONReader.Fault) {
      return .value(try decode(reply))
    } catch {
      let message = "the reply to \(request.operation) is not as agreed at byte \(error.position + 1) of \(reply.body.count): \(error.what)"
      return .failure(AWSError(.invalidReply, message, httpStatus: reply.status, isRetryable: true), .transient, nil)
    }
  }

  private func signed(_ retries: Retries) async throws -> Signed {
    let credentials: AWSCredentials? =
      switch request.signature {
      case .client: try await client.credentials()
      case .with(let credentials): credentials
      case .none: nil
      }
    let (endpoint, skew, signer) = try client.withState(of: request.service) { state in
      (state.endpoint, state.skew, credentials.map { state.signer($0, region: client.region, service: request.service) })
    }
    let host = request.hostPrefix + endpoint.authority
    let path = endpoint.path + request.path
    let payload = PayloadHash.of(request.body)
    var signable = SignableRequest(method: request.method, path: path, query: request.query, headers: [("Host", host)])
    signable.headers += request.headers
    if request.service == .s3 { signable.headers.append(("X-Amz-Content-Sha256", payload.text)) }
    signable.headers.append(("Amz-Sdk-Invocation-Id", id))
    signable.headers.append(("Amz-Sdk-Request", "attempt=\(retries.attempt); max=\(retries.maximumAttempts)"))
    signer?.sign(&signable, payload: payload, at: skew.corrected(client.now()))
    signable.headers.append(("User-Agent", "swift-aws-client/1.0"))
    // Not signed, for what stands between may change it.
    signable.headers += TraceHeaders.current
    let query = request.query.isEmpty ? "" : "?" + CanonicalRequest.query(request.query)
    return Signed(
      url: "\(endpoint.scheme)://\(host)\(path)\(query)", headers: signable.headers, credentials: credentials, skew: skew)
  }

  /// Whether the bytes are not those that the service sent.
  private func damage(_ reply: ServiceReply) -> AWSError? {
    guard let header = reply.header("x-amz-crc32"), let expected = UInt32(header), CRC32.checksum(reply.body) != expected else {
      return nil
    }
    return AWSError(
      .checksumMismatch, "the reply to \(request.operation) was damaged on its way (\(reply.body.count) bytes)",
      requestID: reply.header("x-amzn-requestid"), httpStatus: reply.status, isRetryable: true)
  }

  private func failure(_ reply: ServiceReply, _ signed: Signed) throws(AWSError) -> Outcome {
    let answer = ErrorReply(reply)
    var failure = answer.failure(status: reply.status)
    let now = client.now()
    let serviceTime = reply.header("date").flatMap(AWSTime.parseHTTPDate)
    let isClockCorrected = try client.withState(of: request.service) {
      $0.skew.learn(from: answer.code, serviceTime: serviceTime, now: now, signedWith: signed.skew)
    }
    if isClockCorrected { failure = .transient }
    if ["ExpiredTokenException", "ExpiredToken"].contains(answer.code), let credentials = signed.credentials {
      client.invalidate(credentials)
      // Keys that say when they end come from where there are new ones.
      if credentials.expiration != nil { failure = .transient }
    }
    let error = AWSError(
      answer.code, Secrets.removed(from: answer.message, signed.credentials), requestID: answer.requestID, httpStatus: reply.status,
      isRetryable: failure != .final, isThrottling: failure == .throttling, underlying: nil, body: reply.body)
    return .failure(error, failure, Self.retryAfter(reply, now: serviceTime ?? now))
  }

  private static func retryAfter(_ reply: ServiceReply, now: Date) -> Retries.RetryAfter? {
    if let text = reply.header("x-amz-retry-after"), let milliseconds = Int(text), (0...86_400_000).contains(milliseconds) {
      return .aws(.milliseconds(milliseconds))
    }
    // Seconds, or a date (RFC 9110, section 10.2.3).
    guard let text = reply.header("retry-after") else { return nil }
    let seconds = Int(text) ?? AWSTime.parseHTTPDate(text).map { Int($0.timeIntervalSince(now).rounded(.up)) }
    guard let seconds, seconds <= 86_400 else { return nil }
    return .http(.seconds(max(seconds, 0)))
  }
}

/// Keeps secrets out of sentences.
enum Secrets {
  /// The sentence without the credentials' secrets, and without the canonical request that a refused signature is explained with.
  static func removed(from message: String, _ credentials: AWSCredentials?) -> String {
    var text = message.firstRange(of: "The Canonical String").map { String(message[..<$0.lowerBound]) } ?? message
    for secret in [credentials?.secretAccessKey, credentials?.sessionToken].compactMap(\.self) where secret.utf8.count >= 8 {
      text = text.replacing(secret, with: "[REDACTED]")
    }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
