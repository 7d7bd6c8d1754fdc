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
  case approvals
  case approve
  case alerts
  case muteRule
  case acknowledgeAlert
  case health
  case readiness
  case metrics
  case document

  /// The routes that are mounted under the root path.
  static let ofHistory: [Endpoint] = [
    .resourceHistory, .recentOperations, .statistics, .cleanup, .addRecords, .record, .statesAsOf, .stateAsOf, .approvals, .approve,
    .alerts, .muteRule, .acknowledgeAlert,
  ]
  /// The routes that the whole server adds.
  static let ofServer: [Endpoint] = [.health, .readiness, .metrics, .document]

  var method: HTTPRequest.Method {
    switch self {
    case .resourceHistory, .recentOperations, .statistics, .record, .statesAsOf, .stateAsOf, .approvals, .health, .readiness, .metrics,
      .document:
      .get
    case .cleanup, .addRecords, .approve: .post
    case .alerts: .get
    case .muteRule, .acknowledgeAlert: .post
    }
  }

  /// Whether a request brings a body that is read.
  var hasBody: Bool { self == .addRecords }

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
    case .approvals: "/approvals"
    case .approve: "/approvals/{approval_id}"
    case .alerts: "/alerts"
    case .muteRule: "/alerts/rules/{rule}/mute"
    case .acknowledgeAlert: "/alerts/{alert_id}/acknowledge"
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
      [.limit(default: 100), .cursor, .full(default: false), .resourceType, .operationType, .userID, .success, .from, .to]
    case .statistics: [.resourceType, .firstDay, .lastDay]
    case .cleanup: [.daysToKeep, .dryRun, .keepLast, .yesRemove]
    case .record: [.full(default: true)]
    case .statesAsOf: [.at, .limit(default: 50), .cursor, .showsAbsent]
    case .stateAsOf: [.at]
    case .alerts: [.alertState, .alertLimit, .alertCursor]
    case .muteRule: [.minutes]
    case .addRecords, .approvals, .approve, .acknowledgeAlert, .health, .readiness, .metrics, .document: []
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
    return path.utf8.starts(with: own.utf8) && path.utf8.count > own.utf8.count && isMeant(by: path, below: root)
  }

  /// Whether a path is meant by it, where others have the same fixed part: those with an id behind the type.
  func isMeant(by path: String, below root: String) -> Bool {
    guard self == .statesAsOf || self == .stateAsOf, let fixed = path.utf8.firstRange(of: self.path(below: root).utf8) else { return true }
    return path.utf8[fixed.upperBound...].contains(UInt8(ascii: "/")) == (self == .stateAsOf)
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
