import AWSClient
import Annals
import Foundation

/// Keeps records: first what they need (their types, their days' marks, their whole texts), then the records.
struct RecordWriter: Sendable {
  private static let transactionLimit = 100
  /// DynamoDB's 4 MB for a transaction, with room.
  private static let transactionBytes = 3 * 1024 * 1024

  let table: TableAccess
  let registry: RegistryAccess
  let writer: ItemWriter
  let texts: TextKeeper
  let marks: DayMarks

  /// Keeps those that are not there. Returns how many these were.
  func append(_ records: [SanitizedRecord]) async throws -> Int {
    let shards = try await registry.register(Set(records.map(\.record.resource.type)))
    var seen: Set<RecordPosition> = []
    let distinct = records.filter { seen.insert($0.record.position).inserted }
    let captured = distinct.filter { !$0.mayExist }
    let given = distinct.filter(\.mayExist)
    async let new = appendGiven(items(given, shards))
    async let written: Void = appendCaptured(captured, shards)
    return try await (new, written).0 + captured.count
  }

  private func items(_ records: [SanitizedRecord], _ shards: Int) -> [RecordItem] {
    records.map { RecordItem($0, shards: shards, retention: table.configuration.retention(of: $0.record.resource)) }
  }

  /// Puts records that nobody else writes. They become items a batch at a time, so that the first requests do not wait for the last item.
  private func appendCaptured(_ records: [SanitizedRecord], _ shards: Int) async throws {
    guard !records.isEmpty else { return }
    try await marks.mark(Set(records.map(\.record.timestamp.day)))
    // What has whole texts goes together, for many records may share one.
    var batches = records.filter(\.texts.isEmpty).packed(upTo: ItemWriter.batchLimit, bytes: ItemWriter.batchBytes, size: \.approximateSize)
    batches.append(records.filter { !$0.texts.isEmpty })
    _ = try await writer.forEachBatch(batches) { batch in
      let items = items(batch, shards)
      let days = Set(items.map(\.timestamp.day))
      try await texts.keep(items)
      try await writer.write(items.map { .put($0.attributes) }) { try await marks.mark(days) }
    }
  }

  // MARK: Records that may be there

  /// Records from outside: those that are there are left out, and the rest is written on condition that nobody was faster.
  private func appendGiven(_ items: [RecordItem]) async throws -> Int {
    let there = try await existing(items.map(\.key))
    let absent = items.filter { !there.contains($0.key) }
    guard !absent.isEmpty else { return 0 }
    try await marks.mark(Set(absent.map(\.timestamp.day)))
    try await texts.keep(absent)
    let transactions = absent.packed(upTo: Self.transactionLimit, bytes: Self.transactionBytes, size: \.size)
    return try await writer.forEachBatch(transactions) { try await write(transaction: $0) }.reduce(0, +)
  }

  /// The keys of those that are in the table.
  private func existing(_ keys: [ItemKey]) async throws -> Set<ItemKey> {
    let reader = ItemReader(table)
    let found = try await reader.items(keys, projection: [HistoryTable.partitionKey, HistoryTable.sortKey], isConsistent: true)
    return Set(found.keys)
  }

  /// Writes those that are not there, all of these or none; how many these were.
  private func write(transaction batch: [RecordItem]) async throws -> Int {
    var rest = batch
    var token = UUID().uuidString.lowercased()
    var retries = Retries(of: table)
    while !rest.isEmpty {
      try await marks.mark(Set(rest.map(\.timestamp.day)))
      let (sent, sentToken) = (rest, token)
      let outcome = try await writer.request {
        let outcome = try await attempt(sent, token: sentToken)
        return (outcome, outcome.isTrouble)
      }
      switch outcome {
      case .written: return rest.count
      case .conditionsFailed(let taken):
        rest = rest.enumerated().filter { !taken.contains($0.offset) }.map(\.element)
        token = UUID().uuidString.lowercased()
      case .again:
        token = UUID().uuidString.lowercased()
        try await retries.wait()
      case .failed(let error): try await retries.wait(after: error)
      }
    }
    return 0
  }

  /// One attempt to write all of these.
  private func attempt(_ items: [RecordItem], token: String) async throws -> TransactionOutcome {
    let parts = items.map { item in
      var put = PutItem(tableName: table.name, item: item.attributes)
      put.conditionExpression = "attribute_not_exists(\(HistoryTable.partitionKey))"
      return TransactWriteItems.Part.put(put)
    }
    return try await table.attempt(parts, token: token)
  }
}
