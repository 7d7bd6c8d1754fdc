package import AWSClient

/// A real DynamoDB engine over HTTP, one a test process, started when it is first asked for and ended with the process.
///
/// `Scripts/engine install` must have run; `make test` does it.
package final class DynamoDBEngine: Sendable {
  /// What an engine takes for a signature.
  package enum Mode: String, Sendable {
    /// Anything; an access key of twelve digits is an account of its own.
    case open
    /// Only what verifies.
    case verifying
  }

  private let process: EngineProcess
  package var url: String { process.url }

  /// The engine of this process.
  package static func shared(_ mode: Mode = .open) async throws -> DynamoDBEngine { try await engines.engine(mode) }

  /// Credentials of an account that nobody else has, where the engine takes any.
  package static func makeAccount() -> AWSCredentials {
    let account = (0..<12).map { _ in String(Int.random(in: 1...9)) }.joined()
    return AWSCredentials(accessKeyID: account, secretAccessKey: "not-checked-here")
  }

  /// A client whose requests are held against AWS's rules; clients of one account share them, for they share its tables.
  package func client(
    _ credentials: AWSCredentials = makeAccount(), rules: RequestRules = RequestRules(),
    _ change: (inout AWSClientConfiguration) -> Void = { _ in }
  ) throws -> AWSClient {
    var configuration = AWSClientConfiguration(region: "eu-central-1", credentials: StaticCredentials(credentials))
    configuration.endpoint = url
    // All tests of a run start at once, and the engine has to be started beside them.
    (configuration.deadline, configuration.readTimeout) = (.seconds(300), .seconds(120))
    rules.guardRequests(of: &configuration)
    change(&configuration)
    return try AWSClient(configuration)
  }

  /// Runs the body with a client of an account of its own, and shuts the client down.
  package static func withClient<Value>(
    rules: RequestRules = RequestRules(), _ change: (inout AWSClientConfiguration) -> Void = { _ in },
    _ body: (AWSClient) async throws -> Value
  ) async throws -> Value {
    try await closing(shared().client(rules: rules, change), body)
  }

  private static let engines = Engines()

  private actor Engines {
    private var started: [Mode: Task<DynamoDBEngine, any Error>] = [:]

    func engine(_ mode: Mode) async throws -> DynamoDBEngine {
      if let task = started[mode] { return try await task.value }
      let task = Task { try await DynamoDBEngine(mode) }
      started[mode] = task
      return try await task.value
    }
  }

  private init(_ mode: Mode) async throws {
    process = try await EngineProcess(
      "run", program: ".venv/bin/ministack", environment: mode == .verifying ? ["AUTH": "true"] : [:], health: "/_ministack/health")
  }
}
