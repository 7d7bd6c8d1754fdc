import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsSQLite
import EngineTestSupport
import Foundation

/// The store of a round, as its children and the test reach it.
struct SoakStore: Sendable {
  /// Which store.
  enum Kind: Sendable {
    case sqlite
    case dynamodb
  }

  private enum Place: Sendable {
    case file(String)
    case table(AWSClient)
  }

  private static let table = "soak"
  private let place: Place
  /// The store as the child is told it.
  let address: String
  /// What the child needs to reach it.
  let environment: [String: String]

  init(_ kind: Kind, in folder: URL) async throws {
    switch kind {
    case .sqlite:
      let path = folder.appendingPathComponent("history.sqlite").path
      (place, address, environment) = (.file(path), "sqlite:\(path)", [:])
    case .dynamodb:
      let account = DynamoDBEngine.makeAccount()
      let engine = try await DynamoDBEngine.shared()
      let client = try engine.client(account)
      place = .table(client)
      address = "dynamodb:\(Self.table)"
      environment = [
        "AWS_ENDPOINT_URL": engine.url, "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": account.accessKeyID,
        "AWS_SECRET_ACCESS_KEY": account.secretAccessKey,
      ]
      _ = try await DynamoDBClient(client).createTable(HistoryTable.createTable(Self.table))
    }
  }

  /// Runs the body with the store opened anew; afterwards no connection holds its files.
  func open<Value>(_ body: (any HistoryStore) async throws -> Value) async throws -> Value {
    switch place {
    case .table(let client): return try await body(DynamoDBStore(client: client, tableName: Self.table))
    case .file(let path):
      let store = try SQLiteStore(path: path)
      do {
        let value = try await body(store)
        try store.close()
        return value
      } catch {
        try? store.close()
        throw error
      }
    }
  }

  func close() async throws {
    if case .table(let client) = place { try await client.shutdown() }
  }
}
