public import AWSClient
public import Annals
import ServiceContextModule

/// The transactional outbox: a record and the change that it tells of are written both, or neither.
///
/// ```swift
/// let deletion = try history.makeRecord(.delete, "PROMPT", id: "prompt-1.1", before: prompt)
/// let items = try await history.transactionItems(for: deletion)
/// try await dynamoDB.transactWriteItems(TransactWriteItems(transactItems: [.delete(ownDelete)] + items))
/// ```
extension HistoryService {
  /// A record of an operation that is about to be done, stamped now: for ``transactionItems(for:beside:)``.
  ///
  /// - Parameters:
  ///   - kind: What is done.
  ///   - resourceType: The resource's type, in any case: 1 to 64 characters without `#`.
  ///   - id: The resource's id: 1 to 1,024 bytes in UTF-8.
  ///   - user: Who does it; else the context's user, else `system`.
  ///   - before: The state before; anything that encodes as an object.
  ///   - after: The state after.
  ///   - metadata: What else should be kept.
  ///   - function: The name of the function that does it; `metadata.function`.
  /// - Returns: The record, its secrets not redacted yet.
  /// - Throws: `HistoryError` where a name is not valid, and what the encoding of a state throws: without a record there is no change.
  public func makeRecord(
    _ kind: OperationKind, _ resourceType: String, id: String, user: String? = nil, before: (any Encodable & Sendable)? = nil,
    after: (any Encodable & Sendable)? = nil, metadata: JSONObject = [:], function: String = #function
  ) throws -> HistoryRecord {
    let context = ServiceContext.current?.history
    let resource = try Resource(resourceType, id)
    let user = try (user ?? context?.user).map { try User($0) } ?? .system
    var members: [(String, JSONValue)] = context?.metadata ?? []
    members.append(("function", .string(function)))
    members += metadata.members.map { ($0.name, $0.value) }
    if metadata["success"] == nil { members.append(("success", true)) }
    return HistoryRecord(
      kind, of: resource, at: recorder.now(), token: .next(), by: user, before: try before.flatMap { try StateEncoder.state(of: $0) },
      after: try after.flatMap { try StateEncoder.state(of: $0) }, metadata: JSONObject(members))
  }

  /// The parts of a transaction that write a record beside a change of the service's own.
  ///
  /// - Parameters:
  ///   - record: What is to be kept; it is sanitized as every record is.
  ///   - own: The service's own parts: the items must fit with them.
  /// - Returns: The items, for one `TransactWriteItems` within a minute.
  /// - Throws: As ``transactionItems(for:beside:)-([HistoryRecord],_)`` does.
  public func transactionItems(
    for record: HistoryRecord, beside own: [TransactWriteItems.Part] = []
  ) async throws -> [TransactWriteItems.Part] { try await transactionItems(for: [record], beside: own) }

  /// The parts of a transaction that write records beside changes of the service's own, in the same region and account.
  ///
  /// What can be written before is: the records' types, the marks of days that are over, and whole texts. Where the transaction is not done,
  /// none of that shows in an answer. The rest is one put a record and one a kept text. A record that is there already fails the
  /// transaction: what it tells of is done.
  ///
  /// The marks cover two minutes, so send the transaction within one; make the items anew for a later attempt under another request token.
  ///
  /// - Parameters:
  ///   - records: What is to be kept; they are sanitized as every record is.
  ///   - own: The service's own parts: the items must fit with them.
  /// - Returns: The items.
  /// - Throws: `invalidConfiguration` where history is not kept in DynamoDB, `storeRejected` where the items do not fit a transaction, and
  ///   what the table throws.
  public func transactionItems(
    for records: [HistoryRecord], beside own: [TransactWriteItems.Part] = []
  ) async throws -> [TransactWriteItems.Part] {
    guard let store = store.unobserved as? DynamoDBStore else {
      throw HistoryError(
        .invalidConfiguration, "history is kept in \(store.name), which has no transaction with DynamoDB: give it a DynamoDBStore")
    }
    return try await store.transactionItems(for: records.map { recorder.sanitizer.sanitize($0.withToken(occurrence: 0)) }, beside: own)
  }
}
