import Annals

/// Who may use an endpoint.
enum EndpointRule: Hashable, Sendable {
  /// Everyone.
  case anyone
  /// Everyone who says who they are.
  case known
  /// Who has the permission.
  case permitted(Permission)
}

extension Endpoint {
  /// Who may use it. There is no `default`: a new endpoint does not compile without a rule.
  var rule: EndpointRule {
    switch self {
    case .resourceHistory, .recentOperations, .statistics, .record, .statesAsOf, .stateAsOf, .recordDiff, .resourceDiff, .live, .alerts:
      .permitted(.read)
    case .addRecords: .permitted(.record)
    case .cleanup, .approvals, .approve: .permitted(.cleanup)
    case .muteRule, .acknowledgeAlert: .permitted(.handleAlerts)
    case .makePlan, .plans, .plan, .planProgress, .applyPlan: .permitted(.restore)
    case .metrics: .permitted(.seeMetrics)
    // It lists the routes, and no history.
    case .document: .known
    // Probes have no key. Readiness tells them nothing but yes or no.
    case .health, .readiness: .anyone
    }
  }

  /// What records of access to it are about, behind `access/`.
  var accessPart: String {
    switch self {
    case .resourceHistory, .resourceDiff: "resource"
    case .recentOperations: "recent"
    case .statistics: "stats"
    case .statesAsOf, .stateAsOf: "as-of"
    case .cleanup: "cleanup"
    case .addRecords, .record, .recordDiff: "records"
    case .live: "live"
    case .approvals, .approve: "approvals"
    case .alerts, .muteRule, .acknowledgeAlert: "alerts"
    case .makePlan, .plans, .plan, .planProgress, .applyPlan: "plans"
    case .health, .readiness, .metrics, .document: "server"
    }
  }

  /// What using it is.
  var act: OperationKind {
    switch self {
    case .resourceHistory, .recentOperations, .statistics, .record, .statesAsOf, .stateAsOf, .recordDiff, .resourceDiff, .live, .approvals,
      .alerts, .plans, .plan, .planProgress, .health, .readiness, .metrics, .document:
      .read
    case .addRecords, .makePlan: .create
    case .approve, .muteRule, .acknowledgeAlert, .applyPlan: .update
    case .cleanup: .delete
    }
  }
}
