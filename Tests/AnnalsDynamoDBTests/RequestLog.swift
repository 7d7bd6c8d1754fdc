import AWSClient
import EngineTestSupport
import Synchronization

/// The requests that a client sends, in order.
final class RequestLog: Sendable {
  private let log = Mutex<[DynamoDBRequest]>([])

  var requests: [DynamoDBRequest] { log.withLock { $0 } }
  var names: [String] { requests.map(\.name) }

  func forget() { log.withLock { $0 = [] } }

  /// Notes each request before it is checked; `refuse` may fail one by its name and how many of that name went before.
  func note(_ configuration: inout AWSClientConfiguration, refuse: @escaping @Sendable (String, Int) -> AWSError? = { _, _ in nil }) {
    let check = configuration.dynamoDBCheck
    configuration.dynamoDBCheck = { request throws(AWSError) in
      let before = self.log.withLock { log in
        log.append(request)
        return log.count { $0.name == request.name } - 1
      }
      if let error = refuse(request.name, before) { throw error }
      try check?(request)
    }
  }
}

extension StubServer.Request {
  /// DynamoDB's name of the call.
  var operation: String { header("x-amz-target").map { String($0.split(separator: ".").last ?? "") } ?? "" }
}

/// Runs the body with a client of a stub server, which tries once more.
func withStubClient<Value>(
  _ url: String, credentials: any CredentialsProvider = StaticCredentials(DynamoDBEngine.makeAccount()),
  _ body: (AWSClient) async throws -> Value
) async throws -> Value {
  var configuration = AWSClientConfiguration(region: "eu-central-1", credentials: credentials)
  configuration.endpoint = url
  configuration.retry.maximumAttempts = 2
  return try await closing(try AWSClient(configuration), body)
}

/// DynamoDB's answer that a call failed.
func failure(_ code: String, _ message: String = "no", status: Int = 400, headers: [(String, String)] = []) -> StubServer.Reply {
  .json(#"{"__type":"com.amazonaws.dynamodb.v20120810#\#(code)","message":"\#(message)"}"#, status: status, headers: headers)
}
