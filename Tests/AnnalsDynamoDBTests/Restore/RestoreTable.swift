import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Testing

@testable import AnnalsDynamoDB

/// A service's table of prompts, tracked, with its history in memory and what puts it back.
struct RestoreTable: Sendable {
  static let name = "prompts"
  private static let description = """
    tables:
      PROMPT:
        table: prompts
        key: prompt_id
        leave_alone: [views]
        omit: [embedding]
        types: {marks: text set, sizes: number set, photo: binary, parts: binary set}
    """

  let client: AWSClient
  let dynamoDB: DynamoDBClient
  let history: HistoryService
  let table: TrackedTable
  let restorer: TableRestorer

  private init(_ client: AWSClient, service: AWSClient) throws {
    self.client = client
    dynamoDB = DynamoDBClient(service)
    history = try HistoryService(store: MemoryStore())
    let tables = try ResourceTables(yaml: Self.description)
    table = TrackedTable(client: dynamoDB, descriptions: tables.tracked, history: history)
    restorer = try TableRestorer(client: client, tables: tables)
  }

  /// Runs a test with a table on the engine; what puts back goes through faults, and breaks no rule of AWS.
  static func with(faults: [Fault] = [], _ body: (RestoreTable) async throws -> Void) async throws {
    let account = DynamoDBEngine.makeAccount()
    let rules = RequestRules(asksForParents: false)
    let engine = try await DynamoDBEngine.shared()
    try await FaultProxy.with(faults, account: account) { url, _ in
      let client = try engine.client(account, rules: rules) { configuration in
        configuration.endpoint = faults.isEmpty ? engine.url : url
        configuration.retry.throttlingBase = .milliseconds(20)
      }
      try await closing(client) { client in
        try await closing(engine.client(account, rules: rules)) { service in
          _ = try await DynamoDBClient(service).createTable(
            CreateTable(tableName: name, keySchema: [.init("prompt_id", .hash)], attributeDefinitions: [.init("prompt_id")]))
          let table = try RestoreTable(client, service: service)
          try await table.history.recording { try await body(table) }
        }
      }
    }
    #expect(rules.violations == [])
  }

  // MARK: The service

  func put(_ id: String, _ attributes: AttributeMap, by user: String) async throws {
    var item = attributes
    item["prompt_id"] = .s(id)
    let put = PutItem(tableName: Self.name, item: item)
    try await withHistoryContext(user: user) { _ = try await table.putItem(put) }
  }

  func set(_ id: String, _ name: String, to value: AttributeValue, by user: String) async throws {
    let update = Self.update(id, name, value)
    try await withHistoryContext(user: user) { _ = try await table.updateItem(update) }
  }

  /// Changes an item that nobody records.
  func setSilently(_ id: String, _ name: String, to value: AttributeValue) async throws {
    _ = try await dynamoDB.updateItem(Self.update(id, name, value))
  }

  func delete(_ id: String, by user: String) async throws {
    let delete = DeleteItem(tableName: Self.name, key: ["prompt_id": .s(id)])
    try await withHistoryContext(user: user) { _ = try await table.deleteItem(delete) }
  }

  func item(_ id: String) async throws -> AttributeMap? {
    var get = GetItem(tableName: Self.name, key: ["prompt_id": .s(id)])
    get.consistentRead = true
    return try await dynamoDB.getItem(get).item
  }

  private static func update(_ id: String, _ name: String, _ value: AttributeValue) -> UpdateItem {
    var update = UpdateItem(tableName: Self.name, key: ["prompt_id": .s(id)])
    update.updateExpression = "SET #n = :v"
    update.expressionAttributeNames = ["#n": name]
    update.expressionAttributeValues = [":v": value]
    return update
  }

  // MARK: Recovery

  func plan(_ user: String = "eve", _ change: (inout RecoveryPlanner.Options) -> Void = { _ in }) async throws -> RecoveryPlan {
    try await history.flush()
    var options = RecoveryPlanner.Options()
    change(&options)
    let filter = RecordFilter(user: try User(user))
    return try await RecoveryPlanner(history, restorer: restorer, by: try User("ann"), options: options).plan(
      RecoveryRequest(.operations(filter, requestID: nil, tags: [:])))
  }

  func apply(_ plan: RecoveryPlan) async throws -> RecoveryReport {
    try await RecoveryRun(plan, history: history, restorer: restorer, by: try User("ann")).run()
  }

  func present(_ id: String) async throws -> PresentState? {
    try await restorer.presentStates(of: [Self.resource(id)])[Self.resource(id)]
  }

  static func resource(_ id: String) throws -> Resource { try Resource("PROMPT", id) }
}

extension RestoreOutcome {
  var word: String {
    switch self {
    case .done: "done"
    case .moved: "moved"
    case .heldBack: "held back"
    case .refused: "refused"
    }
  }
}
