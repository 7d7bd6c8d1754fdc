import AWSClient
import Annals

/// Puts and deletes items in batches, several at a time, and tries again what the table leaves unprocessed.
struct ItemWriter: Sendable {
  private static let batchLimit = 25
  /// DynamoDB's 16 MB, less what JSON and Base64 add to an item: the request as a whole is bounded too.
  private static let batchBytes = 8 * 1024 * 1024

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
    try await forEachBatch(Self.batches(writes)) { batch in
      try await self.write(batch: batch, pace: pace, willSend: willSend)
    }
  }

  /// Runs the body for each batch, as many at once as the table takes.
  func forEachBatch<Batch: Sendable>(_ batches: [Batch], _ body: @escaping @Sendable (Batch) async throws -> Void) async throws {
    if batches.count == 1 { return try await body(batches[0]) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      var next = batches.startIndex
      while next < batches.endIndex, next < table.configuration.writeConcurrency {
        let batch = batches[next]
        group.addTask { try await body(batch) }
        next += 1
      }
      while try await group.next() != nil {
        guard next < batches.endIndex else { continue }
        let batch = batches[next]
        group.addTask { try await body(batch) }
        next += 1
      }
    }
  }

  /// Runs one request within the limit; the body tells whether the table throttled.
  func request<Value: Sendable>(_ body: @Sendable () async throws -> (value: Value, isThrottled: Bool)) async throws -> Value {
    try await limit.run(body)
  }

  private func write(batch: [BatchWriteItem.Write], pace: WritePace?, willSend: @Sendable () async throws -> Void) async throws {
    var rest = batch
    var backoff = AttemptBackoff()
    let retries = RetryTime(table.configuration)
    while true {
      try await pace?.wait(for: rest.count)
      try await willSend()
      let sent = rest
      rest = try await request {
        let left = try await table.batchWrite(sent)
        return (left, !left.isEmpty)
      }
      if rest.isEmpty { return }
      try await retries.sleep(for: backoff.next(), table: table.name)
    }
  }

  private static func batches(_ writes: [BatchWriteItem.Write]) -> [[BatchWriteItem.Write]] {
    var batches: [[BatchWriteItem.Write]] = []
    var size = 0
    for write in writes {
      let bytes = write.itemSize
      if batches.isEmpty || batches[batches.count - 1].count == batchLimit || size + bytes > batchBytes {
        batches.append([])
        size = 0
      }
      batches[batches.count - 1].append(write)
      size += bytes
    }
    return batches
  }
}

/// Ends trying again when the store's limit has passed.
struct RetryTime: Sendable {
  private let clock: any Clock<Duration>
  private let hasPassed: @Sendable () -> Bool

  init(_ configuration: DynamoDBStoreConfiguration) {
    clock = configuration.clock
    hasPassed = Self.deadline(on: configuration.clock, after: configuration.writeLimit)
  }

  private static func deadline<C: Clock<Duration>>(on clock: C, after limit: Duration) -> @Sendable () -> Bool {
    let end = clock.now.advanced(by: limit)
    return { clock.now >= end }
  }

  func sleep(for duration: Duration, table: String) async throws {
    guard !hasPassed() else {
      throw HistoryError(.storeUnavailable, "the table \"\(table)\" leaves writes unprocessed: give it more capacity, or wait")
    }
    try await clock.sleep(for: duration)
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
