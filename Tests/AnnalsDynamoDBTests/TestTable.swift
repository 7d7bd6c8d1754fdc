import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Logging

@testable import AnnalsDynamoDB

/// A table of its own in an account of its own, and what a test needs of it.
struct TestTable: Sendable {
  static let name = "main"
  let client: AWSClient

  var dynamoDB: DynamoDBClient { DynamoDBClient(client) }

  static func make(withIndexes: Bool = true) async throws -> TestTable {
    let client = try await DynamoDBEngine.shared().client()
    _ = try await DynamoDBClient(client).createTable(HistoryTable.createTable(name, withIndexes: withIndexes))
    return TestTable(client: client)
  }

  /// Runs a test with a table.
  static func with(indexes: Bool = true, _ body: (TestTable) async throws -> Void) async throws {
    let table = try await make(withIndexes: indexes)
    try await closing(table.client) { _ in try await body(table) }
  }

  /// A store in the table; another one each time, as another process has it.
  func store(
    logger: Logger = Logger(label: "test"), _ change: (inout DynamoDBStoreConfiguration) -> Void = { _ in }
  ) throws -> DynamoDBStore {
    var configuration = DynamoDBStoreConfiguration()
    change(&configuration)
    return try DynamoDBStore(client: client, tableName: Self.name, configuration: configuration, logger: logger)
  }

  /// Everything in the table.
  func items() async throws -> [AttributeMap] {
    var scan = Scan(tableName: Self.name)
    var items: [AttributeMap] = []
    repeat {
      let page = try await dynamoDB.scan(scan)
      items += page.items
      scan.exclusiveStartKey = page.lastEvaluatedKey
    } while scan.exclusiveStartKey != nil
    return items
  }

  func put(_ items: [AttributeMap]) async throws {
    for start in stride(from: 0, to: items.count, by: 25) {
      let writes = items[start..<min(start + 25, items.count)].map { BatchWriteItem.Write.put($0) }
      _ = try await dynamoDB.batchWriteItem(BatchWriteItem(requestItems: [Self.name: writes]))
    }
  }
}

extension StoreUnderTest {
  static let dynamoDB = table("dynamodb", indexes: true) { $0.shards = 2 }
  static let plainTable = table("dynamodb without indexes", indexes: false)
  /// A store for which half an hour passes with each look at the clock, so that every day is over and every mark is settled.
  static let settled = table("dynamodb, days over", indexes: true) { configuration in
    let clock = LeapingClock()
    configuration.now = { clock.next() }
    configuration.settleTime = .zero
  }

  private static func table(
    _ name: String, indexes: Bool, _ change: @escaping @Sendable (inout DynamoDBStoreConfiguration) -> Void = { _ in }
  ) -> StoreUnderTest {
    StoreUnderTest(name, isRemote: true) {
      let table = try await TestTable.make(withIndexes: indexes)
      return (try table.store(change), remove: { try await table.client.shutdown() })
    }
  }
}

/// A record with what a test cares about; moments count from 2023-11-14T22:13:20Z in microseconds.
func sample(
  _ kind: OperationKind = .update, _ type: String = "PROMPT", _ id: String = "prompt-1", at microseconds: Int64 = 0, token: String? = "T",
  by user: String = "ann", before: JSONObject? = nil, after: JSONObject? = nil, metadata: JSONObject = ["success": true]
) throws -> HistoryRecord {
  HistoryRecord(
    kind, of: try Resource(type, id), at: Timestamp(microseconds: 1_700_000_000_000_000 + microseconds),
    token: try token.map { try RecordToken($0) }, by: try User(user), before: before, after: after, metadata: metadata)
}
