import AWSClient
import Annals

/// Puts and deletes items in batches, several at a time, and tries again what the table leaves unprocessed.
struct ItemWriter: Sendable {
  static let batchLimit = 25
  /// DynamoDB's 16 MB, less what JSON and Base64 add to an item: the request as a whole is bounded too.
  static let batchBytes = 8 * 1024 * 1024

  private let table: TableAccess
  private let limit: AdaptiveLimit

  init(_ table: TableAccess) {
    self.table = table
    limit = AdaptiveLimit(maximum: table.configuration.writeConcurrency)
  }

  /// Writes all, or throws with a part of them written; `willSend` runs before each attempt.
  func write(
    _ writes: [BatchWriteItem.Write], pace: WritePace? = nil, willSend: @escaping @Sendable () async throws -> Void = {}
  ) async throws {
    _ = try await forEachBatch(writes.packed(upTo: Self.batchLimit, bytes: Self.batchBytes, size: \.itemSize)) { batch in
      try await self.write(batch: batch, pace: pace, willSend: willSend)
    }
  }

  /// Runs the body for each batch, as many at once as the table takes; the results in the batches' order.
  func forEachBatch<Batch: Sendable, Value: Sendable>(
    _ batches: [Batch], _ body: @escaping @Sendable (Batch) async throws -> Value
  ) async throws -> [Value] {
    try await concurrently(batches, limit: table.configuration.writeConcurrency, body)
  }

  /// Runs one request within the limit; the body tells whether the table throttled.
  func request<Value: Sendable>(_ body: @Sendable () async throws -> (value: Value, isThrottled: Bool)) async throws -> Value {
    try await limit.run(body)
  }

  private func write(batch: [BatchWriteItem.Write], pace: WritePace?, willSend: @Sendable () async throws -> Void) async throws {
    var rest = batch
    var retries = Retries(of: table)
    while true {
      try await pace?.wait(for: rest.count)
      try await willSend()
      let sent = rest
      let (left, failure) = try await request {
        do {
          let left = try await table.batchWrite(sent)
          return ((left, HistoryError?.none), !left.isEmpty)
        } catch let error as HistoryError {
          return ((sent, error), true)
        }
      }
      if let failure {
        try await retries.wait(after: failure)
      } else if left.isEmpty {
        return
      } else {
        rest = left
        try await retries.wait()
      }
    }
  }
}

extension BatchWriteItem.Write {
  var itemSize: Int {
    switch self {
    case .put(let item): item.itemSize
    case .delete(let key): key.itemSize
    }
  }
}

extension Array {
  /// The elements in order, in as few batches as have at most so many elements and bytes each; what is larger alone is a batch of its own.
  func packed(upTo count: Int, bytes limit: Int, size: (Element) -> Int) -> [[Element]] {
    var batches: [[Element]] = []
    var bytes = 0
    for element in self {
      let added = size(element)
      if batches.isEmpty || batches[batches.count - 1].count == count || bytes + added > limit {
        batches.append([])
        bytes = 0
      }
      batches[batches.count - 1].append(element)
      bytes += added
    }
    return batches
  }
}
