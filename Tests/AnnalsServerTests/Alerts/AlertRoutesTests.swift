import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("The routes of alerts")
struct AlertRoutesTests {
  private func ids(_ reply: Reply) throws -> [String] {
    (try reply.json["alerts"]?.array ?? []).compactMap { $0.object?["alert_id"]?.string }
  }

  @Test("The overview shows the alerts, each with a link to just its operations", .timeLimit(.minutes(5)))
  func overview() async throws {
    let store = try await MemoryStore.alerted()
    try await withServer(store: store) { (client, _) async throws in
      let page = try await client.get("/").text
      #expect(page.contains("user ann: 12 DELETE") && page.contains("class=\"alert "))
      let start = try #require(page.firstRange(of: "href=\"/search?user=ann&amp;kind=DELETE&amp;from="))
      let link = String(page[start.lowerBound...].dropFirst(6).prefix { $0 != "\"" }).replacing("&amp;", with: "&")
      let found = try await client.get(link).text
      #expect(found.matches(of: #/data-row/#).count == 12 && found.contains("12 operations"))
    }
    try await withServer { (client, _) async throws in
      #expect(try await client.get("/").text.contains("No alert was raised."))
    }
  }

  @Test("Alerts come newest first, in pages, by state, with counts and links and without states", .timeLimit(.minutes(5)))
  func list() async throws {
    let store = try await MemoryStore.alerted()
    try await withServer(store: store) { (client, _) async throws in
      let all = try await client.get("/api/history/alerts")
      #expect(all.status == 200, "\(all.text)")
      #expect(try ids(all).count == 3 && ids(all) == ids(all).sorted(by: >))
      #expect(all.text.contains("/search?user=ann&kind=DELETE&from=") && !all.text.contains("before_state"))
      var (found, cursor): ([String], String?) = ([], nil)
      repeat {
        let page = try await client.get("/api/history/alerts?limit=1" + (cursor.map { "&cursor=\($0)" } ?? ""))
        found += try ids(page)
        cursor = try page.json["next_cursor"]?.string
      } while cursor != nil
      #expect(try found == ids(all))
      #expect(try ids(try await client.get("/api/history/alerts?state=resolved")).isEmpty)
      #expect(try await client.get("/api/history/alerts?state=over").status == 400)
      #expect(try await client.get("/api/history/alerts?limit=0").status == 400)
      #expect(try await client.get("/api/history/alerts?cursor=x").code == "invalid_cursor")
    }
  }

  @Test("Who may handle alerts acknowledges one and mutes a rule, and a record tells of it", .timeLimit(.minutes(5)))
  func handle() async throws {
    let server = KeyedServer(store: try await MemoryStore.alerted())
    let (reader, operating) = (try await server.key(.reader), try await server.key(.operator, user: "ops"))
    try await server.run { (client, history) async throws in
      let id = try #require(try ids(try await client.get("/api/history/alerts", headers: reader)).first)
      #expect(try await client.post("/api/history/alerts/\(id)/acknowledge", headers: reader).status == 403)
      let acknowledged = try await client.post("/api/history/alerts/\(id)/acknowledge", headers: operating)
      #expect(acknowledged.status == 200, "\(acknowledged.text)")
      #expect(try acknowledged.json["acknowledged_by"] == "ops")
      let muted = try await client.post("/api/history/alerts/rules/deletions/mute?minutes=120", headers: operating)
      #expect(try muted.json["rule"] == "deletions" && muted.json["muted_by"] == "ops")
      let list = try await client.get("/api/history/alerts", headers: reader)
      #expect(try list.json["muted_rules"]?.array?.count == 1)
      _ = try await client.post("/api/history/alerts/rules/deletions/mute?minutes=0", headers: operating)
      #expect(try await client.get("/api/history/alerts", headers: reader).json["muted_rules"] == [])
      for (path, status) in [
        ("alerts/rules/deletions/mute", 400), ("alerts/rules/Not%20a%20rule/mute?minutes=1", 400), ("alerts/\(id)", 404),
        ("alerts/nothing/acknowledge", 400), ("alerts/rules/deletions", 404),
      ] { #expect(try await client.post("/api/history/\(path)", headers: operating).status == status, "\(path)") }
      let acts = try await history.looks().filter { $0.operation == .update && !$0.isFailed }.map(\.resource.id)
      #expect(acts == ["access/alerts/\(id)", "access/alerts/rules/deletions", "access/alerts/rules/deletions"])
    }
  }

  @Test("Who sees a part of history sees the alerts of that part alone, and mutes nothing", .timeLimit(.minutes(5)))
  func scopes() async throws {
    let server = KeyedServer(store: try await MemoryStore.alerted())
    let own = try await server.key(.operator, scope: ["users": ["ann"]])
    let typed = try await server.key(.operator, scope: ["resource_types": ["PROMPT"]])
    let whole = try await server.key(.operator)
    try await server.run { (client, _) async throws in
      let mine = try await client.get("/api/history/alerts", headers: own)
      #expect(try ids(mine).count == 1 && mine.text.contains("user ann") && !mine.text.contains("user ben"))
      #expect(try ids(try await client.get("/api/history/alerts", headers: typed)).isEmpty)
      let all = try ids(try await client.get("/api/history/alerts", headers: whole))
      #expect(all.count == 3)
      let others = try all.filter { try !ids(mine).contains($0) }
      for id in others { #expect(try await client.post("/api/history/alerts/\(id)/acknowledge", headers: own).status == 404) }
      #expect(try await client.post("/api/history/alerts/rules/deletions/mute?minutes=1", headers: own).status == 403)
      let stored = try await AlertDesk(server.store).alerts().alerts
      #expect(stored.allSatisfy { $0.alert.acknowledgement == nil })
    }
  }
}
