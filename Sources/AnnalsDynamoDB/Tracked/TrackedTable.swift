public import AWSClient
public import Annals

/// DynamoDB's calls with history: the same requests and answers as ``DynamoDBClient``'s, for code that is not to be touched otherwise.
///
/// ```swift
/// let prompts = TrackedTable(
///   client: dynamoDB, description: TrackedTableDescription(tableName: "prompts", resourceType: "PROMPT", id: ["prompt_id"]),
///   history: history)
/// try await prompts.putItem(request)   // a CREATE or an UPDATE, with the states before and after
/// ```
///
/// - Each call answers and throws what the untracked one does. States come with the call itself (`ReturnValues`), which costs no capacity; what
///   the caller did not ask for is taken out of the answer.
/// - A put or update is a CREATE where nothing was there. A delete that found nothing is not recorded: nothing changed, and the newest deletion
///   of a resource stays the one that removed it.
/// - A failed call is a failed operation of its kind; where a condition failed, with the state that failed it. `metadata.outcome` is `unknown`
///   where the call may have been carried out all the same: no answer came, or an attempt before it had none (`metadata.retried`).
/// - One call is one record an item, however often the client tries. History is never waited for.
/// - `metadata` has `call`, `table`, `added_capacity` (units that history added), and `before_state` and `after_state` where these are not exact.
/// - Calls to tables that are not described go through as they are.
public struct TrackedTable: Sendable {
  private let tracking: CallTracking

  /// A table with its description.
  ///
  /// - Parameters:
  ///   - client: What speaks to DynamoDB.
  ///   - description: Which resource an item is, and how much is recorded.
  ///   - history: Where operations are recorded.
  ///   - clock: What limits reads before a call.
  public init(
    client: DynamoDBClient, description: TrackedTableDescription, history: HistoryService, clock: any Clock<Duration> = ContinuousClock()
  ) {
    self.init(client: client, descriptions: [description], history: history, clock: clock)
  }

  /// Several tables, for batches and transactions that write to more than one.
  ///
  /// - Parameters:
  ///   - client: What speaks to DynamoDB.
  ///   - descriptions: The tables; of two with one name the last counts.
  ///   - history: Where operations are recorded.
  ///   - clock: What limits reads before a call.
  public init(
    client: DynamoDBClient, descriptions: [TrackedTableDescription], history: HistoryService,
    clock: any Clock<Duration> = ContinuousClock()
  ) {
    tracking = CallTracking(client: client, descriptions: descriptions, history: history, clock: clock)
  }

  /// Writes one item in place of what its key holds.
  public func putItem(_ request: PutItem, function: String = #function) async throws -> PutItem.Output {
    try await ItemWrites(tracking, function).put(request)
  }

  /// Changes attributes of one item, or makes it.
  ///
  /// Where the caller asks for the new values, the state before is one of ``TrackedTableDescription/MissingStates``.
  public func updateItem(_ request: UpdateItem, function: String = #function) async throws -> UpdateItem.Output {
    try await ItemWrites(tracking, function).update(request)
  }

  /// Removes one item.
  public func deleteItem(_ request: DeleteItem, function: String = #function) async throws -> DeleteItem.Output {
    try await ItemWrites(tracking, function).delete(request)
  }

  /// Puts and deletes up to 25 items, each for itself. What is left unprocessed is not recorded: it was not done.
  ///
  /// DynamoDB returns no states here: those before are ``TrackedTableDescription/MissingStates``, and an unknown one makes a put an UPDATE.
  public func batchWriteItem(_ request: BatchWriteItem, function: String = #function) async throws -> BatchWriteItem.Output {
    try await BatchWrites(tracking, function).write(request)
  }

  /// Writes up to 100 items, all or none: one record an item, all with `metadata.transaction`.
  ///
  /// DynamoDB returns no states here, as in a batch. A transaction that is sent again with its token is recorded once, as it is done once. Its
  /// cost is always asked for, since that tells a repetition.
  public func transactWriteItems(_ request: TransactWriteItems, function: String = #function) async throws -> TransactWriteItems.Output {
    try await TransactionWrites(tracking, function).write(request)
  }

  /// Reads one item.
  public func getItem(_ request: GetItem, function: String = #function) async throws -> GetItem.Output {
    try await ItemReads(tracking, function).get(request)
  }

  /// Reads up to 100 items. What is left unprocessed is not recorded.
  public func batchGetItem(_ request: BatchGetItem, function: String = #function) async throws -> BatchGetItem.Output {
    try await ItemReads(tracking, function).get(request)
  }

  /// Reads up to 100 items of one moment.
  public func transactGetItems(_ request: TransactGetItems, function: String = #function) async throws -> TransactGetItems.Output {
    try await ItemReads(tracking, function).get(request)
  }

  /// Reads a page of one partition: one READ a page and type, with how many items, which keys and which fields.
  public func query(_ request: Query, function: String = #function) async throws -> Query.Output {
    try await PageReads(tracking, function).query(request)
  }

  /// Reads a page of the whole table or index: one READ a page and type, with how many items, which keys and which fields.
  public func scan(_ request: Scan, function: String = #function) async throws -> Scan.Output {
    try await PageReads(tracking, function).scan(request)
  }
}
