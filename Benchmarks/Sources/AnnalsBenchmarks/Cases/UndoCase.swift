import AWSClient
import Annals
import AnnalsDynamoDB

/// Undoing 10,000 deletions: requests to the service's table against the least possible, and write units a second against those asked for.
///
/// The least is a conditional write for each item and a look at 100 items a request for the plan; transactions would cost twice the units.
struct UndoCase: BenchmarkCase {
  static let name = "undo"
  private static let table = "prompts"

  func run(_ scope: Scope) async throws -> [Row] {
    let count = scope.scale.scaled(10_000)
    return try await DynamoDBEngine.run { engine in
      try await engine.withTable { table in
        let history = try HistoryService(store: engine.store(table))
        try await delete(count, history)
        return try await undo(count, within: 100, history, engine)
      }
    }
  }

  /// The history of a service whose items are gone.
  private func delete(_ count: Int, _ history: HistoryService) async throws {
    try await history.recording {
      for number in 0..<count {
        let prompt = Prompt.sample(number)
        history.log(.delete, "PROMPT", id: prompt.id, user: "eve", before: prompt)
        if number % 2_000 == 1_999 { try await history.flush(within: .seconds(300)) }
      }
      try await history.flush(within: .seconds(300))
    }
  }

  private func undo(_ count: Int, within writeUnits: Int, _ history: HistoryService, _ engine: DynamoDBEngine) async throws -> [Row] {
    _ = try await engine.dynamoDB.createTable(
      CreateTable(tableName: Self.table, keySchema: [.init("id", .hash)], attributeDefinitions: [.init("id")]))
    let tables = try ResourceTables(yaml: "tables: {PROMPT: {table: \(Self.table), key: id}}")
    let restorer = try TableRestorer(client: engine.client, tables: tables, maximumWriteUnits: writeUnits)
    let filter = RecordFilter(user: try User("eve"))
    let plan = try await RecoveryPlanner(history, restorer: restorer, by: try User("ann"))
      .plan(RecoveryRequest(.operations(filter, requestID: nil, tags: [:])))
    guard plan.counts.writes == count else { throw BenchmarkError("the plan has \(plan.counts.writes) of \(count) writes") }
    try await PlanShelf(history.store).keep(plan)
    let start = ContinuousClock.now
    let report = try await RecoveryRun(plan, history: history, restorer: restorer, by: try User("ann")).run()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    guard report.isWhole else { throw BenchmarkError("the undo did not come to its end: \(report.json)") }
    let consumed = restorer.consumed
    let requests = consumed.requests.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    let least = Double(count + (count + 99) / 100)
    let units = consumed.units.values.reduce(0, +)
    return [
      Row(
        "\(Self.name): \(count) deletions", unit: "requests", rounds: [Round(baseline: least, subject: Double(consumed.totalRequests))],
        goal: .atMost(1.1), notes: [requests]),
      Row(
        "\(Self.name): its pace", unit: "write units/s",
        rounds: [Round(baseline: Double(writeUnits), subject: Double(plan.counts.writeUnits) / seconds)], goal: .atMost(1.05),
        notes: ["\(plan.counts.writeUnits) units planned, \(units) consumed in \(Int(seconds)) s"]),
    ]
  }
}
