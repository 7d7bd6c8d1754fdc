import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

/// What an answer costs tells as much as its words: what may not be seen must cost what is not there does.
@Suite("What lies outside a scope costs what is not there does")
struct TimingClassTests {
  /// Questions about one thing, made from the endpoints and pages that take one; `$` is its id.
  private static let questions: [(method: HTTPRequest.Method, uri: String)] =
    Endpoint.allCases.flatMap { endpoint -> [(HTTPRequest.Method, String)] in
      let record = "2024-10-04T00:00:00.000000Z%23UPDATE%23$%23T"
      switch endpoint {
      case .resourceHistory: return [(.get, "/api/history/resource/PROMPT/$"), (.get, "/api/history/resource/PROMPT/$?full=true")]
      case .record: return [(.get, "/api/history/records/\(record)")]
      case .recordDiff: return [(.get, "/api/history/records/\(record)/diff")]
      case .resourceDiff: return [(.get, "/api/history/resource/PROMPT/$/diff?from=2024-10-01")]
      case .stateAsOf: return [(.get, "/api/history/as-of/PROMPT/$?at=2024-10-05")]
      case .makePlan: return [(.post, "/api/history/plans")]
      case .recentOperations, .statistics, .statesAsOf, .live, .cleanup, .addRecords, .approvals, .approve, .alerts, .muteRule,
        .acknowledgeAlert, .plans, .plan, .planProgress, .applyPlan, .health, .readiness, .metrics, .document:
        // Lists, and what is asked for by ids that nobody can guess.
        return []
      }
    } + [(.get, "/resource/PROMPT/$"), (.get, "/operations/2024-10-04T00%3A00%3A00.000000Z%23UPDATE%23$%23T")]

  private static let scopes: [JSONObject] = [
    ["resource_types": ["DRAFT"]], ["id_prefixes": ["p-"]], ["users": ["eve"]], ["since": "2024-11-01T00:00:00Z"],
    ["resource_types": ["DRAFT"], "users": ["eve"]],
  ]

  @Test("The store is asked the same for a resource that may not be seen as for one that is not there", arguments: scopes)
  func reads(scope: JSONObject) async throws {
    let store = WatchedStore()
    var server = KeyedServer(store: store)
    var restorer = ServiceRestorer()
    try restorer.add("PROMPT", read: { _ in nil }, write: { _, _, _ in true }, remove: { _, _ in true })
    server.configuration.routes.recovery = RecoveryService(restorer: restorer)
    try await server.put([("PROMPT", "q-there")], user: "ben")
    let headers = try await server.key(.operator, scope: scope)
    try await server.run { (client, history) async throws in
      // What is made with the first request of all, such as the key of cursors.
      _ = try await client.get("/api/history/recent?limit=1", headers: headers)
      for (method, uri) in Self.questions {
        var costs: [[String]] = []
        var answers: [String] = []
        for id in ["q-there", "q-ghost"] {
          let body = #"{"restore": {"resource_type": "PROMPT", "resource_id": "\#(id)", "at": "2024-10-05"}}"#
          try await history.flush()
          _ = store.takeCalls()
          let reply = try await client.send(
            method, uri.replacing("$", with: PercentCoding.encode(id)), headers: headers, body: method == .post ? Array(body.utf8) : nil)
          costs.append(store.takeCalls())
          answers.append("\(reply.status) \(reply.text.replacing(id, with: "$").replacing(PercentCoding.encode(id), with: "$"))")
        }
        #expect(costs[0] == costs[1], "\(uri)")
        #expect(answers[0] == answers[1], "\(uri)")
      }
    }
  }
}
