public import Logging
import ServiceContextModule
public import ServiceLifecycle
import Synchronization

/// Takes operations in passing, and prepares and stores them in the background: the way of a record from capture to store.
///
/// Nothing in it throws to or waits for who logs. Memory is bounded by ``RecorderConfiguration``. A store that fails is tried again with backoff;
/// what does not fit meanwhile is counted, logged once a burst, and becomes a record of type `HISTORY` when the store takes records again.
/// Run it once, in a `ServiceGroup`, before the services that use it: it stops after them and stores what they left.
public final class HistoryRecorder: Service, Sendable {
  let store: any HistoryStore
  package let sanitizer: Sanitizer
  let configuration: RecorderConfiguration
  let accessRetentionDays: Int
  package let now: @Sendable () -> Timestamp
  let clock: any Clock<Duration>
  package let logger: Logger
  let metrics: RecorderMetrics
  let journal: Journal?
  /// Tells of records as the store takes them.
  public let feed = RecordFeed()
  let state: Mutex<RecorderState>
  let reads: ReadAudit
  let captured = WakeSignal()
  let prepared = WakeSignal()
  let stopped = WakeSignal()
  private let waiterID = Atomic<UInt64>(0)

  /// A recorder for a store.
  ///
  /// - Parameters:
  ///   - store: Where records go.
  ///   - configuration: What is redacted and cut, and how much is held.
  ///   - logger: Where troubles are told.
  ///   - clock: What intervals are measured with.
  ///   - now: What operations are stamped with.
  /// - Throws: `invalidConfiguration` where an option has no meaning; where there is a journal, `journalInUse` when another process has it,
  ///   and `journalUnavailable` when its files cannot be used.
  public convenience init(
    store: any HistoryStore, configuration: HistoryConfiguration = .init(), logger: Logger = Logger(label: "annals"),
    clock: any Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> Timestamp = { .now }
  ) throws(HistoryError) {
    let files = configuration.recorder.guarantee.journal.map { DiskFiles(path: $0.path) }
    try self.init(store: store, configuration: configuration, files: files, logger: logger, clock: clock, now: now)
  }

  /// A recorder whose journal, where the guarantee has one, lies in these files: a test's can let each call fail.
  package init(
    store: any HistoryStore, configuration: HistoryConfiguration, files: (any JournalFiles)?, logger: Logger = Logger(label: "annals"),
    clock: any Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> Timestamp = { .now }
  ) throws(HistoryError) {
    try configuration.check()
    if let place = configuration.recorder.guarantee.journal, let files {
      journal = Journal(try JournalLog(place, files: files))
    } else {
      journal = nil
    }
    self.store = store
    self.configuration = configuration.recorder
    accessRetentionDays = configuration.accessRetentionDays
    sanitizer = try Sanitizer(redaction: configuration.redaction, truncation: configuration.truncation)
    self.now = now
    self.clock = clock
    self.logger = logger
    metrics = RecorderMetrics(store: store.name, hasJournal: journal != nil)
    state = Mutex(RecorderState(configuration: configuration.recorder))
    reads = ReadAudit(configuration.reads, clock: clock)
  }

  /// Prepares and stores until graceful shutdown or cancellation; then stores what is held, within `drainLimit`.
  ///
  /// Throws `alreadyRunning` when it runs already. It can be run again after it has ended.
  public func run() async throws {
    try begin()
    await work()
  }

  /// Takes up the work, or throws `alreadyRunning`; `work()` must follow.
  func begin() throws(HistoryError) {
    try state.withLock { state throws(HistoryError) in try state.start() }
    reads.open()
  }

  func work() async {
    if let left = await journal?.waiting {
      state.withLock { $0.adopt(left) }
      logger.info("Records that an earlier run left in the journal are stored now", metadata: ["annals.records": "\(left.count)"])
    }
    // Not a child task: cancelling the service must not cancel the storing of what was accepted.
    let pipeline = Task { await RecorderPipeline(self).run() }
    await withTaskCancellationOrGracefulShutdownHandler {
      await pipeline.value
    } onCancelOrGracefulShutdown: {
      self.stop()
    }
  }

  /// Begins to drain: `run` returns once what was accepted is stored, or `drainLimit` has passed.
  package func stop() {
    // Before the draining, which ends once nothing is held.
    for operation in reads.close(at: now()) { offer(operation) }
    guard state.withLock({ $0.drain() }) else { return }
    captured.set()
    prepared.set()
    stopped.set()
  }

  // MARK: Taking

  /// Takes an operation, where the policy of READs does not leave it out.
  @discardableResult
  func capture(
    _ kind: OperationKind, _ resourceType: String, id: String, user: String?, before: CapturedState?, after: CapturedState?,
    metadata: JSONObject, function: String?, failure: (any Error)? = nil, problems: [String] = []
  ) -> Captured {
    let policy = kind == .read ? reads.policy(of: resourceType) : .every
    guard policy != .off else { return .leftOut }
    let operation = CapturedOperation(
      kind: kind, resourceType: resourceType, resourceID: id, timestamp: now(), number: RecordToken.nextNumber(), user: user,
      before: before, after: after, metadata: metadata, function: function, failure: failure, problems: problems,
      context: ServiceContext.current)
    guard policy != .every, failure == nil else { return offer(operation) }
    var captured = Captured.leftOut
    reads.admit(operation, under: policy) { taken in
      let outcome = offer(taken)
      if taken.number == operation.number { captured = outcome }
    }
    return captured
  }

  @discardableResult
  func offer(_ operation: CapturedOperation) -> Captured {
    let (offer, number) = state.withLock { state in (state.offer(operation), state.lastAccepted) }
    switch offer {
    case .accepted: return .accepted(number)
    case .acceptedAndWake:
      captured.set()
      return .accepted(number)
    case .lost: return .lost
    case .lostUnheard:
      logger.error("History is not recorded: the recorder does not run", metadata: ["annals.store": "\(store.name)"])
      return .lost
    }
  }

  /// Takes all of these records, or none; `size` is about how many bytes they have as JSON.
  ///
  /// Throws `bufferFull` or `notRunning`; what was refused is not counted as lost.
  package func accept(_ records: [HistoryRecord], size: Int) throws(HistoryError) {
    _ = try take(records, size: size)
  }

  /// Takes all of these records or none, and waits until they are stored.
  ///
  /// Throws as `accept(_:size:)` does, `timedOut` when the limit passes first (the records are still on their way then), and
  /// `storeRejected` when the store took some of them for good, but not all.
  package func acceptAndWait(_ records: [HistoryRecord], size: Int, within limit: Duration) async throws {
    let range = try take(records, size: size)
    let lost = try await settled(range, within: limit)
    guard lost == 0 else {
      throw HistoryError(.storeRejected, "\(lost) of \(records.count) records could not be stored: see the server's log")
    }
  }

  /// Waits until what was accepted before is stored or given up.
  func flush(within limit: Duration) async throws {
    _ = try await settled(nil, within: limit)
  }

  func take(_ records: [HistoryRecord], size: Int) throws(HistoryError) -> ClosedRange<UInt64> {
    let (range, offer) = try state.withLock { state throws(HistoryError) in try state.offer(records, size: size) }
    if offer == .acceptedAndWake { captured.set() }
    return range
  }

  /// Waits until these records are settled or safe, all accepted so far where there is no range. Returns how many of the range were lost.
  func settled(
    _ range: ClosedRange<UInt64>?, until goal: SettlementWaiters.Goal = .stored, within limit: Duration
  ) async throws -> Int {
    let id = waiterID.wrappingAdd(1, ordering: .relaxed).newValue
    return try await withThrowingTaskGroup(of: Int?.self) { group in
      group.addTask { try await self.settlement(of: range, until: goal, as: id) }
      group.addTask {
        try await self.clock.sleep(for: limit)
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next(), let lost = first else {
        throw overdue(limit)
      }
      return lost
    }
  }

  private func overdue(_ limit: Duration) -> HistoryError {
    guard state.withLock({ $0.phase }) == .idle else {
      return HistoryError(.timedOut, "the records were not stored within \(limit): they are still on their way")
    }
    return HistoryError(.notRunning, "the recorder was not run within \(limit), and records wait to be stored: run it in your ServiceGroup")
  }

  private func settlement(
    of range: ClosedRange<UInt64>?, until goal: SettlementWaiters.Goal, as id: UInt64
  ) async throws -> Int {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        if let lost = state.withLock({ $0.wait(id, for: range, until: goal, continuation) }) {
          return continuation.resume(returning: lost)
        }
        captured.set()
        if Task.isCancelled { abandon(id) }
      }
    } onCancel: {
      abandon(id)
    }
  }

  private func abandon(_ id: UInt64) {
    state.withLock { $0.removeWaiter(id) }?.resume(throwing: CancellationError())
  }

  // MARK: Telling

  func warn(_ sentence: Logger.Message, _ error: any Error) {
    let code = (error as? HistoryError)?.code.rawValue ?? "\(type(of: error))"
    logger.warning(sentence, metadata: ["annals.store": "\(store.name)", "error.code": "\(code)", "error.message": "\(error)"])
  }
}
