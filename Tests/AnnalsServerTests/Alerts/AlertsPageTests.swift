import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Alerts in the dashboard", .timeLimit(.minutes(5)))
struct AlertsPageTests {
  private func form(_ pairs: KeyValuePairs<String, String>) -> String {
    pairs.map { "\($0.key)=\(PercentCoding.encode($0.value))" }.joined(separator: "&")
  }

  private func send(_ client: Client, _ pairs: KeyValuePairs<String, String>, _ headers: HTTPFields) async throws -> Reply {
    try await client.post("/alerts/handle", form(pairs), headers: headers)
  }

  /// The open alert of ann.
  private func id(_ store: any DocumentStore) async throws -> String {
    try #require(try await AlertDesk(store).alerts().alerts.first { $0.alert.sentence.contains("user ann") }).alert.id.description
  }

  @Test("Who may handle alerts looks after one, mutes a rule for a time and ends that; each is an act with who and why")
  func handle() async throws {
    let server = KeyedServer(store: try await MemoryStore.alerted())
    let headers = try await server.key(.operator, user: "ops")
    let id = try await id(server.store)
    try await server.run { (client, history) async throws in
      let page = try await client.get("/alerts", headers: headers).text
      #expect(page.contains("user ann: 12 DELETE") && page.contains("value=\"\(id)\"") && page.contains("Mute deletions-by-user"))
      let taken = try await send(
        client, ["act": "acknowledge", "alert": id, "reason": "I am on it", "next": "/alerts?state=open"], headers)
      #expect(taken.status == 303 && taken.headers[.location] == "/alerts?state=open", "\(taken.text)")
      let muted = try await send(client, ["act": "mute", "rule": "deletions", "minutes": "60", "reason": "planned clean-up"], headers)
      #expect(muted.status == 303 && muted.headers[.location] == "/alerts", "\(muted.text)")
      let after = try await client.get("/alerts", headers: headers).text
      #expect(after.contains("<bdi>ops</bdi> looks after it") && !after.contains("value=\"\(id)\""))
      #expect(after.contains("<strong>deletions</strong>") && after.contains("Unmute deletions"))
      #expect(try await AlertDesk(server.store).mutes().map(\.rule) == ["deletions"])
      #expect(try await send(client, ["act": "unmute", "rule": "deletions"], headers).status == 303)
      #expect(try await AlertDesk(server.store).mutes() == [])

      let acts = try await history.looks().filter { $0.operation == .update }
      #expect(acts.map(\.resource.id) == ["access/alerts/\(id)", "access/alerts/rules/deletions", "access/alerts/rules/deletions"])
      #expect(acts.map { $0.metadata["reason"]?.string } == ["I am on it", "planned clean-up", nil])
      #expect(acts.allSatisfy { $0.user.id == "ops" && $0.metadata["route"] == "POST /alerts/handle" && !$0.isFailed })
      #expect(acts[1].metadata["muted_until"] != nil)
    }
  }

  @Test("Who may only read sees the alerts without forms, and what they send all the same is refused and recorded")
  func readers() async throws {
    let server = KeyedServer(store: try await MemoryStore.alerted())
    let (reader, operating) = (try await server.key(.reader), try await server.key(.operator))
    let id = try await id(server.store)
    try await server.run { (client, history) async throws in
      let page = try await client.get("/alerts", headers: reader).text
      #expect(page.contains("user ann: 12 DELETE") && !page.contains("/alerts/handle"))
      for role in Role.allCases where !role.permissions.contains(.handleAlerts) {
        let refused = try await send(client, ["act": "acknowledge", "alert": id], try await server.key(role))
        #expect(refused.status == 403, "\(role)")
      }
      #expect(try await send(client, ["act": "acknowledge", "alert": id], [:]).status == 401)
      #expect(try await client.get("/alerts/handle", headers: operating).status == 405)
      let looks = try await history.looks()
      #expect(looks.contains { $0.operation == .update && $0.isFailed && $0.resource.id == "access/alerts" && $0.user.id == "ann" })
      #expect(try await AlertDesk(server.store).alerts().alerts.allSatisfy { $0.alert.acknowledgement == nil })
    }
  }

  @Test(
    "A form that a page of another site sends changes nothing, with a session or without authentication",
    arguments: [["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"], ["Origin": "https://evil.example"], ["Origin": "null"]])
  func foreign(fields: [String: String]) async throws {
    let server = KeyedServer(store: try await MemoryStore.alerted())
    let id = try await id(server.store)
    let key = try await AccessKeys(server.store).make(for: User("ops"), roles: [.operator]).text
    let cookie = try await Sessions(server.store, now: { .now }).cookie(of: key, isSecure: false)
    var own: HTTPFields = [.cookie: String(cookie.prefix { $0 != ";" })]
    var foreign = own
    for (name, value) in fields { foreign.set(name, value) }
    own.set("Sec-Fetch-Site", "same-origin")
    try await server.run { [own, foreign] (client, _) async throws in
      #expect(try await send(client, ["act": "acknowledge", "alert": id], foreign).status == 403)
      #expect(try await send(client, ["act": "mute", "rule": "deletions", "minutes": "60", "reason": "x"], foreign).status == 403)
      #expect(try await AlertDesk(server.store).alert(AlertID(id))?.alert.acknowledgement == nil)
      #expect(try await AlertDesk(server.store).mutes() == [])
      #expect(try await send(client, ["act": "acknowledge", "alert": id], own).status == 303)
    }
    try await withServer(store: server.store) { [foreign] (client, _) async throws in
      var headers = foreign
      headers[.cookie] = nil
      #expect(try await send(client, ["act": "mute", "rule": "deletions", "minutes": "60", "reason": "x"], headers).status == 403)
      #expect(try await send(client, ["act": "mute", "rule": "deletions", "minutes": "60", "reason": "x"], [:]).status == 303)
    }
  }

  @Test("Who sees a part of history handles the alerts of that part alone, and mutes nothing")
  func scopes() async throws {
    let server = KeyedServer(store: try await MemoryStore.alerted())
    let own = try await server.key(.operator, scope: ["users": ["ben"]])
    let id = try await id(server.store)
    try await server.run { (client, _) async throws in
      let page = try await client.get("/alerts", headers: own).text
      #expect(page.contains("user ben") && !page.contains("user ann") && page.contains("I look after it") && !page.contains("Mute "))
      #expect(try await send(client, ["act": "acknowledge", "alert": id], own).status == 404)
      #expect(try await send(client, ["act": "mute", "rule": "deletions", "minutes": "60", "reason": "x"], own).status == 403)
      #expect(try await AlertDesk(server.store).mutes() == [])
    }
  }

  @Test("A form that is not whole is answered with a page that says what is wrong, and leads nowhere else")
  func wrong() async throws {
    let server = KeyedServer(store: try await MemoryStore.alerted())
    let headers = try await server.key(.operator)
    try await server.run { (client, _) async throws in
      let forms: [(KeyValuePairs<String, String>, Int, String)] = [
        ([:], 400, "acknowledge, mute or unmute"), (["act": "delete"], 400, "acknowledge, mute or unmute"),
        (["act": "acknowledge"], 400, "alert_id"),
        (["act": "acknowledge", "alert": "0000000000000-00000000"], 404, "no alert with this id"),
        (["act": "mute", "rule": "deletions", "minutes": "60"], 400, "say why"),
        (["act": "mute", "rule": "deletions", "minutes": "60", "reason": " "], 400, "say why"),
        (["act": "mute", "rule": "deletions", "minutes": "0", "reason": "x"], 400, "44,640"),
        (["act": "mute", "rule": "deletions", "minutes": "9223372036854775807", "reason": "x"], 400, "44,640"),
        (["act": "mute", "rule": "Not a rule", "minutes": "60", "reason": "x"], 400, "a-z, 0-9"),
        (["act": "mute", "other": "x"], 400, "other"),
      ]
      for (pairs, status, sentence) in forms {
        let reply = try await send(client, pairs, headers)
        #expect(reply.status == status && reply.text.contains(sentence), "\(pairs): \(reply.status) \(reply.text)")
      }
      #expect(try await send(client, ["act": String(repeating: "x", count: 20_000)], headers).status == 413)
      for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example"] {
        #expect(try await send(client, ["act": "unmute", "rule": "deletions", "next": elsewhere], headers).headers[.location] == "/alerts")
      }
      #expect(try await client.get("/alerts?state=gone", headers: headers).status == 400)
      #expect(try await client.get("/alerts?cursor=x", headers: headers).status == 400)
    }
  }
}
