import Annals

/// Where pages are, for their addresses: below the path that the dashboard was added at, and that of a group around it.
struct Links: Sendable {
  /// The dashboard's own path, with that of a group; empty at the root.
  let base: String
  /// The path of history's routes.
  let routes: String

  var home: String { base + "/" }
  var alerts: String { base + "/alerts" }
  var handleAlert: String { base + "/alerts/handle" }
  func asset(_ name: String) -> String { "\(base)/assets/\(name)?v=\(DashboardAsset.version)" }
  func operation(_ id: HistoryID) -> String { "\(base)/operations/\(PercentCoding.encode(id.description))" }
  func user(_ user: User) -> String { "\(base)/users/\(PercentCoding.encode(user.id))" }

  /// A resource's page. One whose id a browser would take for a step in the path is searched for.
  func resource(_ resource: Resource, _ question: KeyValuePairs<String, String> = [:]) -> String {
    guard resource.id != ".", resource.id != ".." else { return search(["type": resource.type.name, "id": resource.id]) }
    return
      "\(base)/resource/\(PercentCoding.encode(resource.type.name))/\(PercentCoding.encode(resource.id))\(Self.query(question.map { $0 }))"
  }

  func overview(_ question: KeyValuePairs<String, String>) -> String { home + Self.query(question.map { $0 }) }
  func search(_ question: KeyValuePairs<String, String>) -> String { "\(base)/search\(Self.query(question.map { $0 }))" }

  /// Names and values as a query, in their order.
  static func query(_ pairs: [(key: String, value: String)]) -> String {
    pairs.isEmpty ? "" : "?" + pairs.map { "\($0.key)=\(PercentCoding.encode($0.value))" }.joined(separator: "&")
  }
}
