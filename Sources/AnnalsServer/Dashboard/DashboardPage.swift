import Annals
import HTTPTypes

/// What the dashboard has: the path of each page, who may see it, and which question of the routes it asks.
enum DashboardPage: String, CaseIterable, Sendable {
  case overview
  case search
  case export
  case resource
  case user
  case operation
  case alerts
  case handleAlert
  case undo
  case plans
  case plan
  case signIn
  case signOut
  case asset

  /// The path behind the dashboard's own, its parameters in braces.
  var template: String {
    switch self {
    case .overview: "/"
    case .search: "/search"
    case .export: "/export"
    case .resource: "/resource/{type}/{id}"
    case .user: "/users/{user_id}"
    case .operation: "/operations/{history_id}"
    case .alerts: "/alerts"
    case .handleAlert: "/alerts/handle"
    case .undo: "/undo"
    case .plans: "/plans"
    case .plan: "/plans/{plan_id}"
    case .signIn: "/sign-in"
    case .signOut: "/sign-out"
    case .asset: "/assets/{name}"
    }
  }

  /// What records of access call it.
  var route: String { "\(methods[0].rawValue) \(template)" }

  var methods: [HTTPRequest.Method] {
    switch self {
    case .signIn, .undo, .plan: [.get, .post]
    case .signOut, .handleAlert: [.post]
    default: [.get]
    }
  }

  /// The part of the path before its first parameter.
  var fixedPath: String { template.firstIndex(of: "{").map { String(template[..<$0]) } ?? template }

  /// The path as the router takes it, below the dashboard's.
  func routerPath(below path: String) -> String { path + fixedPath + (fixedPath == template ? "" : "**") }

  /// Who may see it.
  var rule: EndpointRule {
    switch self {
    case .overview, .search, .resource, .user, .operation, .alerts: .permitted(.read)
    case .export: .permitted(.export)
    case .handleAlert: .permitted(.handleAlerts)
    case .undo, .plans, .plan: .permitted(.restore)
    // How to sign in, and what pages look like, is no history.
    case .signIn, .signOut, .asset: .anyone
    }
  }

  /// The question of the routes that it asks: looks at both are recorded alike, and cursors are good for both.
  var endpoint: Endpoint {
    switch self {
    case .overview: .statistics
    case .search, .user, .export: .recentOperations
    case .resource: .resourceHistory
    case .operation: .record
    case .alerts: .alerts
    case .handleAlert: .acknowledgeAlert
    case .undo: .makePlan
    case .plans: .plans
    case .plan: .plan
    case .signIn, .signOut, .asset: .health
    }
  }

  /// The fields of its form, where it has one that is sent.
  var fields: [String] {
    switch self {
    case .undo: UndoQuestion.parameters + ["conflicts", "together", "reason", "fields"]
    case .plan: ["sha256", "reason", "max_wcu", "fields"]
    case .handleAlert: AlertForm.fields
    default: []
    }
  }

  /// The parameters of its address.
  var parameters: [String] {
    switch self {
    case .overview: ["range", "from", "to", "type"]
    case .search: SearchQuestion.parameters + ["cursor"]
    case .export: SearchQuestion.parameters + ["format"]
    case .resource: ["cursor", "at", "step", "from", "to", "view"]
    case .user: ["range", "cursor"]
    case .operation: ["view"]
    case .undo: UndoQuestion.parameters
    case .plans: ["cursor"]
    case .plan: ["steps", "cursor"]
    case .signIn: ["next"]
    case .alerts: ["state", "cursor"]
    case .signOut, .handleAlert: []
    case .asset: ["v"]
    }
  }
}
