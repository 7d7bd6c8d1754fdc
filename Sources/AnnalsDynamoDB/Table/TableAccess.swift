import AWSClient
import Annals

/// The calls to one table: what each costs is counted, and what fails becomes a `HistoryError`.
///
/// What fails in passing is tried again beyond the client's own attempts, for as long as the table's patience lasts. Batches and transactions are
/// not: who sends them decides.
struct TableAccess: Sendable {
  let name: String
  let configuration: DynamoDBStoreConfiguration
  let units: CapacityMeter
  /// How long one thing is tried again while the table has no room for it.
  private(set) var patience: Duration
  private let client: DynamoDBClient
  /// What reads go through.
  private var reader: DynamoDBClient
  private var isPatient = true

  init(client: DynamoDBClient, name: String, configuration: DynamoDBStoreConfiguration) {
    self.client = client
    reader = client
    self.name = name
    self.configuration = configuration
    patience = configuration.writeLimit
    units = CapacityMeter()
  }

  /// The same table for somebody who waits for an answer: a read is given up after `readLimit`, and tried no more often than the client does.
  var answering: TableAccess {
    var table = self
    table.reader = client.within(configuration.readLimit)
    table.patience = configuration.readLimit
    table.isPatient = false
    return table
  }

  /// The same table for somebody who decides about each further attempt.
  var impatient: TableAccess {
    var table = self
    table.isPatient = false
    return table
  }

  /// The second that it is, counted from 1970.
  var second: Int { Int(configuration.now().microseconds / 1_000_000) }

  func query(_ query: Query) async throws -> Query.Output {
    var query = query
    query.returnConsumedCapacity = .total
    let request = query
    return try await counted("Query", { try await reader.query(request) }, { [$0.consumedCapacity] }, itemsRead: \.scannedCount)
  }

  func scan(_ scan: Scan) async throws -> Scan.Output {
    var scan = scan
    scan.returnConsumedCapacity = .total
    let request = scan
    return try await counted("Scan", { try await reader.scan(request) }, { [$0.consumedCapacity] }, itemsRead: \.scannedCount)
  }

  /// The item at a key, as every write before left it.
  func get(_ key: ItemKey) async throws -> AttributeMap? {
    var request = GetItem(tableName: name, key: key.attributes)
    request.consistentRead = true
    request.returnConsumedCapacity = .total
    let get = request
    return try await counted(
      "GetItem", { try await reader.getItem(get) }, { [$0.consumedCapacity] }, itemsRead: { $0.item == nil ? 0 : 1 }
    ).item
  }

  /// All items of a partition between two sort keys, as every write before left them.
  func items(in partition: String, from lower: String, to upper: String) async throws -> [AttributeMap] {
    var query = Query(tableName: name, keyConditionExpression: "PK = :p AND SK BETWEEN :l AND :u")
    query.expressionAttributeValues = [":p": .s(partition), ":l": .s(lower), ":u": .s(upper)]
    query.consistentRead = true
    var items: [AttributeMap] = []
    try await forEachPage(of: query) { items += $0 }
    return items
  }

  /// Reads all that a query finds; the body gets a page at a time.
  func forEachPage(of query: Query, _ body: ([AttributeMap]) async throws -> Void) async throws {
    var query = query
    repeat {
      try Task.checkCancellation()
      let page = try await self.query(query)
      try await body(page.items)
      query.exclusiveStartKey = page.lastEvaluatedKey
    } while query.exclusiveStartKey != nil
  }

  /// Writes an item; `nil` where the condition did not hold.
  func put(_ put: PutItem) async throws -> PutItem.Output? {
    var put = put
    put.returnConsumedCapacity = .total
    let request = put
    return try await conditional {
      try await counted("PutItem", { try await client.putItem(request) }, { [$0.consumedCapacity] })
    }
  }

  /// Changes an item; `nil` where the condition did not hold.
  func update(_ update: UpdateItem) async throws -> UpdateItem.Output? {
    var update = update
    update.returnConsumedCapacity = .total
    let request = update
    return try await conditional {
      try await counted("UpdateItem", { try await client.updateItem(request) }, { [$0.consumedCapacity] })
    }
  }

  /// Removes an item; `nil` where the condition did not hold.
  func delete(_ delete: DeleteItem) async throws -> DeleteItem.Output? {
    var delete = delete
    delete.returnConsumedCapacity = .total
    let request = delete
    return try await conditional {
      try await counted("DeleteItem", { try await client.deleteItem(request) }, { [$0.consumedCapacity] })
    }
  }

  /// Up to 25 writes; what was left unprocessed.
  func batchWrite(_ writes: [BatchWriteItem.Write]) async throws -> [BatchWriteItem.Write] {
    var request = BatchWriteItem(requestItems: [name: writes])
    request.returnConsumedCapacity = .total
    let batch = request
    let answer = try await called("BatchWriteItem", { try await client.batchWriteItem(batch) }, \.consumedCapacity)
    // A table named by its ARN is answered by its name.
    return answer.unprocessedItems.values.flatMap { $0 }
  }

  /// Up to 100 items; those found, and the keys that were left unprocessed.
  func batchGet(
    _ keys: [AttributeMap], projection: [String]? = nil, isConsistent: Bool
  ) async throws -> (items: [AttributeMap], unprocessed: [AttributeMap]) {
    var part = BatchGetItem.KeysAndAttributes(keys: keys)
    part.consistentRead = isConsistent
    if let projection {
      part.expressionAttributeNames = Dictionary(uniqueKeysWithValues: projection.enumerated().map { ("#p\($0)", $1) })
      part.projectionExpression = projection.indices.map { "#p\($0)" }.joined(separator: ", ")
    }
    var request = BatchGetItem(requestItems: [name: part])
    request.returnConsumedCapacity = .total
    let batch = request
    let answer = try await counted(
      "BatchGetItem", { try await reader.batchGetItem(batch) }, \.consumedCapacity,
      itemsRead: { $0.responses.values.reduce(0) { $0 + $1.count } })
    return (answer.responses.values.flatMap { $0 }, answer.unprocessedKeys.values.flatMap(\.keys))
  }

  /// Writes all or none; throws the service's own error, whose reasons the caller reads.
  func transact(_ request: TransactWriteItems) async throws {
    var request = request
    request.returnConsumedCapacity = .total
    let answer = try await client.transactWriteItems(request)
    units.add(answer.consumedCapacity, to: "TransactWriteItems")
  }

  func describe() async throws -> TableDescription {
    try await patiently {
      do {
        return try await reader.describeTable(DescribeTable(tableName: name)).table
      } catch let error as AWSError {
        throw HistoryError(error, table: name)
      }
    }
  }

  private func counted<Output>(
    _ operation: String, _ call: () async throws -> Output, _ costs: (Output) -> [ConsumedCapacity?],
    itemsRead: (Output) -> Int = { _ in 0 }
  ) async throws -> Output {
    try await patiently { try await called(operation, call, costs, itemsRead: itemsRead) }
  }

  private func patiently<Output>(_ call: () async throws -> Output) async throws -> Output {
    guard isPatient else { return try await call() }
    var retries = Retries(of: self)
    while true {
      do {
        return try await call()
      } catch let error as HistoryError {
        try await retries.wait(after: error)
      }
    }
  }

  private func called<Output>(
    _ operation: String, _ call: () async throws -> Output, _ costs: (Output) -> [ConsumedCapacity?],
    itemsRead: (Output) -> Int = { _ in 0 }
  ) async throws -> Output {
    do {
      let output = try await call()
      units.add(costs(output).compactMap { $0 }, itemsRead: itemsRead(output), to: operation)
      return output
    } catch let error as AWSError {
      throw HistoryError(error, table: name)
    }
  }

  private func conditional<Output>(_ call: () async throws -> Output) async throws -> Output? {
    do {
      return try await call()
    } catch let error as HistoryError {
      guard (error.underlying as? AWSError)?.code == "ConditionalCheckFailedException" else { throw error }
      return nil
    }
  }
}
