package import AWSClient
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Something that goes wrong between a client and the engine.
package struct Fault: Sendable {
  private var members: [String: String]

  /// The service answers with an error, in its own form. Without a status, the one that AWS gives with the code.
  package static func error(_ code: String, status: Int? = nil) -> Fault {
    Fault(members: ["error": #"{"code":"\#(code)"\#(status.map { ",\"status\":\($0)" } ?? "")}"#])
  }
  /// The connection is reset before an answer.
  package static let reset = Fault(members: ["reset": "true"])
  /// The answer ends early as if it were whole, after this part of it.
  package static func truncated(to part: Double) -> Fault { Fault(members: ["response": #"{"truncate_frac":\#(part)}"#]) }
  /// The connection breaks after this part of the answer.
  package static func broken(after part: Double) -> Fault { Fault(members: ["response": #"{"abort_frac":\#(part)}"#]) }
  /// One byte of the answer is another.
  package static let corrupted = Fault(members: ["response": #"{"corrupt_bytes":1}"#])
  /// The answer comes late.
  package static func late(milliseconds: Int) -> Fault { Fault(members: ["latency": String(milliseconds)]) }

  /// Only the first times.
  package func times(_ count: Int) -> Fault { with("times", String(count)) }
  /// Only at calls of an operation, such as `PutItem`.
  package func at(_ operation: String) -> Fault { with("operation", "\"\(operation)\"") }
  /// At this share of the calls, from 0 to 1.
  package func share(_ probability: Double) -> Fault { with("probability", String(probability)) }

  private func with(_ name: String, _ value: String) -> Fault {
    var fault = self
    fault.members[name] = value
    return fault
  }

  /// The proxy's rule for requests of one account.
  func rule(account: String) -> String {
    let scope = ["service": "\"dynamodb\"", "headers": #"{"authorization":"Credential=\#(account)/"}"#]
    let all = members.merging(scope) { own, _ in own }.sorted { $0.key < $1.key }
    return "{" + all.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
  }
}

/// A proxy in front of the shared engine that lets go wrong what a test wants, for the test's own account only.
package final class FaultProxy: Sendable {
  private static let starting = Task { try await FaultProxy(engine: .shared()) }
  private let process: EngineProcess

  private init(engine: DynamoDBEngine) async throws {
    process = try await EngineProcess(
      "faults", program: ".venv-microburst/bin/microburst", [engine.url], health: "/_microburst/health")
    // The proxy reads AWS's models at its first request, which takes a second: not within a test's time limits.
    let client = try engine.client { $0.endpoint = self.process.url }
    let result = await Task { try await DynamoDBClient(client).listTables() }.result
    try await client.shutdown()
    _ = try result.get()
  }

  /// Runs the body with a client behind faults, and with a way of asking how often they struck; shuts the client down.
  ///
  /// Throttled calls are tried again after hundredths of a second.
  ///
  /// - Parameters:
  ///   - faults: What goes wrong; at each call the first that is due.
  ///   - account: Whose calls.
  ///   - change: Changes the client's configuration.
  ///   - body: What runs.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws, or what keeps the proxy from starting.
  package static func withClient<Value>(
    _ faults: [Fault], account: AWSCredentials = DynamoDBEngine.makeAccount(), _ change: (inout AWSClientConfiguration) -> Void = { _ in },
    _ body: (AWSClient, _ strikes: @escaping @Sendable () async throws -> Int) async throws -> Value
  ) async throws -> Value {
    try await with(faults, account: account) { url, strikes in
      let client = try await DynamoDBEngine.shared().client(account) { configuration in
        configuration.endpoint = url
        configuration.retry.throttlingBase = .milliseconds(20)
        change(&configuration)
      }
      return try await closing(client) { client in try await body(client, strikes) }
    }
  }

  /// Runs the body with the address of the engine behind faults, for whoever calls it from another process, and with a way of asking how often they
  /// struck.
  package static func with<Value>(
    _ faults: [Fault], account: AWSCredentials,
    _ body: (_ url: String, _ strikes: @escaping @Sendable () async throws -> Int) async throws -> Value
  ) async throws -> Value {
    let proxy = try await starting.value
    let id = account.accessKeyID
    _ = try await proxy.rules(.PATCH, "[" + faults.map { $0.rule(account: id) }.joined(separator: ",") + "]")
    return try await body(proxy.process.url) { try await proxy.strikes(account: id) }
  }

  private struct Rule: Decodable {
    let headers: [String: String]?
    let firedCount: Int

    enum CodingKeys: String, CodingKey {
      case headers
      case firedCount = "fired_count"
    }
  }

  private func strikes(account: String) async throws -> Int {
    let rules = try JSONDecoder().decode([Rule].self, from: Data(try await rules(.GET, nil)))
    return rules.filter { $0.headers?["authorization"]?.contains(account) == true }.reduce(0) { $0 + $1.firedCount }
  }

  private func rules(_ method: HTTPMethod, _ body: String?) async throws -> [UInt8] {
    var request = HTTPClientRequest(url: process.url + "/_microburst/rules")
    request.method = method
    request.body = body.map { .bytes(ByteBuffer(string: $0)) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    return Array(try await response.body.collect(upTo: 1 << 20).readableBytesView)
  }
}
