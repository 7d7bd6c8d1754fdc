import AWSClient
import Annals
import Synchronization

/// Gives the records of an old table, such as those that the Python implementation wrote, what the indexes need.
///
/// It goes through the whole table once, in several segments at the same time, and changes records only: it adds `history_feed`,
/// `history_user` and, where they are absent, `success`, `resource_type` and `resource_id`. Run again it finds nothing to do.
///
/// A run that was stopped goes on where it was. What an old writer adds meanwhile may lie behind that place: the run after finds it.
public struct TableAdoption: Sendable {
  private static let concurrency = 16
  private let store: DynamoDBStore
  private let pageLimit: Int

  /// An adoption in a store's table.
  public init(store: DynamoDBStore) { self.init(store: store, pageLimit: 1000) }

  init(store: DynamoDBStore, pageLimit: Int) {
    self.store = store
    self.pageLimit = pageLimit
  }

  private var table: TableAccess { store.table }

  /// Adopts; `progress` gets the counts so far after each page.
  ///
  /// Throws `alreadyRunning` when another run takes the adoption over meanwhile, and `storeUnavailable` where the table does not answer.
  public func run(progress: @escaping @Sendable (AdoptionReport) -> Void = { _ in }) async throws -> AdoptionReport {
    let adoption = try await AdoptionProgress.claim(table, segments: table.configuration.scanSegments)
    let reports = Mutex(adoption.segments.map(\.report))
    @Sendable func total() -> AdoptionReport {
      reports.withLock { $0.reduce(into: AdoptionReport()) { $0.add($1) } }
    }
    let limit = AdaptiveLimit(maximum: Self.concurrency)
    _ = try await concurrently(Array(adoption.segments.enumerated()), limit: adoption.segments.count) { index, segment in
      var segment = segment
      while !segment.isDone {
        try Task.checkCancellation()
        try await step(&segment, index, of: adoption.segments.count, limit)
        let reached = segment
        try await adoption.save(reached, index, in: table)
        let report = segment.report
        reports.withLock { $0[index] = report }
        progress(total())
      }
    }
    try await adoption.finish(table)
    var report = total()
    report.isComplete = true
    return report
  }

  // MARK: A page

  private func step(_ segment: inout AdoptionProgress.Segment, _ index: Int, of count: Int, _ limit: AdaptiveLimit) async throws {
    let request = scan(segment, index, of: count)
    let page = try await table.scan(request)
    segment.report.add(try await adopt(page.items, limit))
    segment.place = page.lastEvaluatedKey
    segment.isDone = page.lastEvaluatedKey == nil
  }

  private func scan(_ segment: AdoptionProgress.Segment, _ index: Int, of count: Int) -> Scan {
    var scan = Scan(tableName: table.name)
    (scan.segment, scan.totalSegments) = (index, count)
    scan.limit = pageLimit
    scan.exclusiveStartKey = segment.place
    scan.filterExpression = "begins_with(#pk, :history) AND begins_with(#sk, :operation)"
    scan.projectionExpression = "#pk, #sk, #feed, #kind, #user, #ok, #meta.#ok"
    scan.expressionAttributeNames = [
      "#pk": HistoryTable.partitionKey, "#sk": HistoryTable.sortKey, "#feed": Attribute.feed, "#kind": Attribute.operation,
      "#user": Attribute.user, "#ok": Attribute.success, "#meta": Attribute.metadata,
    ]
    scan.expressionAttributeValues = [":history": .s(ItemKey.historyPrefix), ":operation": .s(ItemKey.recordPrefix)]
    return scan
  }

  private func adopt(_ items: [AttributeMap], _ limit: AdaptiveLimit) async throws -> AdoptionReport {
    var report = AdoptionReport()
    var open: [(record: StoredRecord, hasFailed: Bool)] = []
    for item in items {
      // What is no record's key is left alone, whatever the scan returns.
      guard let key = ItemKey(item), key.isRecord else { continue }
      report.lookedAt += 1
      switch OldRecord(item, key) {
      case .adopted: report.already += 1
      case .unreadable(let reason): report.leave(key, reason)
      case .open(let record, let hasFailed): open.append((record, hasFailed))
      }
    }
    guard !open.isEmpty else { return report }
    let shards = try await store.registry.register(Set(open.map(\.record.position.resource.type)))
    try await store.marks.mark(Set(open.map(\.record.position.key.timestamp.day)))
    let outcomes = try await concurrently(open, limit: Self.concurrency) { record, hasFailed in
      (record.key, try await adopt(record, hasFailed: hasFailed, shards: shards, limit))
    }
    for (key, outcome) in outcomes {
      switch outcome {
      case .adopted: report.adopted += 1
      case .already: report.already += 1
      case .refused(let reason): report.leave(key, reason)
      case .failed(let error): throw error
      }
    }
    return report
  }

  // MARK: A record

  private enum Outcome: Sendable {
    case adopted
    case already
    case refused(String)
    case failed(HistoryError)
  }

  private func adopt(_ record: StoredRecord, hasFailed: Bool, shards: Int, _ limit: AdaptiveLimit) async throws -> Outcome {
    let update = record.adoption(shards: shards, hasFailed: hasFailed, in: table.name)
    var retries = Retries(of: table)
    while true {
      let outcome: Outcome = try await limit.run {
        do {
          // A mark covers the writes of some seconds: each attempt sees to it that there is a fresh one.
          try await store.marks.mark([record.position.key.timestamp.day])
          return (try await table.impatient.update(update) == nil ? .already : .adopted, false)
        } catch let error as HistoryError where error.code == .storeRejected {
          return (.refused(error.description), false)
        } catch let error as HistoryError {
          return (.failed(error), true)
        }
      }
      guard case .failed(let error) = outcome else { return outcome }
      try await retries.wait(after: error)
    }
  }
}
