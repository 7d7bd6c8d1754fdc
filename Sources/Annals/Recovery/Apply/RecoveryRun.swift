/// Applies a plan, exactly: each resource is put back only where it is as the plan saw it, and each that is becomes a record of its own.
///
/// A run that was killed is taken up by the next: what it wrote without noting it is found out, and recorded once.
public struct RecoveryRun: Sendable {
  /// What records name their plan by.
  static let planName = "plan_id"
  /// Steps that are begun together: what a read of present states takes in one request.
  static let batchSize = 100
  /// How long after a batch was begun its records keep its moment, so that two processes that are at it by mistake write the same records.
  private static let batchLife: Int64 = 60_000_000

  private let plan: RecoveryPlan
  private let actions: [RecoveryStep]
  /// Where the step of each resource is among the actions.
  private let places: [Resource: Int]
  private let store: any HistoryStore
  private let work: RecoveryBatch
  private let user: User
  private let now: @Sendable () -> Timestamp

  /// A run of a kept plan.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - history: Where it is kept, and where records go.
  ///   - restorer: What puts back.
  ///   - fields: Values of fields that history redacted, as they were given for the plan.
  ///   - user: Who applies it; the records' user.
  ///   - reason: Why, in the records. Default: the plan's.
  public init(
    _ plan: RecoveryPlan, history: HistoryService, restorer: any Restorer, fields: GivenFields = GivenFields(), by user: User,
    reason: String? = nil
  ) {
    self.init(plan, history: history, restorer: restorer, fields: fields, by: user, reason: reason, now: { .now })
  }

  package init(
    _ plan: RecoveryPlan, history: HistoryService, restorer: any Restorer, fields: GivenFields = GivenFields(), by user: User,
    reason: String? = nil, now: @escaping @Sendable () -> Timestamp
  ) {
    self.plan = plan
    actions = plan.actions
    places = Dictionary(actions.enumerated().map { ($1.resource, $0) }, uniquingKeysWith: { first, _ in first })
    store = history.store
    work = RecoveryBatch(
      plan: plan, restorer: restorer, sanitizer: history.recorder.sanitizer, fields: fields, reason: reason ?? plan.reason)
    self.user = user
    self.now = now
  }

  /// Runs to the end, or until it is to stop; `progress` is told after each batch.
  ///
  /// Throws `alreadyRunning` where another process applies the same plan now, and what the store or the restorer throws when trying again later
  /// may help. What was done until then is noted.
  public func run(
    isStopped: @escaping @Sendable () -> Bool = { false }, progress tell: (RecoveryProgress) -> Void = { _ in }
  ) async throws -> RecoveryReport {
    var progress = try await RecoveryProgress.load(plan.id, from: store) ?? RecoveryProgress(of: plan, by: user, at: now())
    guard progress.outcomes.count == actions.count else {
      throw HistoryError(.invalidDocument, "the progress of the plan \(plan.id) belongs to another one: plan again")
    }
    let earlier = progress.user
    progress.user = user
    var hasRun = false
    for (index, batch) in batches.enumerated() {
      let open = batch.filter { progress.outcomes[$0] == .open }
      guard !open.isEmpty else { continue }
      if isStopped() { break }
      try Task.checkCancellation()
      hasRun = true
      let failure = try await run(open, Place(index: index, first: batch[0]), begunBy: earlier, &progress)
      tell(progress)
      if let failure { throw failure }
    }
    progress.batch = nil
    if hasRun { try await progress.save(to: store, at: now()) }
    return RecoveryReport(plan, progress)
  }

  /// The places of the steps that are begun together: none needs another of the same batch.
  private var batches: [[Int]] {
    guard !plan.isAllOrNothing else { return [Array(actions.indices)] }
    var batches: [[Int]] = []
    for (index, step) in actions.enumerated() {
      if let last = batches.last, last.count < Self.batchSize, actions[last[0]].rank == step.rank {
        batches[batches.count - 1].append(index)
      } else {
        batches.append([index])
      }
    }
    return batches
  }

  /// A batch among the plan's, and the place of its first step.
  private struct Place {
    let index: Int
    let first: Int
  }

  /// Carries out what is open of a batch, records what was done, and notes it; what kept it from being done, where that can pass.
  private func run(
    _ open: [Int], _ batch: Place, begunBy earlier: User, _ progress: inout RecoveryProgress
  ) async throws -> (any Error)? {
    let began = progress.batch.flatMap { $0.index == batch.index ? $0.at : nil }
    let outcomes = progress.outcomes
    // What an earlier run of this batch did is found before anything is stamped anew.
    var items = try await work.look(at: open.map { (place: $0, step: actions[$0]) }, wasBegun: began != nil) { step in
      plan.isAllOrNothing || step.needs.allSatisfy { places[$0].map { [.done, .already].contains(outcomes[$0]) } ?? true }
    }
    let moment = now()
    try await settle(items, batch, at: began ?? moment, by: earlier, &progress)
    guard items.contains(where: { $0.outcome == nil }) else {
      try await progress.save(to: store, at: moment)
      return nil
    }
    let isRecent = began.map { moment.microseconds - $0.microseconds < Self.batchLife } ?? false
    let stamp = isRecent ? began ?? moment : moment
    progress.batch = .init(index: batch.index, at: stamp)
    try await progress.save(to: store, at: moment)
    let ready = items.indices.filter { items[$0].outcome == nil }
    var failure = await work.carryOut(&items)
    // An earlier run that was taken for gone may go on with this batch: what it did meanwhile is recorded as its doing.
    var found: [Int] = []
    do { found = try await work.lookAgain(at: ready, of: &items, wasBegun: began != nil) } catch { failure = failure ?? error }
    try await settle(found.map { items[$0] }, batch, at: began ?? stamp, by: earlier, &progress)
    try await settle(items, batch, at: stamp, by: user, &progress)
    if failure != nil { try await progress.save(to: store, at: now()) }
    return failure
  }

  /// Stores the records of what is done, and notes all outcomes that are known.
  private func settle(
    _ items: [RecoveryBatch.Item], _ batch: Place, at stamp: Timestamp, by user: User, _ progress: inout RecoveryProgress
  ) async throws {
    let known = items.filter { $0.outcome != nil && progress.outcomes[$0.place] == .open }
    let records = known.filter { $0.outcome == .done }.map { item in
      work.record(of: item, at: stamp.advanced(byMicroseconds: Int64(item.place - batch.first)), by: user)
    }
    if !records.isEmpty { _ = try await store.append(records) }
    for item in known {
      progress.outcomes[item.place] = item.outcome ?? .open
      if item.outcome == .failed, progress.failures.count < RecoveryProgress.failureLimit {
        progress.failures.append(item.reason ?? "it was refused")
      }
    }
  }
}
