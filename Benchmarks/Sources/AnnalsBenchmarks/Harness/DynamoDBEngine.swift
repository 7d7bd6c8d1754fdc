import AWSClient
import AnnalsDynamoDB
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix

/// A DynamoDB engine on this machine, started for a case and ended with it.
struct DynamoDBEngine: Sendable {
  /// The project's folder.
  static let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../..").standardizedFileURL

  let url: String
  let client: AWSClient

  var dynamoDB: DynamoDBClient { DynamoDBClient(client) }

  /// Runs the body with an engine.
  static func run<Value>(_ body: (DynamoDBEngine) async throws -> Value) async throws -> Value {
    guard FileManager.default.isExecutableFile(atPath: root.appendingPathComponent(".venv/bin/ministack").path) else {
      throw BenchmarkError("the DynamoDB engine is not installed: run Scripts/setup bench, or make bench")
    }
    let port = try await freePort()
    let process = Process()
    process.executableURL = root.appendingPathComponent("Scripts/engine")
    process.arguments = ["run", String(port)]
    // It ends when this pipe is closed, also when this process is killed.
    let input = Pipe()
    process.standardInput = input
    try process.run()
    defer {
      try? input.fileHandleForWriting.close()
      process.waitUntilExit()
    }
    let url = "http://127.0.0.1:\(port)"
    try await waitUntilReady("\(url)/_ministack/health")
    let keys = AWSCredentials(accessKeyID: "111122223333", secretAccessKey: "not-checked-here")
    var configuration = AWSClientConfiguration(region: "eu-central-1", credentials: StaticCredentials(keys))
    configuration.endpoint = url
    // A page of a large partition takes the engine seconds, and everyone else waits.
    configuration.readTimeout = .seconds(300)
    configuration.deadline = .seconds(600)
    let client = try AWSClient(configuration)
    do {
      let value = try await body(DynamoDBEngine(url: url, client: client))
      try await client.shutdown()
      return value
    } catch {
      try? await client.shutdown()
      throw error
    }
  }

  /// Runs the body with a new table for history, which is gone afterwards.
  func withTable<Value>(_ body: (_ name: String) async throws -> Value) async throws -> Value {
    let name = "history-\(UUID().uuidString.lowercased())"
    _ = try await dynamoDB.createTable(HistoryTable.createTable(name))
    let value = try await body(name)
    _ = try await dynamoDB.deleteTable(DeleteTable(tableName: name))
    return value
  }

  /// A store in a table, as a process has it that has just begun.
  func store(_ table: String) throws -> DynamoDBStore {
    var configuration = DynamoDBStoreConfiguration()
    configuration.readLimit = .seconds(600)
    // The benchmark writes the past, and asks at once.
    configuration.settleTime = .zero
    return try DynamoDBStore(client: client, tableName: table, configuration: configuration)
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
    configuration.timeout = .init(connect: .seconds(60))
    configuration.connectionPool.retryConnectionEstablishment = true
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    defer { client.shutdown { _ in } }
    let answer = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(60))
    _ = try await answer.body.collect(upTo: 1 << 20)
  }
}
