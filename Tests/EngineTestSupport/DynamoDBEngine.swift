package import AWSClient
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import Synchronization

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

  package let url: String
  private let process: ProcessHandle

  /// The engine of this process.
  package static func shared(_ mode: Mode = .open) async throws -> DynamoDBEngine { try await engines.engine(mode) }

  /// A client whose account nobody else has.
  package func client(_ change: (inout AWSClientConfiguration) -> Void = { _ in }) throws -> AWSClient {
    let account = (0..<12).map { _ in String(Int.random(in: 1...9)) }.joined()
    return try client(AWSCredentials(accessKeyID: account, secretAccessKey: "not-checked-here"), change)
  }

  /// A client with these credentials.
  package func client(_ credentials: AWSCredentials, _ change: (inout AWSClientConfiguration) -> Void = { _ in }) throws -> AWSClient {
    var configuration = AWSClientConfiguration(region: "eu-central-1", credentials: StaticCredentials(credentials))
    configuration.endpoint = url
    change(&configuration)
    return try AWSClient(configuration)
  }

  /// Runs the body with a client of an account of its own, and shuts the client down.
  package static func withClient<Value>(
    _ change: (inout AWSClientConfiguration) -> Void = { _ in }, _ body: (AWSClient) async throws -> Value
  ) async throws -> Value {
    let client = try await shared().client(change)
    do {
      let value = try await body(client)
      try await client.shutdown()
      return value
    } catch {
      try? await client.shutdown()
      throw error
    }
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
    let port = try await Self.freePort()
    url = "http://127.0.0.1:\(port)"
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let script = root.appendingPathComponent("Scripts/engine")
    guard FileManager.default.isExecutableFile(atPath: root.appendingPathComponent(".venv/bin/ministack").path) else {
      throw EngineMissing()
    }
    process = try ProcessHandle(script, ["run", String(port)], environment: mode == .verifying ? ["AUTH": "true"] : [:])
    try await Self.waitUntilReady(url)
  }

  private static func freePort() async throws -> Int {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0).get()
    let port = channel.localAddress?.port ?? 0
    try await channel.close()
    return port
  }

  /// The HTTP client itself tries to connect until the engine listens.
  private static func waitUntilReady(_ url: String) async throws {
    var configuration = HTTPClient.Configuration()
    configuration.timeout = .init(connect: .seconds(120))
    configuration.connectionPool.retryConnectionEstablishment = true
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    do {
      let response = try await client.execute(HTTPClientRequest(url: "\(url)/_ministack/health"), timeout: .seconds(120))
      _ = try await response.body.collect(upTo: 1 << 20)
      try await client.shutdown()
    } catch {
      try? await client.shutdown()
      throw error
    }
  }
}

/// Says what to run before these tests.
struct EngineMissing: Error, CustomStringConvertible {
  let description = "the DynamoDB engine is not installed: run Scripts/engine install, or make test"
}

/// A process that ends when this one does: it waits for the end of its standard input, which this process alone holds open.
private final class ProcessHandle: Sendable {
  private let running: Mutex<(Process, Pipe)>

  init(_ executable: URL, _ arguments: [String], environment: [String: String]) throws {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    let pipe = Pipe()
    process.standardInput = pipe
    try process.run()
    running = Mutex((process, pipe))
  }
}
