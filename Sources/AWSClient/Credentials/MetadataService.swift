import Foundation

/// Requests to the small HTTP services that give a machine or container its credentials.
struct MetadataService: Sendable {
  let client: AWSClient
  /// The time that one attempt has.
  var timeout: Duration = .seconds(1)
  var maximumAttempts = 3

  /// One request, tried again where it got no answer or a 5xx.
  func request(_ method: String, _ url: String, headers: [(name: String, value: String)] = []) async throws -> ServiceReply {
    var configuration = client.configuration.retry
    configuration.maximumAttempts = maximumAttempts
    var retries = Retries(configuration, service: Self.service)
    var quota = RetryQuota(capacity: .max)
    while true {
      var failure: AWSError
      do {
        let reply = try await client.transport.exchange(method, url, headers: headers, body: nil, timeout: timeout)
        guard reply.status >= 500 || reply.status == 429 else { return reply }
        failure = AWSError(.credentialsUnavailable, "it answered with HTTP \(reply.status)", httpStatus: reply.status, isRetryable: true)
      } catch let error as AWSError {
        failure = error
      }
      let kind: Retries.Failure = failure.isRetryable ? .transient : .final
      let decision = retries.decide(after: kind, retryAfter: nil, remaining: nil, quota: &quota, fraction: client.jitter())
      guard case .wait(let time) = decision else { throw failure }
      try await client.clock.sleep(for: time)
    }
  }

  private static let service = AWSService(name: "metadata", transientBase: .milliseconds(50), maximumAttempts: 3)
}
