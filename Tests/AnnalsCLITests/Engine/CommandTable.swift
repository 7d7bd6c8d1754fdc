import AWSClient
import AnnalsTestSupport
import EngineTestSupport
import Foundation

/// A folder that `annals` runs in, with a DynamoDB table in an account of its own that its environment names.
struct CommandTable: Sendable {
  static let name = "history"
  let folder: CommandFolder
  /// What the runs have in their environment.
  let environment: [String: String]
  private let client: AWSClient

  var dynamoDB: DynamoDBClient { DynamoDBClient(client) }

  /// Runs the body with a folder whose table is not there yet.
  ///
  /// - Parameters:
  ///   - credentials: Whose account.
  ///   - url: What `annals` asks in place of the engine itself.
  ///   - body: What runs.
  /// - Throws: What the body throws, or what keeps the engine from starting.
  static func with(
    _ credentials: AWSCredentials = DynamoDBEngine.makeAccount(), url: String? = nil, _ body: (CommandTable) async throws -> Void
  ) async throws {
    let engine = try await DynamoDBEngine.shared()
    let environment = [
      "AWS_ENDPOINT_URL": url ?? engine.url, "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": credentials.accessKeyID,
      "AWS_SECRET_ACCESS_KEY": credentials.secretAccessKey, "AWS_EC2_METADATA_DISABLED": "true", "TABLE_NAME": name,
    ]
    var configuration = AWSClientConfiguration(region: "eu-central-1", credentials: StaticCredentials(credentials))
    configuration.endpoint = engine.url
    let folder = try CommandFolder()
    try await closing(try AWSClient(configuration)) { client in
      try await body(CommandTable(folder: folder, environment: environment, client: client))
    }
  }

  /// Runs `annals` to its end; what is given goes into its environment besides.
  @discardableResult
  func run(_ arguments: String..., environment more: [String: String] = [:]) async throws -> CommandFolder.Outcome {
    try await folder.run(arguments: arguments, environment: environment.merging(more) { _, given in given })
  }

  /// The first lines of the real operations, as a file in the folder.
  func writeOperations(_ count: Int, to name: String = "operations.ndjson") throws {
    try folder.write(RealOperations.lines().prefix(count).joined(separator: "\n") + "\n", to: name)
  }

  /// Puts items into the table.
  func put(_ items: [AttributeMap]) async throws {
    for start in stride(from: 0, to: items.count, by: 25) {
      let writes = items[start..<min(start + 25, items.count)].map { BatchWriteItem.Write.put($0) }
      _ = try await dynamoDB.batchWriteItem(BatchWriteItem(requestItems: [Self.name: writes]))
    }
  }

  /// How many records the table holds; of these, only those that have an attribute.
  func recordCount(with attribute: String = "PK") async throws -> Int {
    var scan = Scan(tableName: Self.name)
    scan.select = .count
    scan.filterExpression = "begins_with(SK, :o) AND begins_with(PK, :h) AND attribute_exists(#a)"
    scan.expressionAttributeNames = ["#a": attribute]
    scan.expressionAttributeValues = [":o": "OPERATION#", ":h": "HISTORY#"]
    var count = 0
    repeat {
      let page = try await dynamoDB.scan(scan)
      count += page.count
      scan.exclusiveStartKey = page.lastEvaluatedKey
    } while scan.exclusiveStartKey != nil
    return count
  }

  /// Starts `annals`, kills it with SIGKILL once the table is as the condition says, and waits for its end.
  ///
  /// Its input stays open until then, so that a run that reads `-` cannot end before.
  func runAndKill(_ arguments: String..., input: Data = Data(), once isReached: () async throws -> Bool) async throws {
    let process = folder.process(arguments, environment: environment)
    let pipe = Pipe()
    process.standardInput = pipe
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let (ended, continuation) = AsyncStream<Void>.makeStream()
    process.terminationHandler = { _ in continuation.finish() }
    try process.run()
    let writing = Thread { try? pipe.fileHandleForWriting.write(contentsOf: input) }
    writing.start()
    while process.isRunning, try await !isReached() { await Task.yield() }
    kill(process.processIdentifier, SIGKILL)
    for await _ in ended {}
    try? pipe.fileHandleForWriting.close()
  }
}
