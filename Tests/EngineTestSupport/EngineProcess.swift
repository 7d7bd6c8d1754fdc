import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A server that `Scripts/engine` runs on a free port, and that ends when this process does: it waits for the end of its standard input, which
/// this process alone holds open.
final class EngineProcess: Sendable {
  let url: String
  private let running: Mutex<(Process, Pipe)>

  /// Starts a server, and waits until it answers at a path.
  ///
  /// - Parameters:
  ///   - command: The script's command, which gets the port as its first argument.
  ///   - program: The program that must be there, in the project's folder.
  ///   - arguments: What follows the port.
  ///   - environment: Settings in addition to this process's.
  ///   - health: The path.
  /// - Throws: ``EngineMissing`` where it is not installed.
  init(
    _ command: String, program: String, _ arguments: [String] = [], environment: [String: String] = [:], health: String
  ) async throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    guard FileManager.default.isExecutableFile(atPath: root.appendingPathComponent(program).path) else { throw EngineMissing() }
    let port = try await Self.freePort()
    url = "http://127.0.0.1:\(port)"
    let process = Process()
    process.executableURL = root.appendingPathComponent("Scripts/engine")
    process.arguments = [command, String(port)] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    let pipe = Pipe()
    process.standardInput = pipe
    try process.run()
    running = Mutex((process, pipe))
    try await Self.waitUntilReady(url + health)
  }

  private static func freePort() async throws -> Int {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0).get()
    let port = channel.localAddress?.port ?? 0
    try await channel.close()
    return port
  }

  /// The HTTP client itself tries to connect until the server listens.
  private static func waitUntilReady(_ url: String) async throws {
    var configuration = HTTPClient.Configuration()
    configuration.timeout = .init(connect: .seconds(120))
    configuration.connectionPool.retryConnectionEstablishment = true
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    do {
      let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(120))
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
