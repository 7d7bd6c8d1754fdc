import Annals
import AnnalsDynamoDB

/// Makes, shows and applies plans for a command.
struct RecoveryDesk {
  private let options: RecoveryOptions
  private let history: HistoryService
  private let tables: ResourceTables
  private let restorer: TableRestorer
  private let fields: GivenFields
  private let route: String

  /// What a command needs, from its options. Throws where nothing describes the tables.
  init(_ options: RecoveryOptions, route: String) async throws {
    let settings = try options.description.settings(options.store)
    self.options = options
    self.route = route
    fields = try options.givenFields()
    tables = try settings.requiredTables()
    history = try await options.store.open(settings, for: .writing)
    restorer = try TableRestorer(client: AWSConnection.shared.client(), tables: tables, maximumWriteUnits: options.maxWcu)
  }

  /// Plans a request, shows the plan and, where that is asked for, applies it.
  func run(_ request: RecoveryRequest) async throws {
    try check(request)
    var planning = RecoveryPlanner.Options()
    planning.choice = options.conflicts
    planning.fields = fields
    planning.isAllOrNothing = options.allOrNothing
    planning.reason = options.reason
    planning.archive = try await options.archive.archive(of: history)
    let planner = RecoveryPlanner(history, restorer: restorer, by: options.acting.user, options: planning)
    var line = StepLine(isShown: Console.isTerminal(2), verb: "looked at")
    let made: Result<RecoveryPlan, any Error>
    do { made = .success(try await planner.plan(request) { line.update($0, of: $1) }) } catch { made = .failure(error) }
    line.clear()
    let plan = try made.get()
    guard !plan.steps.isEmpty else { throw CommandFailure(.nothingFound, "nothing was found to put back") }
    try await PlanShelf(history.store).keep(plan)
    try await note(.create, plan, [:])
    try await go(on: plan)
  }

  /// Shows a plan that was made before and, where that is asked for, applies it.
  func run(planOf id: String) async throws {
    guard let plan = try await PlanShelf(history.store).plan(id) else {
      throw CommandFailure(.nothingFound, "there is no plan \(id.prefix(40)): annals plans list shows those that there are")
    }
    try await go(on: plan)
  }

  private func go(on plan: RecoveryPlan) async throws {
    let output = ByteOutput()
    let view = PlanView(plan: plan, palette: options.color.palette, isBrief: options.brief)
    guard options.apply else {
      if options.json {
        try output.write(json: ["plan": .object(plan.json)])
      } else {
        for line in view.lines { try output.write(line: line) }
        try output.write(line: "")
        try output.write(line: "nothing was changed: annals undo --plan \(plan.id) --apply does it")
      }
      try output.finish()
      if plan.counts.heldBack > 0 { throw ExitStatus.conflicts.code }
      return
    }
    if !options.json {
      for line in view.lines { try output.write(line: line) }
      try output.flush()
    }
    let report = try await apply(plan)
    if options.json {
      try output.write(json: ["plan": .object(plan.json), "report": .object(report.json)])
    } else {
      for line in ReportView(report: report, palette: options.color.palette).lines { try output.write(line: line) }
    }
    try output.finish()
    if report.open > 0 { throw CommandFailure(.failed, "interrupted: annals undo --plan \(plan.id) --apply goes on") }
    if !report.failed.isEmpty { throw ExitStatus.failed.code }
    if !report.conflicts.isEmpty { throw ExitStatus.conflicts.code }
  }

  private func apply(_ plan: RecoveryPlan) async throws -> RecoveryReport {
    let run = RecoveryRun(plan, history: history, restorer: restorer, fields: fields, by: options.acting.user)
    return try await InterruptFlag.watching { interrupted in
      var line = StepLine(isShown: Console.isTerminal(2), verb: "put back")
      let result: Result<RecoveryReport, any Error>
      do {
        result = .success(
          try await run.run(isStopped: { interrupted.isSet }) {
            line.update($0.outcomes.count - $0.count(of: .open), of: $0.outcomes.count)
          })
      } catch {
        result = .failure(error)
      }
      line.clear()
      let report = try result.get()
      try await note(.update, plan, ["done": .number(JSONNumber(report.done)), "conflicts": .number(JSONNumber(report.conflicts.count))])
      return report
    }
  }

  private func note(_ act: OperationKind, _ plan: RecoveryPlan, _ details: JSONObject) async throws {
    var details = details
    for member in plan.counts.json.members { details[member.name] = member.value }
    details["reason"] = plan.reason.map(JSONValue.string)
    try await ActLog(history: history, user: options.acting.user).note(
      act, Resource.access("plans/\(plan.id)"), route: route, details: details)
  }

  /// Throws where the type that is asked for is not described.
  private func check(_ request: RecoveryRequest) throws {
    let type: ResourceType? =
      switch request.subject {
      case .operations(let filter, _, _): filter.resourceType
      case .resource(let resource, _): resource.type
      case .type(let type, _): type
      case .records, .plan: nil
      }
    guard let type, tables[type] == nil else { return }
    throw CommandFailure(
      .usage,
      "nothing says where resources of the type \(type) are: add under tables: in \(ResourceTables.standardFile) "
        + "\"\(type): {table: NAME, key: ATTRIBUTE}\" (see \"annals help tables\")")
  }
}
