/// Makes plans: finds what is to be put back, looks at what is there, and decides about each resource. It changes nothing.
public struct RecoveryPlanner: Sendable {
  static let chunkSize = 100
  private static let concurrency = 16

  /// How a plan is made.
  public struct Options: Sendable {
    /// What is done about conflicts. Default: `skip`.
    public var choice = ConflictChoice.skip
    /// Values of fields that history redacted. Default: none.
    public var fields = GivenFields()
    /// Whether all is done or nothing. Default: no.
    public var isAllOrNothing = false
    /// Why. Default: not said.
    public var reason: String?
    /// An archive that is looked through, too, all files of the types concerned. Default: none.
    public var archive: Archive?
    /// Resources that a plan has at most. Default: 100,000.
    public var resourceLimit = 100_000

    /// The defaults.
    public init() {}
  }

  private let history: HistoryService
  private let restorer: any Restorer
  private let options: Options
  private let user: User
  private let now: @Sendable () -> Timestamp
  /// Which records may be undone; what a scope leaves out is not.
  private let isSelectable: @Sendable (HistoryRecord) -> Bool

  /// A planner over a history, for what a restorer can put back.
  public init(_ history: HistoryService, restorer: any Restorer, by user: User, options: Options = Options()) {
    self.init(history, restorer: restorer, by: user, options: options, now: { .now }, isSelectable: { _ in true })
  }

  package init(
    _ history: HistoryService, restorer: any Restorer, by user: User, options: Options, now: @escaping @Sendable () -> Timestamp = { .now },
    isSelectable: @escaping @Sendable (HistoryRecord) -> Bool
  ) {
    self.history = history
    self.restorer = restorer
    self.user = user
    self.options = options
    self.now = now
    self.isSelectable = isSelectable
  }

  /// Plans; `progress` is told how many resources were looked at, and how many there are.
  ///
  /// Throws `invalidPlan` where there are too many resources, and what the store or the restorer throws. A plan of no step means that
  /// nothing was found.
  public func plan(_ request: RecoveryRequest, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) async throws -> RecoveryPlan {
    let sanitizer = history.recorder.sanitizer
    let search = RecoverySearch(history, archive: options.archive, limit: options.resourceLimit, isSelectable: isSelectable)
    let found = try await search.subjects(of: sanitizer.redacted(request))
    let covered = found.filter { restorer.covers($0.resource.type) }
    let archived = if let archive = options.archive { try await ArchivedChanges(of: covered, in: archive) } else { ArchivedChanges.none }
    let reader = TimelineReader(history, archived: archived)
    let planning = StepPlanning(
      restorer: restorer, sanitizer: sanitizer, choice: options.choice, fields: options.fields)
    var planned: [StepPlanning.Planned] = []
    for chunk in found.chunks(of: Self.chunkSize) {
      try Task.checkCancellation()
      planned += try await steps(for: chunk, reader, planning)
      progress(planned.count, found.count)
    }
    var order = ReferenceOrder(planned, restorer: restorer, choice: options.choice)
    let plan = RecoveryPlan(
      id: RecordToken.next().description.lowercased(), created: now(), creator: user,
      reason: options.reason.map { sanitizer.redacted(text: $0) }, request: sanitizer.kept(request),
      choice: options.choice, isAllOrNothing: options.isAllOrNothing, steps: try await order.ordered())
    let limit = restorer.togetherLimit
    if plan.isAllOrNothing, plan.actions.count > limit {
      throw HistoryError(
        .invalidPlan, "all or nothing was asked for \(plan.actions.count) resources: at most \(limit) can be written so, narrow it")
    }
    return plan
  }

  private func steps(
    for subjects: [RecoverySubject], _ reader: TimelineReader, _ planning: StepPlanning
  ) async throws -> [StepPlanning.Planned] {
    let covered = subjects.filter { restorer.covers($0.resource.type) }
    async let timelines = concurrently(covered, limit: Self.concurrency) { try await reader.timeline(of: $0) }
    async let states = covered.isEmpty ? [:] : restorer.presentStates(of: covered.map(\.resource))
    let (read, present) = try await (timelines, states)
    let planned = read.map { planning.plan($0, present: present[$0.resource]) }
    let uncovered = subjects.filter { !restorer.covers($0.resource.type) }.map { subject in
      var step = RecoveryStep(subject.resource, .none)
      step.conflicts = [
        RecoveryConflict(.notDescribed, "nothing says where resources of the type \(subject.resource.type) are kept: describe its table")
      ]
      return StepPlanning.Planned(step: step)
    }
    return planned + uncovered
  }
}
