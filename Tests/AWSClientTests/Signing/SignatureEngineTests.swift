import AWSClient
import EngineTestSupport
import Foundation
import Testing

@Suite("Signatures, verified by an engine", .timeLimit(.minutes(5)))
struct SignatureEngineTests {
  private func listTables(as credentials: AWSCredentials, now: @escaping @Sendable () -> Date = { Date() }) async throws {
    var configuration = AWSClientConfiguration(region: "eu-central-1", credentials: StaticCredentials(credentials))
    configuration.endpoint = try await DynamoDBEngine.shared(.verifying).url
    configuration.retry = .never
    let client = try AWSClient(configuration, now: now)
    let result = await Result { try await DynamoDBClient(client).listTables() }
    try await client.shutdown()
    _ = try result.get()
  }

  @Test("A user's key and a session's are let in")
  func valid() async throws {
    let keys = EngineKeys(try await .shared(.verifying))
    try await listTables(as: try await keys.userKey())
    try await listTables(as: try await keys.sessionKey())
  }

  @Test("A wrong secret, an unknown key and a missing session token are not")
  func invalid() async throws {
    let keys = EngineKeys(try await .shared(.verifying))
    let user = try await keys.userKey()
    let session = try await keys.sessionKey()
    let wrong = [
      AWSCredentials(accessKeyID: user.accessKeyID, secretAccessKey: user.secretAccessKey + "x"),
      AWSCredentials(accessKeyID: "AKIAUNKNOWN", secretAccessKey: user.secretAccessKey),
      AWSCredentials(accessKeyID: session.accessKeyID, secretAccessKey: session.secretAccessKey),
    ]
    for credentials in wrong {
      let error = await #expect(throws: AWSError.self) { try await listTables(as: credentials) }
      #expect(error?.isRetryable == false)
      #expect(error?.description.contains(user.secretAccessKey) == false)
    }
  }

  @Test("A clock an hour off is corrected by the engine's")
  func clockSkew() async throws {
    let engine = try await DynamoDBEngine.shared(.verifying)
    let client = try AWSClient(
      {
        var configuration = AWSClientConfiguration(region: "eu-central-1", credentials: StaticCredentials($0))
        configuration.endpoint = engine.url
        return configuration
      }(try await EngineKeys(engine).userKey()), now: { Date(timeIntervalSinceNow: -3600) })
    let result = await Result { try await DynamoDBClient(client).listTables() }
    try await client.shutdown()
    _ = try result.get()
  }
}

extension Result where Failure == any Error {
  /// What an asynchronous body ends with.
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
