/// Where history is kept.
///
/// Every store passes one contract suite (`Tests/AnnalsTestSupport/StoreContract`) and gives the same answers, byte for byte. Failures are
/// `HistoryError`s: `storeUnavailable` when trying again can help, `storeRejected` when it cannot.
///
/// Beside the history each store keeps the few documents that belong to running Annals.
public protocol HistoryStore: DocumentStore {
  /// The store's kind in one word, for metrics and logs: `memory`, `sqlite`.
  var name: String { get }

  /// Keeps records; a record that is there already (same resource and sort key) stays as it is.
  ///
  /// Returns how many were new. A store in one file keeps all or none, and statistics follow in the same step. A distributed store may keep
  /// some and throw: the same call again keeps the rest.
  func append(_ records: [SanitizedRecord]) async throws -> Int

  /// A page of at most `limit` (1 to 1,000) records that the filter lets through, newest first, behind the cursor where one is given.
  func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage

  /// The record with this id, or `nil`.
  func record(_ id: HistoryID) async throws -> HistoryRecord?

  /// The whole texts of these digests, those that are kept.
  func keptTexts(_ digests: Set<TextDigest>) async throws -> [TextDigest: KeptText]

  /// Exact counts, at a cost that does not grow with the number of records.
  func statistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics

  /// The same counts, found by reading every record: what shows whether `statistics` is right.
  func countedStatistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics

  /// Removes old records with the texts that only they point at, in short steps; or only counts them.
  ///
  /// Where the scope keeps the last states, ``KeepLastCleanup`` does it, the same one for all stores.
  func cleanup(_ scope: CleanupScope, mode: CleanupMode) async throws -> CleanupReport

  /// Puts records in the place of what was read of them, each for itself and only where it is still that; the outcomes in their order.
  ///
  /// Statistics follow, and the texts that no record points at any more go. A store in one file rewrites all or, where it throws, none. In a
  /// distributed one a part may be rewritten then; the same call again rewrites the rest.
  func rewrite(_ rewrites: [RecordRewrite]) async throws -> [RewriteOutcome]

  /// Removes records that are still as they were read, each for itself, with the texts that only they point at; the outcomes in their order.
  ///
  /// Statistics follow. Where it throws, some may be gone: the same call again removes the rest.
  func remove(_ records: [HistoryRecord]) async throws -> [RemovalOutcome]

  /// Ends a run of rewriting: once it returns, what rewritten records held before is in none of the store's files any more.
  ///
  /// It costs what writing all of a file anew costs, where the store is one. Throws `storeUnavailable` where that cannot be done now: the same call
  /// again, by whatever process, does it.
  func finishRewriting() async throws

  /// Throws `storeUnavailable`, saying what is wrong, when the store cannot take records now.
  func checkReadiness() async throws

  /// What makes the store slower or dearer than it could be, in a sentence each that says what to do; empty when all is well.
  func warnings() async throws -> [String]
}

extension HistoryStore {
  /// Reads all records in pages.
  public func countedStatistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics {
    var tally = StatisticsTally()
    let filter = RecordFilter(resourceType: scope.resourceType)
    for try await record in RecordSequence(store: self, filter: filter, pageSize: 1000) where scope.contains(record) { tally.add(record) }
    return tally.result(userLimit: scope.userLimit)
  }

  /// Removes the records before a moment, or only counts them; those about access stay.
  public func cleanup(before moment: Timestamp, mode: CleanupMode) async throws -> CleanupReport {
    try await cleanup(CleanupScope(before: moment), mode: mode)
  }

  /// None.
  public func warnings() async throws -> [String] { [] }
}

/// Whether a clean-up removes or only counts.
public enum CleanupMode: Hashable, Sendable {
  case dryRun
  case remove
}

/// What a clean-up removed, or would remove.
public struct CleanupReport: Hashable, Sendable {
  /// Records older than this were meant.
  public let before: Timestamp
  /// Whether they were removed or only counted.
  public let mode: CleanupMode
  /// How many, by type; types with none are absent.
  public let removed: [ResourceType: Int]

  /// Makes a report.
  public init(before: Timestamp, mode: CleanupMode, removed: [ResourceType: Int]) {
    self.before = before
    self.mode = mode
    self.removed = removed
  }

  /// How many in all.
  public var total: Int { removed.values.reduce(0, +) }
}
