import AWSClient
import Annals
import AnnalsDynamoDB
import Foundation

/// What history costs in DynamoDB: records a second and requests to write the real operations, and what questions read.
///
/// The engine is not AWS: ratios and counts tell, times do not.
struct DynamoDBCase: BenchmarkCase {
  static let name = "dynamodb"
  private static let requestLimit = 1600.0

  func run(_ scope: Scope) async throws -> [Row] {
    let records = Array(try RealOperations.records().prefix(scope.scale.scaled(36_335)))
    return try await Engine.with { engine in
      let items = try await items(of: records, in: engine)
      var requests: [Round] = []
      var number = 0
      let rounds = try await Round.interleaved(scope.rounds) {
        number += 1
        return try await writeBare(items, to: "bare-\(number)", in: engine)
      } subject: {
        let (rate, store) = try await write(records, copies: 1, to: "history-\(number)", in: engine)
        requests.append(Round(baseline: Self.requestLimit * Double(records.count) / 36_335, subject: Double(store.consumed.totalRequests)))
        return rate
      }
      return [
        Row(Self.name, unit: "records/s through the pipeline / bare BatchWriteItem", rounds: rounds, goal: .atLeast(0.9)),
        Row("\(Self.name): requests", unit: "requests for \(records.count) records / limit", rounds: requests, goal: .atMost(1)),
      ] + (try await questions(records, scope, in: engine)) + [try await signing(scope)]
    }
  }

  // MARK: Writing

  /// The items that the store writes for the records.
  private func items(of records: [HistoryRecord], in engine: Engine) async throws -> [AttributeMap] {
    _ = try await write(records, copies: 1, to: "history-0", in: engine)
    let client = DynamoDBClient(engine.client)
    var items: [AttributeMap] = []
    var scan = Scan(tableName: "history-0")
    repeat {
      let page = try await client.scan(scan)
      items += page.items.filter { $0["SK"]?.string?.hasPrefix("OPERATION#") ?? false }
      scan.exclusiveStartKey = page.lastEvaluatedKey
    } while scan.exclusiveStartKey != nil
    guard items.count == records.count else { throw BenchmarkError("\(items.count) of \(records.count) records are in the table") }
    // In no order, as the records' keys come to the table.
    return items.shuffled()
  }

  private func write(
    _ records: [HistoryRecord], copies: Int, to table: String, in engine: Engine
  ) async throws -> (rate: Double, store: DynamoDBStore) {
    try await engine.makeTable(table)
    var configuration = DynamoDBStoreConfiguration()
    // The engine's indexes do not lag, so that no day need be left open for what is still to come.
    configuration.settleTime = .zero
    let store = try DynamoDBStore(client: engine.client, tableName: table, configuration: configuration)
    let start = ContinuousClock.now
    try await RealOperations.write(records, copies: copies, into: store, isChecked: false) { _ in }
    return (Double(records.count * copies) / ((ContinuousClock.now - start) / .seconds(1)), store)
  }

  /// Writes the items in batches of 25, as many at a time as the store does.
  private func writeBare(_ items: [AttributeMap], to table: String, in engine: Engine) async throws -> Double {
    try await engine.makeTable(table)
    let client = DynamoDBClient(engine.client)
    let batches = stride(from: 0, to: items.count, by: 25).map { items[$0..<min($0 + 25, items.count)] }
    let start = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, batch) in batches.enumerated() {
        if index >= DynamoDBStoreConfiguration().writeConcurrency { try await group.next() }
        group.addTask {
          let answer = try await client.batchWriteItem(BatchWriteItem(requestItems: [table: batch.map { .put($0) }]))
          guard answer.unprocessedItems.isEmpty else { throw BenchmarkError("the engine left items unprocessed") }
        }
      }
      try await group.waitForAll()
    }
    return Double(items.count) / ((ContinuousClock.now - start) / .seconds(1))
  }

  // MARK: Questions

  /// Items that questions read among ten times the records, against those among the records once.
  private func questions(_ records: [HistoryRecord], _ scope: Scope, in engine: Engine) async throws -> [Row] {
    let sizes = [1, 10]
    var stores: [DynamoDBStore] = []
    for copies in sizes {
      scope.progress("dynamodb: writing \(records.count * copies) records")
      stores.append(try await write(records, copies: copies, to: "questions-\(copies)", in: engine).store)
    }
    let counts = Dictionary(records.map { ($0.resource, 1) }, uniquingKeysWith: +)
    guard let resource = counts.max(by: { $0.value < $1.value })?.key else { return [] }
    return [
      try await row("last 50", stores) { _ = try await $0.records(matching: .init(), after: nil, limit: 50) },
      try await row("a resource's 50", stores) { _ = try await $0.records(matching: RecordFilter(resource: resource), after: nil, limit: 50) },
      try await row("statistics", stores) { _ = try await $0.statistics(.init()) },
    ]
  }

  private func row(_ question: String, _ stores: [DynamoDBStore], _ ask: (DynamoDBStore) async throws -> Void) async throws -> Row {
    var reads: [(items: Int, requests: Int)] = []
    for store in stores {
      // Days that are over are counted by whoever asks first; what the next one asks is what it costs from then on.
      try await ask(store)
      let before = store.consumed
      try await ask(store)
      let after = store.consumed
      reads.append((after.itemsRead - before.itemsRead, after.totalRequests - before.totalRequests))
    }
    let notes = zip([1, 10], reads).map { "\($0)x: \($1.items) items read in \($1.requests) requests" }
    let round = Round(baseline: Double(max(reads[0].items, 1)), subject: Double(reads[1].items))
    return Row("\(Self.name): \(question)", unit: "items read at 10x / at 1x", rounds: [round], goal: .atMost(1.1), notes: notes)
  }

  // MARK: Signing

  /// What signing a batch of 16 KB takes, against hashing it alone.
  private func signing(_ scope: Scope) async throws -> Row {
    let signer = SigV4(
      credentials: AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret"), region: "eu-central-1", service: "dynamodb")
    let body = [UInt8](repeating: 0x61, count: 16 << 10)
    let count = scope.scale.scaled(2000)
    let request = SignableRequest(
      method: "POST", path: "/", headers: [("host", "dynamodb.eu-central-1.amazonaws.com"), ("x-amz-target", "DynamoDB_20120810.BatchWriteItem")])
    func microseconds(_ body: () -> Void) -> Double {
      let start = ContinuousClock.now
      for _ in 0..<count { body() }
      return (ContinuousClock.now - start) / .microseconds(1) / Double(count)
    }
    let rounds = try await Round.interleaved(scope.rounds) {
      microseconds { _ = PayloadHash.of(body) }
    } subject: {
      microseconds {
        var request = request
        signer.sign(&request, payload: .of(body), at: Date())
      }
    }
    return Row("\(Self.name): signing", unit: "µs a request of 16 KB / SHA-256 of it", rounds: rounds, goal: .atMost(5))
  }
}
