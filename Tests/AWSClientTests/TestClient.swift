import AnnalsTestSupport
import EngineTestSupport
import Foundation

@testable import AWSClient

/// Clients that wait for no clock.
enum TestClient {
  static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
  static let token = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22w"
  static let credentials = AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: secret, sessionToken: token)

  /// Runs the body with a client of an endpoint, without jitter and on a clock that stands still, and shuts the client down.
  static func run<Value>(
    _ endpoint: String, provider: any CredentialsProvider = StaticCredentials(credentials), clock: any Clock<Duration> = ManualClock(),
    now: @escaping @Sendable () -> Date = { Date() }, jitter: Double = 0, _ change: (inout AWSClientConfiguration) -> Void = { _ in },
    _ body: (AWSClient) async throws -> Value
  ) async throws -> Value {
    var configuration = AWSClientConfiguration(region: "eu-central-1", credentials: provider)
    configuration.endpoint = endpoint
    change(&configuration)
    return try await closing(AWSClient(configuration, clock: clock, now: now, jitter: { jitter }), body)
  }
}
