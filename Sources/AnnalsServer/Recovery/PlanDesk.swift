import Annals
import ServiceContextModule

/// Makes, shows and applies plans for one visitor: only what lies in their scope.
struct PlanDesk {
  let history: HistoryService
  /// What applies; `nil` where the server does not know where resources are.
  let recovery: RecoveryService?
  /// Whether another user than who made a plan has to apply it.
  let needsTwo: Bool
  let looking: Looking

  private var visitor: Visitor { looking.call.visitor }
  private var scope: AccessScope { visitor.principal.scope }
  private var shelf: PlanShelf { PlanShelf(history.store) }

  /// Who acts, in plans and records.
  private var user: User {
    guard !visitor.isProven else { return visitor.principal.user }
    return ServiceContext.current?.history?.user.map { User(coercing: $0) } ?? .system
  }

  /// Makes a plan and keeps it. Nothing else is changed.
  func make(_ order: PlanOrder) async throws -> RecoveryPlan {
    let restorer = try able().restorer()
    try checkScope()
    try check(order.request, restorer)
    let visibility = Visibility(of: visitor.principal)
    let planner = RecoveryPlanner(
      history, restorer: restorer, by: user, options: order.options, now: history.recorder.now, isSelectable: { visibility.shows($0) })
    let plan = try await planner.plan(order.request)
    guard !plan.steps.isEmpty else { throw Self.nothingFound }
    try await shelf.keep(plan)
    note(.create, plan, [:])
    return plan
  }

  /// The plan of an id. Throws a problem (404) where there is none that the visitor may see.
  func plan(_ id: String) async throws -> RecoveryPlan {
    try checkScope()
    guard let plan = try await shelf.plan(id), isSeen(plan) else {
      throw Problem(
        .notFound, "there is no plan with this id: it was never made, or its thirty days are over", parameter: "plan_id", value: id)
    }
    return plan
  }

  /// How far a plan is.
  func progress(of plan: RecoveryPlan) async throws -> PlanProgress {
    try await progress(of: plan.id, steps: plan.counts.writes + plan.counts.removals)
  }

  private func progress(of id: String, steps: Int) async throws -> PlanProgress {
    PlanProgress(of: id, steps: steps, try await shelf.progress(of: id), run: recovery?.run(of: id), now: history.recorder.now())
  }

  /// A page of the plans that the visitor may see, the newest first, and the id that the next page begins behind.
  func plans(after last: String?, limit: Int) async throws -> (plans: [(PlanSummary, PlanProgress)], next: String?) {
    try checkScope()
    var summaries = try await shelf.summaries()[...]
    if let last {
      guard let place = summaries.firstIndex(where: { $0.id == last }) else {
        throw Problem(
          HistoryError(.invalidCursor, "the plan that the page begins behind is gone: ask without a cursor"),
          parameter: QueryParameter.cursor.name, value: last, expected: QueryParameter.cursor.expected)
      }
      summaries = summaries[(place + 1)...]
    }
    var found: [(PlanSummary, PlanProgress)] = []
    for summary in summaries {
      if !scope.holdsAllRecords, try await shelf.plan(summary.id).map(isSeen) != true { continue }
      if found.count == limit { return (found, found.last?.0.id) }
      let steps = ["writes", "removals"].reduce(0) { $0 + (summary.json[$1]?.number?.int ?? 0) }
      found.append((summary, try await progress(of: summary.id, steps: steps)))
    }
    return (found, nil)
  }

  /// Whether the visitor made a plan that another has to apply.
  func needsAnother(for plan: RecoveryPlan) -> Bool { needsTwo && plan.creator == user }

  /// Begins to apply a plan that was looked at. Throws a problem where it is another than the kept one, or may not be applied.
  func apply(_ plan: RecoveryPlan, _ order: ApplyOrder) async throws -> PlanProgress {
    let recovery = try able()
    guard order.hash == plan.hash else {
      throw Problem(
        .wrongPlan, "the plan is not the one with this sha256: look at it again, and send the sha256 that it has",
        parameter: "sha256", value: order.hash, expected: "sha256 as the plan has it")
    }
    guard !needsAnother(for: plan) else {
      throw Problem(.forbidden, "who makes a plan cannot apply it, as two are needed here: another user has to")
    }
    let restorer = try recovery.restorer(maximumWriteUnits: order.maximumWriteUnits)
    let before = try await progress(of: plan)
    var details: JSONObject = ["sha256": .string(order.hash), "phase": "begun"]
    details["reason"] = order.reason.map(JSONValue.string)
    details["max_wcu"] = order.maximumWriteUnits.map { .number(JSONNumber($0)) }
    try recovery.begin(
      RecoveryService.Order(
        plan: plan, history: history, restorer: restorer, fields: order.fields, reason: order.reason, user: user,
        open: before.count(of: .open), begun: { [details] in note(.update, plan, details) }, ended: { noteEnd(of: plan, $0) }))
    return try await progress(of: plan)
  }

  private func noteEnd(of plan: RecoveryPlan, _ result: Result<RecoveryReport, any Error>) {
    switch result {
    case .success(let report):
      note(
        .update, plan,
        [
          "phase": report.open > 0 ? "stopped" : "ended", "done": .number(JSONNumber(report.done)),
          "conflicts": .number(JSONNumber(report.conflicts.count)), "failed": .number(JSONNumber(report.failed.count)),
        ])
    case .failure(let error): looking.note(.update, Resource.access("plans/\(plan.id)"), details: ["phase": "ended"], failure: error)
    }
  }

  private func note(_ act: OperationKind, _ plan: RecoveryPlan, _ more: JSONObject) {
    var details = plan.counts.json
    details["reason"] = plan.reason.map(JSONValue.string)
    for member in more.members { details[member.name] = member.value }
    looking.note(act, Resource.access("plans/\(plan.id)"), details: details)
  }

  /// What applies. Throws a problem where the server does not know where resources are.
  @discardableResult
  func able() throws(Problem) -> RecoveryService {
    guard let recovery else {
      throw Problem(
        .noTables,
        "the server does not know where resources are kept: start it with --tables annals.yaml, or give HistoryRoutesConfiguration a recovery"
      )
    }
    return recovery
  }

  /// A plan shows whole states, as they are now and were whoever made them so: it is nothing for who may not see these.
  private func checkScope() throws(Problem) {
    guard scope.users == nil, scope.since == nil, scope.hiddenFields.isEmpty else {
      throw Problem(
        .forbidden, "your scope is cut by users, time or fields, and a plan shows whole states as they are now: ask who sees these")
    }
  }

  /// Throws where what is asked for is not there to be seen, or its type is not described.
  private func check(_ request: RecoveryRequest, _ restorer: any Restorer) throws(Problem) {
    let type: ResourceType?
    switch request.subject {
    case .operations(let filter, _, _): type = filter.resourceType
    case .resource(let resource, _):
      // Planning would look at the resource itself.
      guard scope.contains(resource), resource.type != .history else { throw Self.nothingFound }
      type = resource.type
    case .type(let own, _): type = own
    case .records, .plan: type = nil
    }
    guard let type else { return }
    guard scope.resourceTypes?.contains(type) ?? true else { throw Self.nothingFound }
    guard restorer.covers(type) else {
      throw Problem(
        HistoryError(
          .invalidPlan, "nothing says where resources of the type \(type) are kept: describe its table in annals.yaml, or ask for another"),
        parameter: "resource_type", value: type.name)
    }
  }

  private func isSeen(_ plan: RecoveryPlan) -> Bool { plan.steps.allSatisfy { scope.contains($0.resource) } }

  private static var nothingFound: Problem {
    Problem(HistoryError(.invalidPlan, "nothing was found to put back: nothing that can be undone matches, or you may not see it"))
  }
}
