public import Annals

/// History in one SQLite file: one writer, several readers at the same time (WAL), exact statistics.
///
/// Several stores and processes may share the file. A file that is deleted, or replaced, while it is open is noticed: the call that meets it
/// fails with `storeUnavailable`, so that nothing is written where nobody finds it, and the next call opens what stands at the path, or makes
/// a new file. What the deleted file held is gone with it.
public final class SQLiteStore: HistoryStore, RecordTextSource {
  let file: DatabaseFile
  private let configuration: SQLiteStoreConfiguration

  /// Opens a database, or makes one in a folder that is there.
  ///
  /// Throws `storeUnavailable` when the file cannot be opened, is no history database, or was made by a newer version.
  public init(path: String, configuration: SQLiteStoreConfiguration = SQLiteStoreConfiguration()) throws(HistoryError) {
    self.configuration = configuration
    file = try DatabaseFile(path: path, configuration: configuration)
  }

  /// `sqlite`.
  public var name: String { "sqlite" }

  /// The file's absolute path.
  public var path: String { file.path }

  /// Keeps records that are not there yet, with the whole texts of these, in one transaction.
  public func append(_ records: [SanitizedRecord]) async throws -> Int {
    guard !records.isEmpty else { return 0 }
    let batch = PreparedBatch(records)
    return try await file.write { try BatchWriter($0).write(batch) }
  }

  /// A page of what the filter lets through, newest first.
  ///
  /// It costs what it returns, with one exception: a user's records of one type, or of one resource, are found by going through the user's, the
  /// type's or the resource's, whichever are fewer.
  public func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage {
    let request = try PageRequest(filter, after: cursor, limit: limit)
    return request.page(of: try await file.read { try RecordReader($0).records(request) })
  }

  /// The same page as JSON text, its states as they are stored.
  package func recordTexts(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPageText {
    let request = try PageRequest(filter, after: cursor, limit: limit)
    return try await file.read { try RecordReader($0).texts(request) }
  }

  /// The record with this id: by the first reading that is there, and of resources that share it, the first in page order.
  public func record(_ id: HistoryID) async throws -> HistoryRecord? {
    try await file.read { try RecordReader($0).record(id) }
  }

  /// The whole texts that are kept.
  public func keptTexts(_ digests: Set<TextDigest>) async throws -> [TextDigest: KeptText] {
    guard !digests.isEmpty else { return [:] }
    return try await file.read { try TextTable($0).texts(digests) }
  }

  /// Exact counts. Without days the cost is the same at any size; with days it grows with the days and the users in them.
  public func statistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics {
    try await file.read { try StatisticsReader($0).statistics(scope) }
  }

  /// Removes old records, oldest first, in steps between which others write; or only counts them.
  ///
  /// A cancelled task stops between two steps; what was removed until then stays removed. The file keeps its size, and the room is used again.
  public func cleanup(_ scope: CleanupScope, mode: CleanupMode) async throws -> CleanupReport {
    if scope.keepsLast { return try await KeepLastCleanup(scope, in: self).run(mode) }
    let cleanup = Cleanup(scope)
    let counts: [Int64: Int]
    switch mode {
    case .dryRun: counts = try await file.read { try cleanup.count(in: $0) }
    case .remove: counts = try await remove(cleanup)
    }
    let removed = try await file.read { db in
      try counts.map { (try NameTable.type($0.key, in: db), $0.value) }
    }
    return CleanupReport(before: scope.before, mode: mode, removed: Dictionary(removed, uniquingKeysWith: +))
  }

  /// Removes records that are still as they were read, in short transactions.
  public func remove(_ records: [HistoryRecord]) async throws -> [RemovalOutcome] {
    var outcomes: [RemovalOutcome] = []
    for start in stride(from: 0, to: records.count, by: Self.removalLimit) {
      try Task.checkCancellation()
      let part = records[start..<min(start + Self.removalLimit, records.count)]
      outcomes += try await file.write { try RecordRemover($0).remove(part) }
      try await file.settle()
    }
    return outcomes
  }

  /// Records that one transaction removes at most, so that others are not kept waiting.
  private static let removalLimit = 250

  /// Puts records in the place of what was read of them, in one transaction.
  public func rewrite(_ rewrites: [RecordRewrite]) async throws -> [RewriteOutcome] {
    guard !rewrites.isEmpty else { return [] }
    return try await file.write { try RecordRewriter($0).rewrite(rewrites) }
  }

  /// Writes the file anew, with what it still holds alone, and empties its log. It takes as much room on the disk again while it runs.
  public func finishRewriting() async throws { try await file.compact() }

  /// Throws `storeUnavailable` when the file cannot be written now.
  public func checkReadiness() async throws { try await file.probe() }

  /// Closes the file, which then holds everything and may be copied or moved; every later call throws.
  public func close() throws(HistoryError) { try file.close() }

  private func remove(_ cleanup: Cleanup) async throws -> [Int64: Int] {
    var pace = CleanupPace(target: configuration.cleanupStep)
    var removed: [Int64: Int] = [:]
    let stopwatch = Stopwatch(configuration.clock)
    let target = configuration.cleanupStep
    var reached = Int64.min
    while true {
      try Task.checkCancellation()
      let (limit, place) = (pace.limit, reached)
      let (step, start) = try await file.write { db in
        let start = stopwatch.elapsed()
        return (try cleanup.step(from: place, limit: limit, isTimeUp: { stopwatch.elapsed() - start >= target }, in: db), start)
      }
      reached = step.reached
      pace.learn(count: step.count, duration: stopwatch.elapsed() - start)
      removed.merge(step.removed, uniquingKeysWith: +)
      if step.isLast { return removed }
      try await file.settle()
    }
  }
}
