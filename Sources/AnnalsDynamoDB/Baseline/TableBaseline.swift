public import AWSClient
public import Annals

/// Records what the described tables hold now, so that the first change ever made to an item can be undone.
///
/// Each item whose state history does not know becomes a CREATE with `metadata.baseline`, at the moment when it was read. Run again it records
/// what changed without a record since, and nothing else. A run that was stopped goes on where it was.
public struct TableBaseline: Sendable {
  /// What bounds a run.
  public struct Options: Sendable {
    /// Read units a second that reading the tables may use. `nil` sets no limit. Default: `nil`.
    public var readUnits: Int?
    /// Parts of a table that are read at the same time, 1 to 64. Default: 4.
    public var segments = 4
    /// Only this type; `nil` for all that are described. Default: `nil`.
    public var type: ResourceType?
    /// Whether items are only counted. Default: `false`.
    public var isDryRun = false
    /// Who has it recorded. Default: `system`.
    public var user = User.system
    /// What waits are measured with.
    package var clock: any Clock<Duration> = ContinuousClock()
    /// Items of a page at most, where no read units bound it.
    package var pageLimit: Int?

    /// The defaults.
    public init() {}
  }

  private let client: DynamoDBClient
  private let recording: BaselineRecording
  private let tables: ResourceTables
  private let options: Options

  /// A baseline of tables, recorded in a history. Throws `invalidConfiguration` where an option has no meaning or the type is not described.
  public init(
    client: DynamoDBClient, tables: ResourceTables, history: HistoryService, options: Options = .init()
  ) throws(HistoryError) {
    guard (1...64).contains(options.segments) else {
      throw HistoryError(.invalidConfiguration, "the segments are \(options.segments): give 1 to 64")
    }
    if let units = options.readUnits, units < 1 {
      throw HistoryError(.invalidConfiguration, "the read units are \(units): give 1 or more")
    }
    self.client = client
    self.options = options
    self.tables = try options.type.map { (type) throws(HistoryError) in try ResourceTables([tables.table(of: type)]) } ?? tables
    recording = BaselineRecording(history: history, tables: self.tables, user: options.user, isDryRun: options.isDryRun)
  }

  /// Goes through all tables. `progress` gets what was found so far after each page; it stops at the next page where `isStopped` says so.
  ///
  /// Throws `alreadyRunning` when another run takes a table over meanwhile, and `storeUnavailable` where a table or the store does not answer.
  public func run(
    isStopped: @escaping @Sendable () -> Bool = { false }, progress: (BaselineReport) -> Void = { _ in }
  ) async throws -> BaselineReport {
    let names = tables.tableNames
    // Tables that a stopped run was through with are not read again.
    var tour = try await self.progress(of: "tables", names)
    while tour.filesDone < names.count {
      let before = tour.report
      let found = try await run(names[tour.filesDone], isStopped: isStopped) { part in
        var sum = before
        sum.add(part)
        progress(sum)
      }
      tour.report.add(found)
      guard found.isComplete else { return tour.report }
      tour.filesDone += 1
      if !options.isDryRun, tour.filesDone < names.count { try await tour.save() }
    }
    if !options.isDryRun { try await tour.finish() }
    return tour.report
  }

  /// How far a run was of what is called so.
  private func progress(of kind: String, _ names: [String]) async throws -> BaselineProgress {
    let subject = [kind] + names + [options.type?.name ?? "*", options.isDryRun ? "dry run" : "recorded"]
    return try await BaselineProgress(of: subject.joined(separator: "\n"), in: recording.history.store)
  }

  private func run(_ name: String, isStopped: @Sendable () -> Bool, progress: (BaselineReport) -> Void) async throws -> BaselineReport {
    let table = TableAccess(client: client, name: name, configuration: DynamoDBStoreConfiguration())
    var state = try await self.progress(of: "table", [name])
    if state.segments.isEmpty { state.segments = (0..<options.segments).map { _ in .init() } }
    var pace = options.readUnits.map { ReadPace(units: $0, clock: options.clock) }
    while true {
      let open = state.segments.indices.filter { !state.segments[$0].isDone }
      guard !open.isEmpty else { break }
      guard !isStopped() else { return state.report.unfinished }
      try Task.checkCancellation()
      let moment = recording.history.recorder.now()
      let requests = open.map { scan(name, $0, state.segments, limit: pace?.limit(pages: open.count) ?? options.pageLimit) }
      let attempts = CallAttempts()
      let pages = try await CallAttempts.$current.withValue(attempts) {
        try await concurrently(requests, limit: requests.count) { try await table.scan($0) }
      }
      for (index, page) in zip(open, pages) {
        state.report.add(try await recording.record(page.items, of: name, at: moment, source: .scan))
        state.segments[index] = .init(place: page.lastEvaluatedKey, isDone: page.lastEvaluatedKey == nil)
      }
      if !options.isDryRun { try await state.save() }
      progress(state.report)
      guard state.segments.contains(where: { !$0.isDone }) else { break }
      let cost = pages.reduce(0) { $0 + ($1.consumedCapacity?.total.capacityUnits ?? 0) }
      try await pace?.spend(cost, items: pages.reduce(0) { $0 + $1.scannedCount }, pages: pages.count, lost: attempts.openCount)
    }
    if !options.isDryRun { try await state.finish() }
    return state.report
  }

  private func scan(_ name: String, _ index: Int, _ segments: [BaselineProgress.Segment], limit: Int?) -> Scan {
    var scan = Scan(tableName: name)
    (scan.segment, scan.totalSegments) = (index, segments.count)
    scan.exclusiveStartKey = segments[index].place
    scan.limit = limit
    // What history says of a moment must hold: a state from before the last change would follow it.
    scan.consistentRead = true
    return scan
  }
}
