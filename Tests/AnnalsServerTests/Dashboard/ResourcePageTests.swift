import Annals
import AnnalsTestSupport
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AnnalsServer

@Suite("The pages of a resource, a user and an operation")
struct ResourcePageTests {
  private func life(_ id: String = "p-1") -> String {
    let first: JSONValue = ["title": "First", "secretary": "ben"]
    let second: JSONValue = ["title": "Second", "secretary": "eve"]
    let steps: [(String, String, JSONValue, JSONValue)] = [
      ("CREATE", "2025-01-01T00:00:00Z", .null, first), ("UPDATE", "2025-01-02T00:00:00Z", first, second),
      ("DELETE", "2025-01-03T00:00:00Z", second, .null),
    ]
    return "["
      + steps.map {
        promptJSON(id, ["operation_type": .string($0.0), "timestamp": .string($0.1), "before_state": $0.2, "after_state": $0.3])
      }.joined(separator: ",") + "]"
  }

  @Test("A resource shows its life, its state at any moment, and what differs between two")
  func resource() async throws {
    try await withServer { client, _ in
      try await client.store(life())
      let now = try await client.get("/resource/PROMPT/p-1").text
      #expect(now.contains("It was not there: deleted by") && now.components(separatedBy: "data-row").count == 4)
      let then = try await client.get("/resource/PROMPT/p-1?at=2025-01-01T12:00:00Z").text
      #expect(then.contains("&quot;title&quot;: &quot;First&quot;</pre>") || then.contains("&quot;title&quot;: &quot;First&quot;\n}"))
      #expect(try await client.get("/resource/PROMPT/p-1?step=1").text.contains("&quot;title&quot;: &quot;Second&quot;\n}"))
      #expect(try await client.get("/resource/PROMPT/p-1?step=9").status == 400)
      #expect(try await client.get("/resource/PROMPT/p-1?at=2024-12-31").text.contains("It was not there yet: made by"))
      // The later first is as good.
      let compared = try await client.get("/resource/PROMPT/p-1?from=2025-01-02T12:00:00Z&to=2025-01-01T12:00:00Z").text
      #expect(compared.contains("id=\"comparison\"") && compared.contains("&quot;First&quot;") && compared.contains("&quot;Second&quot;"))
      #expect(try await client.get("/resource/PROMPT/none").text.contains("Nothing is recorded of this resource"))
      #expect(try await client.get("/resource/PROMPT").status == 404)
    }
  }

  @Test("Hidden fields and what lies outside the scope are on no page")
  func scope() async throws {
    let server = KeyedServer()
    let writer = try await server.key(.writer, user: "svc")
    let hiding = try await server.key(.reader, scope: ["hidden_fields": ["secretary"]])
    let other = try await server.key(.reader, scope: ["resource_types": ["DRAFT"]])
    try await server.run { (client, _) async throws in
      let id = try #require(try await client.store(life(), headers: writer).historyIDs.dropFirst().first)
      let pages = [
        "/", "/search", "/search?text=eve", "/resource/PROMPT/p-1", "/resource/PROMPT/p-1?at=2025-01-02", "/users/svc",
        "/resource/PROMPT/p-1?from=2025-01-01T12:00:00Z&to=2025-01-02T12:00:00Z", "/operations/\(PercentCoding.encode(id))",
        "/?from=2025-01-01&to=2025-01-04", "/?from=2025-01-02T00:00&to=2025-01-02T01:00",
      ]
      for page in pages {
        let hidden = try await client.get(page, headers: hiding)
        #expect(hidden.status == 200 && !hidden.text.contains("secretary"), "\(page)")
        #expect(!hidden.text.contains("&quot;eve&quot;"), "\(page)")
        let none = try await client.get(page, headers: other).text
        #expect(!none.contains("Second") && !none.contains("/operations/2025"), "\(page)")
      }
      let secret = try await client.get("/operations/\(PercentCoding.encode(id))", headers: other)
      let never = try await client.get("/operations/\(PercentCoding.encode(id.replacing("p-1", with: "p-9")))", headers: other)
      #expect(secret.status == 404 && secret.text == never.text)
    }
  }

  @Test("An operation shows the others of its request, and a user what they did and what failed")
  func operation() async throws {
    try await withServer { client, _ in
      let more: JSONObject = ["user_id": "ann", "metadata": ["request_id": "r-7", "reason": "Ticket 9"]]
      let failed: JSONObject = ["user_id": "ann", "metadata": ["request_id": "r-7", "success": false, "error": "It broke"]]
      let stored = try await client.store("[\(promptJSON("a", more)),\(promptJSON("b", failed)),\(promptJSON("c"))]")
      let page = try await client.get("/operations/\(PercentCoding.encode(stored.historyIDs[0]))").text
      #expect(page.contains("href=\"/resource/PROMPT/b\"") && !page.contains("href=\"/resource/PROMPT/c\"") && page.contains("Ticket 9"))
      #expect(page.contains("/search?request=r-7"))
      let user = try await client.get("/users/ann").text
      #expect(user.contains("What failed") && user.contains("It broke") && user.contains("1 failed"))
      #expect(try await client.get("/users/nobody").text.contains("Nothing is recorded of this user"))
    }
  }

  @Test("The overview counts what the statistics count, by days and, within days, by hours")
  func overview() async throws {
    try await withServer(store: RealHistory.store) { client, _ in
      let all = try await client.get("/?range=all").text
      #expect(all.contains(">\(Moments.count(RealOperations.count))</strong>") && all.contains("a bar is"))
      #expect(try await client.get("/?range=nonsense").status == 400)
      let day = try await client.get("/?from=2026-06-20&to=2026-06-20").text
      #expect(day.contains("a bar is an hour") || day.contains("a bar is 15 minutes") || day.contains("a bar is 3 hours"))
    }
    try await withServer { (client, _) async throws in
      #expect(try await client.get("/").text.contains("Nothing is recorded yet"))
    }
  }

  @Test("The pages stand in a group with a path of its own, and their links lead within it")
  func mounted() async throws {
    let history = try HistoryService(store: MemoryStore())
    let router = Router()
    let group = router.group("tools/{tenant}")
    history.addRoutes(to: group)
    var configuration = DashboardConfiguration()
    configuration.path = "/history"
    history.addDashboard(to: group, configuration: configuration)
    try await history.recording {
      try await Application(router: router).test(.live) { http in
        let client = Client(http: http, prefix: "/tools/a%2Fb")
        try await client.store(promptJSON("x"))
        for page in ["/history/", "/history", "/history/search", "/history/resource/PROMPT/x", "/history/users/system"] {
          let reply = try await client.get(page)
          #expect(reply.status == 200, "\(page)")
          #expect(
            reply.text.contains("href=\"/tools/a%2Fb/history/search\"") && reply.text.contains("href=\"/tools/a%2Fb/history/\""), "\(page)")
        }
        #expect(try await client.get("/history/").text.contains("data-live=\"/tools/a%2Fb/api/history/live\""))
        #expect(try await client.get("/history/assets/annals.js").status == 200)
        #expect(try await client.get("/history/search").headers[.contentSecurityPolicy] != nil)
      }
    }
  }
}
