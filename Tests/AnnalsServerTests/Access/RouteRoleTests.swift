import Annals
import AnnalsTestSupport
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

@testable import AnnalsServer

/// A request that each endpoint can answer, and who may send it. There is no `default`: an endpoint without them does not compile.
private struct Probe {
  let endpoint: Endpoint
  /// Who may; `nil` for everyone, also without a key.
  let roles: Set<Role>?
  let uri: String

  init(_ endpoint: Endpoint) {
    self.endpoint = endpoint
    let readers: Set<Role> = [.reader, .auditor, .operator, .admin]
    (roles, uri) =
      switch endpoint {
      case .resourceHistory: (readers, "/api/history/resource/PROMPT/p-1")
      case .recentOperations: (readers, "/api/history/recent")
      case .statistics: (readers, "/api/history/stats")
      case .record: (readers, "/api/history/records/2024-10-04T00:00:00.000000Z%23UPDATE%23p-1%23T")
      case .statesAsOf: (readers, "/api/history/as-of/PROMPT?at=2025-01-01")
      case .stateAsOf: (readers, "/api/history/as-of/PROMPT/p-1?at=2025-01-01")
      case .recordDiff: (readers, "/api/history/records/2024-10-04T00:00:00.000000Z%23UPDATE%23p-1%23T/diff")
      case .resourceDiff: (readers, "/api/history/resource/PROMPT/p-1/diff?from=2024-10-05")
      case .live: (readers, "/api/history/live")
      case .addRecords: ([.writer, .admin], "/api/history/records")
      case .cleanup: ([.operator, .admin], "/api/history/cleanup?days_to_keep=30000")
      case .approvals: ([.operator, .admin], "/api/history/approvals")
      case .approve: ([.operator, .admin], "/api/history/approvals/none")
      case .alerts: (readers, "/api/history/alerts")
      case .muteRule: ([.operator, .admin], "/api/history/alerts/rules/none/mute?minutes=0")
      case .acknowledgeAlert: ([.operator, .admin], "/api/history/alerts/0000000000000-00000000/acknowledge")
      case .makePlan, .plans: ([.operator, .admin], "/api/history/plans")
      case .plan: ([.operator, .admin], "/api/history/plans/none")
      case .planProgress: ([.operator, .admin], "/api/history/plans/none/progress")
      case .applyPlan: ([.operator, .admin], "/api/history/plans/none/apply")
      case .metrics: ([.operator, .admin, .monitor], "/metrics")
      case .document: (Set(Role.allCases), "/openapi.json")
      case .health: (nil, "/healthz")
      case .readiness: (nil, "/readyz")
      }
  }

  /// The statuses of one who may, beside 200.
  var allowed: Set<Int> {
    switch endpoint {
    case .addRecords: [202]
    // Nobody collects metrics here, and nothing is known of tables.
    case .approve, .acknowledgeAlert, .metrics, .makePlan, .plan, .planProgress, .applyPlan: [404]
    default: [200]
    }
  }

  func send(_ client: Client, _ headers: HTTPFields, method: HTTPRequest.Method? = nil) async throws -> Reply {
    // It does not end by itself: its head tells who may.
    let method = endpoint == .live ? HTTPRequest.Method.head : method
    let body = endpoint.method == .post ? Array((endpoint == .addRecords ? promptJSON("new") : "").utf8) : nil
    return try await client.send(method ?? endpoint.method, uri, headers: headers, body: body)
  }
}

@Suite("Each route by each role")
struct RouteRoleTests {
  @Test("Every route lets in the roles that it is for, tells others so, and asks those without a key for one", arguments: Endpoint.allCases)
  func table(endpoint: Endpoint) async throws {
    let probe = Probe(endpoint)
    let server = KeyedServer()
    try await server.put([("PROMPT", "p-1")])
    let keys = try await Dictionary(
      uniqueKeysWithValues: withThrowingTaskGroup(of: (Role, HTTPFields).self) { group in
        for role in Role.allCases { group.addTask { (role, try await server.key(role)) } }
        return try await group.reduce(into: []) { $0.append($1) }
      })
    try await server.run { [keys] (client, _) async throws in
      for (role, headers) in keys {
        let reply = try await probe.send(client, headers)
        if probe.roles?.contains(role) ?? true {
          #expect(probe.allowed.contains(reply.status), "\(endpoint) \(role): \(reply.status) \(reply.text)")
        } else {
          #expect(reply.status == 403, "\(endpoint) \(role): \(reply.text)")
          // A head has no body.
          if endpoint != .live {
            #expect(try reply.code == "forbidden")
            #expect(try reply.detail.contains("the role \(role.rawValue) does not allow this"))
          }
        }
        // The head says no more than the whole.
        if endpoint.method == .get { #expect(try await probe.send(client, headers, method: .head).status == reply.status) }
      }
      let without = try await probe.send(client, [:])
      #expect(without.status == (probe.roles == nil ? 200 : 401), "\(endpoint): \(without.text)")
      if probe.roles != nil { #expect(without.headers[.wwwAuthenticate] == "Bearer realm=\"annals\"") }
      let wrong = try await probe.send(client, [.authorization: "Bearer annals_wrong"])
      #expect(wrong.status == (probe.roles == nil ? 200 : 401))
    }
  }

  @Test("Without authentication everyone may do everything, as before", arguments: Endpoint.allCases)
  func open(endpoint: Endpoint) async throws {
    let probe = Probe(endpoint)
    let server = KeyedServer()
    try await server.put([("PROMPT", "p-1")])
    try await withServer(store: server.store) { (client, history) async throws in
      #expect(probe.allowed.contains(try await probe.send(client, [:]).status))
      #expect(try await history.looks() == [])
    }
  }

  @Test("Every path that the whole server answers at all is an endpoint's or a page's, which have rules")
  func known() throws {
    let history = try HistoryService(store: MemoryStore())
    let root = HistoryRoutesConfiguration().rootPath
    let paths = Endpoint.allCases.map { $0.routerPath(below: root) } + DashboardPage.allCases.map { $0.routerPath(below: "") }
    let known = Set(paths.map { RouterPath($0).description })
    let routes = HistoryServer(history: history).makeRouter().routes
    #expect(routes.count > Endpoint.allCases.count)
    for route in routes { #expect(known.contains(route.path.description), "\(route.method) \(route.path) has no rule") }
  }

  @Test("A method that is not offered, and a path that is none, tell nothing of who may")
  func others() async throws {
    let server = KeyedServer()
    try await server.run { (client, _) async throws in
      #expect(try await client.send(.delete, "/api/history/recent").status == 405)
      #expect(try await client.send(.options, "/api/history/recent").status == 204)
      #expect(try await client.get("/api/history/nothing").status == 404)
    }
  }
}
