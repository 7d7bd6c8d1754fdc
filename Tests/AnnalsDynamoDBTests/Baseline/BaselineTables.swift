import AWSClient
import Annals
import EngineTestSupport
import Foundation

@testable import AnnalsDynamoDB

/// A service's table of prompts on the engine, its description, and a history in memory.
struct BaselineTables: Sendable {
  static let name = "prompts"
  static let text = "tables: {PROMPT: {table: prompts, key: prompt_id}}"
  let dynamoDB: DynamoDBClient
  let tables: ResourceTables
  let history: HistoryService

  /// Runs a test with a table that has so many items.
  static func with(items count: Int, _ body: (BaselineTables) async throws -> Void) async throws {
    try await DynamoDBEngine.withClient(rules: RequestRules(asksForParents: false)) { client in
      let tables = BaselineTables(
        dynamoDB: DynamoDBClient(client), tables: try ResourceTables(yaml: text), history: try HistoryService(store: MemoryStore()))
      _ = try await tables.dynamoDB.createTable(
        CreateTable(
          tableName: name, keySchema: [KeySchemaElement("prompt_id", .hash)], attributeDefinitions: [AttributeDefinition("prompt_id")]))
      try await tables.put((0..<count).map { item($0) })
      try await body(tables)
    }
  }

  /// An item of every type that DynamoDB has.
  static func item(_ number: Int) -> AttributeMap {
    [
      "prompt_id": .s("p-\(number)"), "n": .n(number), "exact": .n("98765.4321001"), "on": .bool(number % 2 == 0),
      "none": .null, "photo": .b([0, UInt8(number % 256), 255]), "tags": .ss(["a", "b-\(number)"]), "sizes": .ns(["1", "2.5"]),
      "parts": .bs([[1], [2, 3]]), "list": [1, "x", ["deep": .b([9])]], "map": ["inner": ["tags": .ss(["z"])], "empty": .l([])],
    ]
  }

  func put(_ items: [AttributeMap]) async throws {
    for start in stride(from: 0, to: items.count, by: 25) {
      let writes = items[start..<min(start + 25, items.count)].map { BatchWriteItem.Write.put($0) }
      _ = try await dynamoDB.batchWriteItem(BatchWriteItem(requestItems: [Self.name: writes]))
    }
  }

  func run(
    isStopped: @escaping @Sendable () -> Bool = { false }, change: (inout TableBaseline.Options) -> Void = { _ in }
  ) async throws -> BaselineReport {
    var options = TableBaseline.Options()
    options.pageLimit = 7
    change(&options)
    return try await TableBaseline(client: dynamoDB, tables: tables, history: history, options: options).run(isStopped: isStopped)
  }

  var records: [HistoryRecord] {
    get async throws {
      var records: [HistoryRecord] = []
      for try await record in history.allRecords(matching: RecordFilter(resourceType: try ResourceType("PROMPT"))) {
        records.append(record)
      }
      return records
    }
  }
}
