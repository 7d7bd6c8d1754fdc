public import AWSClient
public import Annals
public import Logging

/// History in a DynamoDB table: the service's own main table, or one apart.
///
/// With its two indexes nothing is ever scanned; without them everything works by scans, and ``warnings()`` says so. Several processes may
/// write to one table.
public final class DynamoDBStore: HistoryStore {
  /// The table's name.
  public let tableName: String
  let table: TableAccess
  let registry: RegistryAccess
  let indexes: IndexCheck
  let marks: DayMarks
  let texts: TextKeeper
  private let writer: ItemWriter
  private let reader: PageReader
  /// How fast records are removed one by one; `nil` for as fast as the table takes it.
  private let pace: WritePace?

  /// A store in a table that is there. Throws `invalidConfiguration` where an option has no meaning; nothing is asked of the table yet.
  public init(
    client: AWSClient, tableName: String, configuration: DynamoDBStoreConfiguration = DynamoDBStoreConfiguration(),
    logger: Logger = Logger(label: "annals")
  ) throws(HistoryError) {
    try configuration.check()
    self.tableName = tableName
    table = TableAccess(client: DynamoDBClient(client), name: tableName, configuration: configuration)
    registry = RegistryAccess(table)
    indexes = IndexCheck(table.answering, logger: logger)
    marks = DayMarks(table)
    writer = ItemWriter(table)
    texts = TextKeeper(table, writer: writer)
    pace = configuration.cleanupWriteUnits.map { WritePace(units: $0, clock: configuration.clock) }
    reader = PageReader(
      table: table.answering, registry: registry, indexes: indexes, texts: TextKeeper(table.answering, writer: writer))
  }

  /// `dynamodb`.
  public var name: String { "dynamodb" }

  /// What the store's calls used so far.
  public var consumed: ConsumedUnits { table.units.consumed }

  /// What makes the store slower than it could be, in a sentence each; empty when all is well.
  public func warnings() async throws -> [String] { try await indexes.indexes().warnings(table: tableName) }

  /// Keeps records that are not there yet, with the whole texts of these.
  ///
  /// When it throws, some may have been kept: the same call again keeps the rest.
  public func append(_ records: [SanitizedRecord]) async throws -> Int {
    guard !records.isEmpty else { return 0 }
    return try await RecordWriter(table: table, registry: registry, writer: writer, texts: texts, marks: marks).append(records)
  }

  /// A page of what the filter lets through, newest first.
  ///
  /// A filter that lets few through ends the search early: the page says that it is partial, and its cursor leads on.
  public func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage {
    try await reader.page(PageRequest(filter, after: cursor, limit: limit))
  }

  /// The record with this id: by the first reading that is there, and of resources that share it, the first in page order.
  public func record(_ id: HistoryID) async throws -> HistoryRecord? { try await reader.record(id) }

  /// The whole texts that are kept.
  public func keptTexts(_ digests: Set<TextDigest>) async throws -> [TextDigest: KeptText] {
    digests.isEmpty ? [:] : try await TextKeeper(table.answering, writer: writer).texts(digests)
  }

  /// Exact counts, as far as the index by time has what was written: from the kept counts of days that are over, and the index for the rest.
  public func statistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics {
    guard try await indexes.indexes().byTime else {
      // Whether the table answers at all is told soon; a scan takes its time.
      _ = try await registry.registry(isFresh: true)
      return try await ScannedStatistics(table).statistics(scope)
    }
    return try await statisticsReader.statistics(scope)
  }

  /// The same counts by reading all of the table.
  public func countedStatistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics {
    try await ScannedStatistics(table).statistics(scope)
  }

  /// Forgets the kept counts of days and counts them anew from the index.
  public func rebuildStatistics() async throws -> HistoryStatistics {
    try await statisticsReader.forget()
    return try await statistics(.init())
  }

  /// Removes old records, oldest first, with the texts that only they point at; or only counts them.
  ///
  /// A clean-up that was stopped goes on where it was when it is run again.
  public func cleanup(_ scope: CleanupScope, mode: CleanupMode) async throws -> CleanupReport {
    if scope.keepsLast { return try await KeepLastCleanup(scope, in: self).run(mode) }
    let run = CleanupRun(table: table, writer: writer, texts: texts, marks: marks, scope: scope, mode: mode)
    if try await indexes.indexes().byTime {
      try await run.goThrough(registry.current().feeds(of: nil))
    } else {
      try await run.goThroughTable()
    }
    return CleanupReport(before: scope.before, mode: mode, removed: run.removed)
  }

  /// Puts records in the place of what was read of them, each in a write or a transaction of its own.
  public func rewrite(_ rewrites: [RecordRewrite]) async throws -> [RewriteOutcome] {
    guard !rewrites.isEmpty else { return [] }
    return try await RecordRewriter(table: table, registry: registry, writer: writer, texts: texts, marks: marks).rewrite(rewrites)
  }

  /// Removes records that are still as they were read, each in a write of its own, within the clean-up's write units.
  public func remove(_ records: [HistoryRecord]) async throws -> [RemovalOutcome] {
    guard !records.isEmpty else { return [] }
    return try await RecordRemover(table: table, writer: writer, texts: texts, marks: marks, pace: pace).remove(records)
  }

  /// Lets go what processes left that were stopped while they rewrote. Backups and streams of the table are not the store's.
  public func finishRewriting() async throws { try await RewriteNotes(table, texts: texts).finish() }

  /// Throws `storeUnavailable`, saying what is wrong, when the table cannot be read now.
  public func checkReadiness() async throws { _ = try await registry.registry(isFresh: true) }

  private var statisticsReader: StatisticsReader { StatisticsReader(table: table, writer: writer) }
}
