import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsTestSupport
import EngineTestSupport
import Synchronization
import Testing

/// A table of a service, tracked, with its history in memory.
struct ServiceTable: Sendable {
  static let name = "prompts"
  let dynamoDB: DynamoDBClient
  let history: HistoryService
  let table: TrackedTable

  /// A table on which time stands still without a say: reads before a call are never too late.
  init(
    _ client: AWSClient, _ descriptions: [TrackedTableDescription] = [promptTable()], clock: any Clock<Duration> = ManualClock()
  ) throws {
    dynamoDB = DynamoDBClient(client)
    history = try HistoryService(store: MemoryStore())
    table = TrackedTable(client: dynamoDB, descriptions: descriptions, history: history, clock: clock)
  }

  /// Runs a test with a table of prompts on the engine; no request may break a rule of AWS.
  static func with(
    _ change: (inout TrackedTableDescription) -> Void = { _ in }, log: RequestLog? = nil, _ body: (ServiceTable) async throws -> Void
  ) async throws {
    let rules = RequestRules(asksForParents: false)
    try await DynamoDBEngine.withClient(rules: rules, { log?.note(&$0) }) { client in
      _ = try await DynamoDBClient(client).createTable(Self.creation)
      var description = promptTable()
      change(&description)
      let service = try ServiceTable(client, [description])
      try await service.history.recording { try await body(service) }
    }
    #expect(rules.violations == [])
  }

  static var creation: CreateTable {
    CreateTable(tableName: name, keySchema: [.init("prompt_id", .hash)], attributeDefinitions: [.init("prompt_id")])
  }

  /// All records so far, in the order in which they were captured.
  func records() async throws -> [HistoryRecord] {
    try await history.flush()
    return try await history.records(limit: 1000).records.sorted { $0.position < $1.position }
  }

  func put(_ id: String, _ attributes: (String, AttributeValue)...) -> PutItem {
    PutItem(tableName: Self.name, item: item(id, attributes))
  }

  func update(_ id: String, _ expression: String, _ values: [String: AttributeValue] = [:]) -> UpdateItem {
    var update = UpdateItem(tableName: Self.name, key: ["prompt_id": .s(id)])
    update.updateExpression = expression
    update.expressionAttributeValues = values
    return update
  }

  func delete(_ id: String) -> DeleteItem { DeleteItem(tableName: Self.name, key: ["prompt_id": .s(id)]) }

  /// What the table holds of a key, read past history.
  func stored(_ id: String) async throws -> AttributeMap? {
    var get = GetItem(tableName: Self.name, key: ["prompt_id": .s(id)])
    get.consistentRead = true
    return try await dynamoDB.getItem(get).item
  }

  func item(_ id: String, _ attributes: [(String, AttributeValue)]) -> AttributeMap {
    AttributeMap([("prompt_id", .s(id))] + attributes)
  }
}

func promptTable() -> TrackedTableDescription {
  TrackedTableDescription(tableName: ServiceTable.name, resourceType: "PROMPT", id: ["prompt_id"])
}
