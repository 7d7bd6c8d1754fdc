import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsSQLite
import Foundation

/// What a tracked DynamoDB put takes over an untracked one, in turns, with the history in a journaled SQLite file; and the capacity units that history
/// adds to an operation of each kind.
struct TrackedCase: BenchmarkCase {
  static let name = "tracked"

  func run(_ scope: Scope) async throws -> [Row] {
    try await DynamoDBEngine.run { engine in
      try await TemporaryFolder.with { folder in
        let table = "prompts-\(UUID().uuidString.lowercased())"
        let creation = CreateTable(tableName: table, keySchema: [.init("prompt_id", .hash)], attributeDefinitions: [.init("prompt_id")])
        _ = try await engine.dynamoDB.createTable(creation)
        var configuration = HistoryConfiguration()
        configuration.recorder.guarantee = .journaled(JournalConfiguration(path: "\(folder)/journal"))
        let history = try HistoryService(store: try SQLiteStore(path: "\(folder)/history.sqlite"), configuration: configuration)
        var description = TrackedTableDescription(tableName: table, resourceType: "PROMPT", id: ["prompt_id"])
        description.missingStates = .readBefore
        let tracked = TrackedTable(client: engine.dynamoDB, description: description, history: history)
        return try await history.recording {
          var rounds: [Times] = []
          for round in 0...scope.rounds {
            let times = try await puts(tracked, engine.dynamoDB, table, count: scope.scale.scaled(3_000))
            // The first round warms up.
            if round > 0 { rounds.append(times) }
          }
          let added = try await addedCapacity(tracked, engine.dynamoDB, table, history)
          return [0.5, 0.99, 0.999].map { part in
            Row(
              "\(Self.name) put, p\((part * 100).formatted())", unit: "µs a put",
              rounds: rounds.map { Round(baseline: $0.untracked.quantile(part), subject: $0.tracked.quantile(part)) },
              goal: .none, notes: part == 0.5 ? [added] : [])
          }
        }
      }
    }
  }

  /// How long puts took, in microseconds.
  private struct Times {
    var tracked: [Double] = []
    var untracked: [Double] = []
  }

  private func puts(_ tracked: TrackedTable, _ client: DynamoDBClient, _ table: String, count: Int) async throws -> Times {
    var times = Times()
    for number in 0..<(2 * count) {
      let put = PutItem(tableName: table, item: item(number % 500))
      let start = ContinuousClock.now
      if number.isMultiple(of: 2) { _ = try await tracked.putItem(put) } else { _ = try await client.putItem(put) }
      let time = (ContinuousClock.now - start) / .microseconds(1)
      if number.isMultiple(of: 2) { times.tracked.append(time) } else { times.untracked.append(time) }
    }
    return times
  }

  private func item(_ number: Int) -> AttributeMap {
    [
      "prompt_id": .s("prompt-\(number)"), "name": .s("Summarise the minutes of a meeting, take \(number)"), "version": .n(number),
      "template": .s(String(repeating: "Write what was decided, in one sentence each. ", count: 16)),
    ]
  }

  /// The units that each call's record tells.
  private func addedCapacity(
    _ tracked: TrackedTable, _ client: DynamoDBClient, _ table: String, _ history: HistoryService
  ) async throws -> String {
    let key: AttributeMap = ["prompt_id": .s("capacity")]
    let resource = try Resource(type: ResourceType("PROMPT"), id: "capacity")
    var item = item(1)
    item["prompt_id"] = .s("capacity")
    var update = UpdateItem(tableName: table, key: key)
    update.updateExpression = "SET version = :v"
    update.expressionAttributeValues = [":v": .n(2)]
    var updateForNew = update
    updateForNew.returnValues = .allNew
    let put = BatchWriteItem.Write.put(item)
    _ = try await tracked.putItem(PutItem(tableName: table, item: item))
    _ = try await tracked.putItem(PutItem(tableName: table, item: item))
    _ = try await tracked.updateItem(update)
    _ = try await tracked.updateItem(updateForNew)
    _ = try await tracked.batchWriteItem(BatchWriteItem(requestItems: [table: [put]]))
    _ = try await tracked.transactWriteItems(TransactWriteItems(transactItems: [.put(PutItem(tableName: table, item: item))]))
    _ = try await tracked.deleteItem(DeleteItem(tableName: table, key: key))
    try await history.flush()
    let records = try await history.records(of: resource, limit: 100).records.sorted { $0.position < $1.position }
    let told = records.map { record in
      "\(record.operation) by \(record.metadata["call"]?.string ?? "?") \(record.metadata["added_capacity"]?.number?.description ?? "?")"
    }
    return "added units, states before read where DynamoDB does not return them: \(told.joined(separator: ", "))"
  }
}
