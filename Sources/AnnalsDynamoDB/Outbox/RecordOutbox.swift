public import AWSClient
public import Annals

/// Makes records into parts of somebody else's transaction: first what they need is written, as for any record, then the parts are returned.
struct RecordOutbox: Sendable {
  /// DynamoDB's parts of a transaction.
  static let partLimit = 100
  /// DynamoDB's bytes of a transaction.
  static let byteLimit = 4 * 1024 * 1024

  let table: TableAccess
  let registry: RegistryAccess
  let texts: TextKeeper
  let marks: DayMarks

  /// The parts. Throws `storeRejected` where they do not fit with the caller's own.
  func parts(for records: [SanitizedRecord], beside own: [TransactWriteItems.Part]) async throws -> [TransactWriteItems.Part] {
    guard !records.isEmpty else { return [] }
    let shards = try await registry.register(Set(records.map(\.record.resource.type)))
    let items = records.map { RecordItem($0, shards: shards, retention: table.configuration.retention(of: $0.record.resource)) }
    let parts = items.flatMap { item in [put(item)] + references(of: item) }
    try requireFit(parts, own, records: records.count)
    try await marks.mark(Set(items.map(\.timestamp.day)))
    try await texts.keep(items, referencesUntil: table.second + Self.referenceLifetime)
    return parts
  }

  /// Seconds that a reference counts whose record was not written: the text must be there until the transaction is done.
  private static let referenceLifetime = 86_400

  private func put(_ item: RecordItem) -> TransactWriteItems.Part {
    var put = PutItem(tableName: table.name, item: item.attributes)
    put.conditionExpression = "attribute_not_exists(\(HistoryTable.partitionKey))"
    return .put(put)
  }

  /// The references to the record's texts, for good this time.
  private func references(of item: RecordItem) -> [TransactWriteItems.Part] {
    item.texts.map { text in
      .put(PutItem(tableName: table.name, item: TextItems(text.digest).reference(of: item.key, expiry: item.expiry)))
    }
  }

  private func requireFit(_ parts: [TransactWriteItems.Part], _ own: [TransactWriteItems.Part], records: Int) throws(HistoryError) {
    let count = parts.count + own.count
    guard count <= Self.partLimit else {
      throw HistoryError(
        .storeRejected,
        "\(records) records with their texts are \(parts.count) items beside \(own.count): a transaction takes \(Self.partLimit), write fewer at once"
      )
    }
    let bytes = (parts + own).reduce(0) { $0 + $1.itemSize }
    guard bytes <= Self.byteLimit else {
      throw HistoryError(
        .storeRejected, "the transaction would have \(bytes) bytes with its \(records) records: it takes 4 MB, write fewer at once")
    }
  }
}

extension DynamoDBStore {
  /// The parts of a transaction that write these records; see `HistoryService.transactionItems(for:beside:)`, which sanitizes them.
  public func transactionItems(
    for records: [SanitizedRecord], beside own: [TransactWriteItems.Part] = []
  ) async throws -> [TransactWriteItems.Part] {
    try await RecordOutbox(table: table, registry: registry, texts: texts, marks: marks).parts(for: records, beside: own)
  }
}

extension TransactWriteItems.Part {
  /// About the bytes that DynamoDB counts towards a transaction's 4 MB.
  fileprivate var itemSize: Int {
    switch self {
    case .put(let put): put.item.itemSize
    case .update(let update): update.key.itemSize + update.expressionAttributeValues.values.reduce(0) { $0 + $1.size }
    case .delete(let delete): delete.key.itemSize
    case .conditionCheck(let check): check.key.itemSize
    }
  }
}
