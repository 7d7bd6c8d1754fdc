import AWSClient
import Annals
import AnnalsDynamoDB

/// Records a second from `log` to a DynamoDB table, encoded and redacted on their way, against bare `BatchWriteItem` requests of the same items by
/// the same client, and against boto3's; and how many requests it takes.
///
/// Operations are recorded as they come in, at the moment's time.
struct DynamoDBCase: BenchmarkCase {
  static let name = "dynamodb"
  private static let concurrency = DynamoDBStoreConfiguration().writeConcurrency
  /// For 36,335 records; 25 a request are 1,454.
  private static let requestLimit = 1_600.0

  func run(_ scope: Scope) async throws -> [Row] {
    let records = Array(try RealOperations.records().prefix(scope.scale.scaled(36_335)))
    return try await DynamoDBEngine.run { engine in
      try await engine.withTable { table in
        _ = try await pipeline(records, table, engine)
        let items = try await items(table, engine)
        guard items.count == records.count else { throw BenchmarkError("\(items.count) of \(records.count) records were stored") }
        let boto = try BotoWriter(engine, records: table, concurrency: Self.concurrency)
        var rounds: [[Double]] = []
        var requests: [Double] = []
        for round in 1...scope.rounds {
          scope.progress("round \(round)")
          let bare = try await engine.withTable { try await bareWrites(items, $0, engine) }
          let (speed, count) = try await engine.withTable { try await pipeline(records, $0, engine) }
          let other = try await engine.withTable { try boto.write(into: $0) }
          rounds.append([bare, speed, other])
          requests.append(Double(count))
        }
        try boto.end()
        return rows(rounds, requests, count: records.count, bytes: items.reduce(0) { $0 + $1.itemSize })
      }
    }
  }

  private func rows(_ rounds: [[Double]], _ requests: [Double], count: Int, bytes: Int) -> [Row] {
    let limit = Self.requestLimit * Double(count) / 36_335
    return [
      Row(
        "\(Self.name): pipeline / bare BatchWriteItem", unit: "records/s",
        rounds: rounds.map { Round(baseline: $0[0], subject: $0[1]) }, goal: .atLeast(0.9),
        notes: ["\(count) records of \(bytes / count) bytes a round, at most \(Self.concurrency) requests at a time"]),
      Row(
        "\(Self.name): pipeline / boto3's batches", unit: "records/s", rounds: rounds.map { Round(baseline: $0[2], subject: $0[1]) },
        goal: .atLeast(1)),
      Row(
        "\(Self.name): bare BatchWriteItem / boto3's", unit: "records/s", rounds: rounds.map { Round(baseline: $0[2], subject: $0[0]) },
        goal: .atLeast(1)),
      Row(
        "\(Self.name): requests / limit", unit: "requests", rounds: requests.map { Round(baseline: limit, subject: $0) },
        goal: .atMost(1), notes: ["\(count) records"]),
    ]
  }

  /// Records a second, and the requests that they took.
  private func pipeline(_ records: [HistoryRecord], _ table: String, _ engine: DynamoDBEngine) async throws -> (Double, requests: Int) {
    let store = try engine.store(table)
    var configuration = HistoryConfiguration()
    configuration.recorder.bufferLimit = records.count
    configuration.recorder.byteLimit = 1 << 32
    let history = try HistoryService(store: store, configuration: configuration)
    let time = try await history.recording {
      let start = ContinuousClock.now
      for record in records {
        history.log(
          record.operation, record.resource.type.name, id: record.resource.id, user: record.user.id, before: record.before,
          after: record.after, metadata: record.metadata)
      }
      try await history.flush(within: .seconds(600))
      return ContinuousClock.now - start
    }
    return (Double(records.count) / (time / .seconds(1)), store.consumed.totalRequests)
  }

  /// Records a second by requests of 25 items, as many at a time as the store would send.
  private func bareWrites(_ items: [AttributeMap], _ table: String, _ engine: DynamoDBEngine) async throws -> Double {
    let batches = stride(from: 0, to: items.count, by: 25).map { start in
      items[start..<min(start + 25, items.count)].map { BatchWriteItem.Write.put($0) }
    }
    let start = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for first in 0..<Self.concurrency {
        group.addTask {
          for index in stride(from: first, to: batches.count, by: Self.concurrency) {
            let answer = try await engine.dynamoDB.batchWriteItem(BatchWriteItem(requestItems: [table: batches[index]]))
            guard answer.unprocessedItems.isEmpty else { throw BenchmarkError("the engine left writes unprocessed") }
          }
        }
      }
      try await group.waitForAll()
    }
    return Double(items.count) / ((ContinuousClock.now - start) / .seconds(1))
  }

  /// The records' items, oldest first, as the pipeline sends them: an engine takes another order faster or slower.
  private func items(_ table: String, _ engine: DynamoDBEngine) async throws -> [AttributeMap] {
    var scan = Scan(tableName: table)
    var items: [AttributeMap] = []
    repeat {
      let page = try await engine.dynamoDB.scan(scan)
      items += page.items.filter { $0[HistoryTable.sortKey]?.string?.hasPrefix("OPERATION#") == true }
      scan.exclusiveStartKey = page.lastEvaluatedKey
    } while scan.exclusiveStartKey != nil
    return items.sorted { ($0[HistoryTable.sortKey]?.string ?? "") < ($1[HistoryTable.sortKey]?.string ?? "") }
  }
}
