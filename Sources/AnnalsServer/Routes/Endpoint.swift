import HTTPTypes

/// What the server can be asked for: one place for each route's method, path and parameters, which the router, the handlers and the OpenAPI
/// document share.
enum Endpoint: String, CaseIterable, Sendable {
  case resourceHistory
  case recentOperations
  case statistics
  case cleanup
  case addRecords
  case record
  case statesAsOf
  case stateAsOf
  case recordDiff
  case resourceDiff
  case live
  case approvals
  case approve
  case alerts
  case muteRule
  case acknowledgeAlert
  case makePlan
  case plans
  case plan
  case planProgress
  case applyPlan
  case health
  case readiness
  case metrics
  case document

  /// The routes that are mounted under the root path.
  static let ofHistory: [Endpoint] = [
    .resourceHistory, .recentOperations, .statistics, .cleanup, .addRecords, .record, .statesAsOf, .stateAsOf, .recordDiff, .resourceDiff,
    .live, .approvals, .approve, .alerts, .muteRule, .acknowledgeAlert, .makePlan, .plans, .plan, .planProgress, .applyPlan,
  ]
  /// The routes that the whole server adds.
  static let ofServer: [Endpoint] = [.health, .readiness, .metrics, .document]

  var method: HTTPRequest.Method {
    switch self {
    case .resourceHistory, .recentOperations, .statistics, .record, .statesAsOf, .stateAsOf, .recordDiff, .resourceDiff, .live, .approvals,
      .alerts, .plans, .plan, .planProgress, .health, .readiness, .metrics, .document:
      .get
    case .cleanup, .addRecords, .approve, .muteRule, .acknowledgeAlert, .makePlan, .applyPlan: .post
    }
  }

  /// Whether a request brings a body that is read.
  var hasBody: Bool { [.addRecords, .makePlan, .applyPlan].contains(self) }

  /// What records of access call it: `GET /recent`.
  var route: String { "\(method.rawValue) \(template)" }

  /// The path behind the root, its parameters in braces, as the OpenAPI document writes it.
  var template: String {
    switch self {
    case .resourceHistory: "/resource/{type}/{id}"
    case .recentOperations: "/recent"
    case .statistics: "/stats"
    case .cleanup: "/cleanup"
    case .addRecords: "/records"
    case .record: "/records/{history_id}"
    case .statesAsOf: "/as-of/{type}"
    case .stateAsOf: "/as-of/{type}/{id}"
    case .recordDiff: "/records/{history_id}/diff"
    case .resourceDiff: "/resource/{type}/{id}/diff"
    case .live: "/live"
    case .approvals: "/approvals"
    case .approve: "/approvals/{approval_id}"
    case .alerts: "/alerts"
    case .muteRule: "/alerts/rules/{rule}/mute"
    case .acknowledgeAlert: "/alerts/{alert_id}/acknowledge"
    case .makePlan, .plans: "/plans"
    case .plan: "/plans/{plan_id}"
    case .planProgress: "/plans/{plan_id}/progress"
    case .applyPlan: "/plans/{plan_id}/apply"
    case .health: "/healthz"
    case .readiness: "/readyz"
    case .metrics: "/metrics"
    case .document: "/openapi.json"
    }
  }

  /// The part of the path before its first parameter.
  var fixedPath: String {
    template.firstIndex(of: "{").map { String(template[..<$0]) } ?? template
  }

  /// Whether parameters follow the fixed part. They are read from the path as it came, for a router joins slashes.
  var hasTail: Bool { fixedPath != template }

  /// The parameters of the query.
  var parameters: [QueryParameter] {
    switch self {
    case .resourceHistory:
      [.limit(default: 50), .cursor, .full(default: false), .operationType, .userID, .success, .from, .to]
    case .recentOperations:
      [
        .limit(default: 100), .cursor, .full(default: false), .resourceType, .operationType, .userID, .success, .from, .to, .requestID,
        .traceID,
      ]
    case .statistics: [.resourceType, .firstDay, .lastDay]
    case .cleanup: [.daysToKeep, .dryRun, .keepLast, .yesRemove]
    case .record: [.full(default: true)]
    case .statesAsOf: [.at, .limit(default: 50), .cursor, .showsAbsent]
    case .stateAsOf: [.at]
    case .alerts: [.alertState, .alertLimit, .alertCursor]
    case .muteRule: [.minutes]
    case .resourceDiff: [.earlier, .later]
    case .plans: [.planLimit, .cursor]
    case .plan: [.planSteps, .stepLimit, .cursor]
    case .addRecords, .recordDiff, .live, .approvals, .approve, .acknowledgeAlert, .makePlan, .planProgress, .applyPlan, .health,
      .readiness, .metrics, .document:
      []
    }
  }

  /// The whole path, below a root unless it is the server's own.
  func path(below root: String) -> String { (Self.ofServer.contains(self) ? "" : root) + fixedPath }

  /// The path as the router takes it.
  func routerPath(below root: String) -> String { path(below: root) + (hasTail ? "**" : "") }

  /// Whether a request's path leads here.
  func matches(_ path: String, below root: String) -> Bool {
    let own = self.path(below: root)
    guard hasTail else { return path == own }
    guard path.utf8.starts(with: own.utf8), path.utf8.count > own.utf8.count else { return false }
    let siblings = Self.allCases.filter { $0.hasTail && $0.fixedPath == fixedPath }
    return Self.led(to: path, of: siblings, below: root).contains(self)
  }

  /// What follows the last parameter of the path, such as `/diff`; mostly nothing.
  var ending: String {
    template.lastIndex(of: "}").map { String(template[template.index(after: $0)...]) } ?? ""
  }

  /// The parameters in a path as it came, which may have a group's own path before the root; `nil` where the path is not of this kind.
  func tail(of path: String, below root: String) -> Substring? {
    guard let fixed = path.utf8.firstRange(of: self.path(below: root).utf8) else { return nil }
    let tail = path[fixed.upperBound...]
    // A resource has an id behind its type.
    if self == .statesAsOf || self == .stateAsOf, tail.utf8.contains(UInt8(ascii: "/")) != (self == .stateAsOf) { return nil }
    guard !ending.isEmpty else { return tail }
    guard tail.utf8.count > ending.utf8.count, tail.utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8) else { return nil }
    return tail.dropLast(ending.count)
  }

  /// Of endpoints that share a path up to their parameters, those that a path leads to: an ending that is there is no part of an id.
  static func led(to path: String, of endpoints: [Endpoint], below root: String) -> [Endpoint] {
    let fitting = endpoints.filter { !$0.hasTail || $0.tail(of: path, below: root) != nil }
    let longest = fitting.map(\.ending.utf8.count).max()
    return fitting.isEmpty ? endpoints : fitting.filter { $0.ending.utf8.count == longest }
  }

  /// What `Allow` says for the path that these share.
  static func allowed(_ endpoints: some Sequence<Endpoint>) -> String {
    let own = Array(endpoints)
    let methods = own.enumerated().flatMap { index, endpoint in
      // Two that share a path may share a method.
      if own[..<index].contains(where: { $0.method == endpoint.method }) { return [String]() }
      return endpoint.method == .get ? ["GET", "HEAD"] : [endpoint.method.rawValue]
    }
    return (methods + ["OPTIONS"]).joined(separator: ", ")
  }
}
