import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Resources at a moment, over HTTP")
struct AsOfTests {
  @Test("All resources of a type, page after page, are those that Swift gives", arguments: ["2018-02-28T23:59:59Z", "2026-12-31"])
  func pages(at moment: String) async throws {
    let type = try ResourceType("AUDITING_FILE")
    let store = MemoryStore()
    _ = try await store.append(RealOperations.records().filter { $0.resource.type == type }.map { SanitizedRecord($0) })
    try await withServer(store: store) { (client, history) async throws in
      let timestamp = try Timestamp(moment.count == 10 ? "\(moment)T00:00:00Z" : moment)
      var expected: [String: JSONObject] = [:]
      for try await found in history.states(of: type, at: timestamp) { expected[found.resource.id] = found.json }
      var found: [String: JSONObject] = [:]
      var cursor = ""
      repeat {
        let reply = try await client.get("/api/history/as-of/auditing_file?at=\(moment)&limit=200\(cursor)")
        let states = try reply.json["states"]?.array?.compactMap(\.object) ?? []
        #expect(states.count <= 200)
        for state in states { #expect(found.updateValue(state, forKey: state["resource_id"]?.string ?? "") == nil) }
        cursor = try reply.json["next_cursor"]?.string.map { "&cursor=\($0)" } ?? ""
      } while !cursor.isEmpty
      #expect(expected.count > 10 && found == expected)
    }
  }

  @Test("One resource is known, absent or unknown, and the answer says by which record or why")
  func one() async throws {
    try await withServer { (client, _) async throws in
      let creation = promptJSON(
        "p/1", ["operation_type": "CREATE", "timestamp": "2025-01-01T00:00:00Z", "after_state": ["n": 1, "api_key": "k"]])
      let deletion = promptJSON("p/1", ["operation_type": "DELETE", "timestamp": "2025-01-03T00:00:00Z", "before_state": ["n": 2]])
      let ids = try await client.store("\(creation)\n\(deletion)").historyIDs
      func state(_ moment: String) async throws -> JSONObject { try await client.get("/api/history/as-of/PROMPT/p/1?at=\(moment)").json }
      let known = try await state("2025-01-02")
      #expect(known["status"] == "known" && known["state"]?.object?["n"] == 1 && known["history_id"]?.string == ids.first)
      #expect(known["unknown_fields"] == [["field": "/api_key", "reason": "redacted"]])
      #expect(known["untracked_change_before"]?.string == ids.last)
      #expect(try await state("2025-01-03")["status"] == "absent")
      #expect(try await state("2024-12-31")["status"] == "absent")
      let unknown = try await client.get("/api/history/as-of/PROMPT/none?at=2025-01-02").json
      #expect(unknown["status"] == "unknown" && unknown["state"] == .null)
      #expect(unknown["reason"] == "nothing was recorded of PROMPT until 2025-01-02T00:00:00.000000Z")
      let all = try await client.get("/api/history/as-of/PROMPT?at=2025-01-03&absent=true").json["states"]?.array
      #expect(all?.count == 1)
      #expect(try await client.get("/api/history/as-of/PROMPT?at=2025-01-03").json["states"] == [])
    }
  }

  @Test("Without a moment, with a bad one, and with a type that is none, the problem says what would be right")
  func refused() async throws {
    try await withServer { (client, _) async throws in
      let missing = try await client.get("/api/history/as-of/PROMPT/p")
      #expect(missing.status == 400)
      #expect(try missing.detail == "at is missing: send RFC 3339, as 2025-12-16T20:30:00.123456Z, or a day, as 2025-12-16")
      #expect(try await client.get("/api/history/as-of/PROMPT?at=yesterday").code == "invalid_timestamp")
      #expect(try await client.get("/api/history/as-of/A%23B?at=2025-01-01").code == "invalid_resource_type")
      #expect(try await client.get("/api/history/as-of/PROMPT?at=2025-01-01&limit=1001").code == "invalid_limit")
    }
  }

  @Test("Looks are recorded once, hidden fields stay hidden, and who sees only some users' operations is refused")
  func access() async throws {
    let server = KeyedServer()
    try await server.put([("PROMPT", "p-1"), ("PROMPT", "p-2")], state: ["n": 1, "salary_band": "not for you"])
    let ann = try await server.key(.reader, scope: ["hidden_fields": ["salary_band"]])
    let ben = try await server.key(.reader, user: "ben", scope: ["users": ["ann"]])
    try await server.run { (client, history) async throws in
      let one = try await client.get("/api/history/as-of/PROMPT/p-1?at=2025-01-01", headers: ann)
      #expect(try one.json["state"] == ["n": 1])
      let before = try await client.get("/api/history/as-of/PROMPT/p-1?at=2024-01-01", headers: ann)
      #expect(try before.json["state"] == ["n": 1])
      let first = try await client.get("/api/history/as-of/PROMPT?at=2025-01-01&limit=1", headers: ann)
      #expect(!first.text.contains("not for you") && !one.text.contains("not for you") && !before.text.contains("not for you"))
      let cursor = try #require(try first.nextCursor)
      let second = try await client.get("/api/history/as-of/PROMPT?at=2025-01-01&limit=1&cursor=\(cursor)", headers: ann)
      #expect(try second.json["states"]?.array?.count == 1)
      let refused = try await client.get("/api/history/as-of/PROMPT/p-1?at=2025-01-01", headers: ben)
      #expect(refused.status == 403)
      let looks = try await history.looks().filter { !$0.isFailed }
      #expect(looks.map(\.resource.id) == ["access/resource/PROMPT/p-1", "access/resource/PROMPT/p-1", "access/as-of/PROMPT"])
      #expect(looks.first?.metadata["route"] == "GET /as-of/{type}/{id}")
    }
  }
}
