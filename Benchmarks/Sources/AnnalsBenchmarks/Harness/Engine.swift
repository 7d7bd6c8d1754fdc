import AWSClient
import AnnalsDynamoDB
import Foundation

/// A DynamoDB engine for a benchmark, as the tests use it (`Scripts/engine`), with tables in an account of its own.
final class Engine {
  let client: AWSClient
  let url: String
  let accountID: String
  private let process: Process
  private let input: Pipe

  private init(port: Int) throws {
    let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../..").standardizedFileURL
    let script = root.appendingPathComponent("Scripts/engine")
    let install = Process()
    install.executableURL = script
    install.arguments = ["install"]
    try install.run()
    install.waitUntilExit()
    guard install.terminationStatus == 0 else { throw BenchmarkError("the DynamoDB engine could not be installed") }
    process = Process()
    process.executableURL = script
    process.arguments = ["run", String(port)]
    input = Pipe()
    process.standardInput = input
    try process.run()
    url = "http://127.0.0.1:\(port)"
    accountID = String(Int.random(in: 100_000_000_000...999_999_999_999))
    var configuration = AWSClientConfiguration(
      region: "eu-central-1", credentials: StaticCredentials(AWSCredentials(accessKeyID: accountID, secretAccessKey: "not-checked")))
    configuration.endpoint = url
    client = try AWSClient(configuration)
  }

  /// Runs the body with an engine, and ends the engine.
  static func with<Value>(_ body: (Engine) async throws -> Value) async throws -> Value {
    let engine = try Engine(port: Int.random(in: 20_000...29_999))
    do {
      let value = try await body(engine)
      try await engine.end()
      return value
    } catch {
      try await engine.end()
      throw error
    }
  }

  /// Makes a table for history. The first call also waits for the engine.
  func makeTable(_ name: String) async throws {
    _ = try await DynamoDBClient(client).createTable(HistoryTable.createTable(name))
  }

  private func end() async throws {
    try await client.shutdown()
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
