import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsTestSupport
import EngineTestSupport
import Foundation

/// A table of history in an account of its own, and what the environment of a function on it is.
struct FunctionTable: Sendable {
  private static let name = "history"
  let client: AWSClient
  /// The history, as a test reads it.
  let history: HistoryService
  /// What the function has in its environment.
  let environment: [String: String]

  var dynamoDB: DynamoDBClient { DynamoDBClient(client) }

  /// Runs a body with an empty table.
  static func with(_ account: AWSCredentials = DynamoDBEngine.makeAccount(), _ body: (FunctionTable) async throws -> Void) async throws {
    let engine = try await DynamoDBEngine.shared()
    let environment = [
      "TABLE_NAME": name, "AWS_ENDPOINT_URL": engine.url, "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": account.accessKeyID,
      "AWS_SECRET_ACCESS_KEY": account.secretAccessKey, "AWS_LAMBDA_FUNCTION_NAME": "annals-upkeep",
    ]
    try await closing(try engine.client(account)) { client in
      _ = try await DynamoDBClient(client).createTable(HistoryTable.createTable(name))
      let history = try HistoryService(store: DynamoDBStore(client: client, tableName: name), logger: LogCollector().logger)
      try await body(FunctionTable(client: client, history: history, environment: environment))
    }
  }

  /// Another store on the same table, as another process has it.
  func anotherStore() throws -> DynamoDBStore { try DynamoDBStore(client: client, tableName: Self.name) }

  /// Makes a table of the service's own, whose key is `id`, with so many items.
  func makeServiceTable(_ name: String, items count: Int) async throws {
    _ = try await dynamoDB.createTable(
      CreateTable(tableName: name, keySchema: [.init("id", .hash)], attributeDefinitions: [.init("id")]))
    for start in stride(from: 0, to: count, by: 25) {
      let writes = (start..<min(start + 25, count)).map { number in
        BatchWriteItem.Write.put(["id": .s("\(name)-\(number)"), "n": .n(number), "phone": .s("0123-\(number)"), "tags": .ss(["a", "b"])])
      }
      _ = try await dynamoDB.batchWriteItem(BatchWriteItem(requestItems: [name: writes]))
    }
  }
}
