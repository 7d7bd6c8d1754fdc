import Annals
import HTTPTypes
import Hummingbird

/// Removes old records on request; where it needs two, once another has approved.
struct CleanupOrders {
  let history: HistoryService
  let approvals: Approvals
  let needsTwo: Bool
  let looking: Looking

  private var call: Call { looking.call }

  /// Removes, or only counts, what is older than the days to keep; or keeps the request for another to approve.
  func order() async throws -> Answer {
    let days = try call.query.requiredWhole(.daysToKeep)
    let isDryRun = try call.query.flag(.dryRun) ?? false
    let agreed = try call.query.whole(.yesRemove)
    try checkScope()
    let scope = try history.cleanupScope(keepingDays: days, keepsLast: try call.query.flag(.keepLast) ?? false)
    guard !needsTwo || isDryRun else {
      try await check(scope, agreedTo: agreed)
      let request = try await approvals.request(scope, days: days, agreedRemoval: agreed, by: call.visitor.principal.user)
      looking.note(.create, Resource.access("approvals/\(request.id)"), details: request.json)
      let location = "\(call.request.uri.path.dropLast("cleanup".count))approvals/\(request.id)"
      return Answer(.accepted, json: request.json, headers: [.location: location])
    }
    let report = try await carryOut(scope, mode: isDryRun ? .dryRun : .remove, agreedTo: agreed)
    return Answer(json: Self.json(report, days: days))
  }

  /// The requests that can be approved, or were within the last day.
  func list() async throws -> Answer {
    let requests = try await approvals.all()
    looking.note(Resource.access("approvals"))
    return Answer(json: ["approvals": .array(requests.map { .object($0.json) })])
  }

  /// Approves a request, and carries it out.
  func approve() async throws -> Answer {
    try checkScope()
    let id = try Call.decode(call.tail, "approval_id")
    guard let request = try await approvals.approve(id, by: call.visitor.principal.user) else {
      throw Problem(
        .notFound, "there is no request with this id: it was never asked for, or its day is over", parameter: "approval_id", value: id)
    }
    looking.note(Resource.access("approvals/\(request.id)"), details: request.json)
    let report = try await carryOut(request.scope, mode: .remove, agreedTo: request.agreedRemoval)
    try await approvals.finish(id)
    return Answer(json: Self.json(report, days: request.days))
  }

  /// A clean-up takes from all of history, so it is nothing for who sees a part of it.
  private func checkScope() throws(Problem) {
    guard call.visitor.principal.scope.holdsAllRecords else {
      throw Problem(.forbidden, "your scope does not hold all of history, and a clean-up removes from all of it: ask who has no scope")
    }
  }

  /// Nothing removes nearly all records of a type without being told their number.
  private func check(_ scope: CleanupScope, agreedTo number: Int?) async throws {
    do {
      try await CleanupGuard(history.store).check(scope, agreedTo: number)
    } catch let error as HistoryError where error.code == .removesNearlyAll {
      throw Problem(
        error, parameter: QueryParameter.yesRemove.name, value: number.map { String($0) },
        expected: "more days to keep, or the number that the detail names")
    }
  }

  private func carryOut(_ scope: CleanupScope, mode: CleanupMode, agreedTo number: Int?) async throws -> CleanupReport {
    let act = mode == .dryRun ? OperationKind.read : .delete
    let resource = Resource.access("cleanup")
    do {
      if mode == .remove { try await check(scope, agreedTo: number) }
      let report = try await history.store.cleanup(scope, mode: mode)
      looking.note(act, resource, details: ["before": .string(report.before.description), "removed": .number(JSONNumber(report.total))])
      return report
    } catch {
      looking.note(act, resource, details: ["before": .string(scope.before.description)], failure: error)
      throw error
    }
  }

  private static func json(_ report: CleanupReport, days: Int) -> JSONObject {
    [
      "dry_run": .bool(report.mode == .dryRun),
      "days_to_keep": .number(JSONNumber(days)),
      "before": .string(report.before.description),
      "removed": .number(JSONNumber(report.total)),
      "removed_by_type": .object(JSONObject(report.removed.map { ($0.key.name, .number(JSONNumber($0.value))) })),
    ]
  }
}
