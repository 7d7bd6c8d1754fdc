/// DynamoDB's calls, typed.
///
/// Each call is retried as ``RetryConfiguration`` says, within the client's deadline, and throws ``AWSError``, or `CancellationError` when
/// its task is cancelled. What a batch leaves unprocessed is returned, not retried: the caller knows best what to send along.
public struct DynamoDBClient: Sendable {
  private let client: AWSClient
  private var deadline: Duration?

  /// DynamoDB through a client.
  public init(_ client: AWSClient) { self.client = client }

  /// The same with another deadline for each call, in place of the client's.
  public func within(_ deadline: Duration) -> DynamoDBClient {
    var client = self
    client.deadline = deadline
    return client
  }

  /// Writes one item in place of what its key holds.
  public func putItem(_ request: PutItem) async throws -> PutItem.Output { try await send(request) }
  /// Reads one item.
  public func getItem(_ request: GetItem) async throws -> GetItem.Output { try await send(request) }
  /// Changes attributes of one item, or makes it.
  public func updateItem(_ request: UpdateItem) async throws -> UpdateItem.Output { try await send(request) }
  /// Removes one item.
  public func deleteItem(_ request: DeleteItem) async throws -> DeleteItem.Output { try await send(request) }
  /// Reads a page of one partition.
  public func query(_ request: Query) async throws -> Query.Output { try await send(request) }
  /// Reads a page of the whole table or index.
  public func scan(_ request: Scan) async throws -> Scan.Output { try await send(request) }
  /// Puts and deletes up to 25 items, of 16 MB in all, each for itself.
  public func batchWriteItem(_ request: BatchWriteItem) async throws -> BatchWriteItem.Output { try await send(request) }
  /// Reads up to 100 items, of 16 MB in all.
  public func batchGetItem(_ request: BatchGetItem) async throws -> BatchGetItem.Output { try await send(request) }
  /// Writes up to 100 items, all or none.
  ///
  /// Without a token of the caller's, one is made, so that a retry does not write twice.
  public func transactWriteItems(_ request: TransactWriteItems) async throws -> TransactWriteItems.Output {
    var request = request
    if request.clientRequestToken == nil { request.clientRequestToken = client.makeRequestToken() }
    return try await send(request)
  }
  /// Reads up to 100 items of one moment.
  public func transactGetItems(_ request: TransactGetItems) async throws -> TransactGetItems.Output { try await send(request) }
  /// Begins to make a table.
  public func createTable(_ request: CreateTable) async throws -> CreateTable.Output { try await send(request) }
  /// Describes a table.
  public func describeTable(_ request: DescribeTable) async throws -> DescribeTable.Output { try await send(request) }
  /// Begins to change a table.
  public func updateTable(_ request: UpdateTable) async throws -> UpdateTable.Output { try await send(request) }
  /// Begins to remove a table.
  public func deleteTable(_ request: DeleteTable) async throws -> DeleteTable.Output { try await send(request) }
  /// Names a page of tables.
  public func listTables(_ request: ListTables = ListTables()) async throws -> ListTables.Output { try await send(request) }
  /// Turns the expiry of items on or off.
  public func updateTimeToLive(_ request: UpdateTimeToLive) async throws -> UpdateTimeToLive.Output { try await send(request) }
  /// Says whether items expire, and by which attribute.
  public func describeTimeToLive(_ request: DescribeTimeToLive) async throws -> DescribeTimeToLive.Output { try await send(request) }
  /// Turns point-in-time recovery on or off.
  public func updateContinuousBackups(_ request: UpdateContinuousBackups) async throws -> UpdateContinuousBackups.Output {
    try await send(request)
  }
  /// Says whether a table can be put back to an earlier moment.
  public func describeContinuousBackups(_ request: DescribeContinuousBackups) async throws -> DescribeContinuousBackups.Output {
    try await send(request)
  }

  private func send<Operation: DynamoDBOperation>(_ operation: Operation) async throws -> Operation.Output {
    var writer = JSONWriter()
    writer.object { operation.write(to: &$0) }
    try client.configuration.dynamoDBCheck?(DynamoDBRequest(name: Operation.name, operation: operation, body: writer.bytes))
    let request = ServiceRequest(
      service: .dynamoDB, operation: Operation.name,
      headers: [("Content-Type", "application/x-amz-json-1.0"), ("X-Amz-Target", "DynamoDB_20120810.\(Operation.name)")],
      body: writer.bytes)
    return try await client.send(request, within: deadline) { reply throws(JSONReader.Fault) in
      try JSONReader.read(reply.body) { (reader) throws(JSONReader.Fault) in try Operation.Output(from: &reader) }
    }
  }
}
