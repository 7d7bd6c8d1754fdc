import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Looking at history is history")
struct LookingTests {
  private struct Look: Hashable {
    let act: OperationKind
    let id: String
    let user: String
    let hasFailed: Bool

    init(_ record: HistoryRecord) {
      (act, id, user, hasFailed) = (record.operation, record.resource.id, record.user.id, record.isFailed)
    }

    init(_ act: OperationKind, _ id: String, _ user: String = "ann", hasFailed: Bool = false) {
      (self.act, self.id, self.user, self.hasFailed) = (act, "access/" + id, user, hasFailed)
    }
  }

  @Test("Each look becomes a record of who, what, from where and with which filters; each page of it does not")
  func looks() async throws {
    let server = KeyedServer()
    try await server.put([("PROMPT", "p-1"), ("PROMPT", "p-1x"), ("A/B", "c")])
    let ann = try await server.key(.reader)
    try await server.run { (client, history) async throws in
      func get(_ path: String) async throws -> Reply { try await client.get("/api/history/\(path)", headers: ann) }
      _ = try await get("resource/PROMPT/p-1")
      _ = try await get("resource/A%2FB/c?user_id=ben")
      let first = try await get("recent?limit=1&operation_type=UPDATE")
      let second = try await get("recent?limit=2&operation_type=UPDATE&cursor=\(try #require(try first.nextCursor))")
      #expect(try second.records.count == 2)
      _ = try await get("stats?from=2024-10-04")
      _ = try await get("records/2024-10-04T00:00:00.000000Z%23UPDATE%23p-1%23T")
      _ = try await get("records/2024-10-04T00:00:00.000000Z%23UPDATE%23none%23T")
      // What could not be answered showed nothing.
      _ = try await get("recent?limit=0")
      let looks = try await history.looks()
      #expect(
        looks.map { Look($0) } == [
          Look(.read, "resource/PROMPT/p-1"), Look(.read, "resource/A%2FB/c"), Look(.read, "recent"), Look(.read, "stats"),
          Look(.read, "resource/PROMPT/p-1"), Look(.read, "records"),
        ])
      #expect(looks[1].metadata["filters"] == ["user_id": "ben"])
      #expect(looks[2].metadata["filters"] == ["limit": "1", "operation_type": "UPDATE"])
      #expect(looks[4].metadata["history_id"] == "2024-10-04T00:00:00.000000Z#UPDATE#p-1#T")
      #expect(looks[5].metadata["found"] == false)
      for look in looks {
        #expect(look.metadata["remote_address"] == "127.0.0.1" && look.metadata["proof"] == "key")
        #expect(look.metadata["key_id"]?.string?.utf8.count == 12)
        #expect(look.metadata["route"]?.string?.hasPrefix("GET /") == true && look.metadata["request_id"] != nil)
      }
    }
  }

  @Test("Who begins in the middle, by a cursor of another question or a plain one, looks")
  func cursors() async throws {
    let server = KeyedServer()
    try await server.put([("PROMPT", "p-1"), ("PROMPT", "p-2"), ("DRAFT", "d")])
    let ann = try await server.key(.reader)
    try await server.run { (client, history) async throws in
      let first = try await client.get("/api/history/recent?limit=1&resource_type=PROMPT", headers: ann)
      let cursor = try #require(try first.nextCursor)
      _ = try await client.get("/api/history/recent?cursor=\(cursor)", headers: ann)
      let place = Cursor(after: try #require(try first.records.first).position)
      _ = try await client.get("/api/history/recent?resource_type=PROMPT&cursor=\(place)", headers: ann)
      #expect(try await history.looks().count == 3)
    }
  }

  @Test("Refusals are recorded, those without a key too, and a flood of them is not")
  func refusals() async throws {
    let server = KeyedServer()
    let writer = try await server.key(.writer, user: "svc")
    try await server.run { (client, history) async throws in
      _ = try await client.get("/api/history/resource/PROMPT/p-1", headers: writer)
      _ = try await client.post("/api/history/cleanup?days_to_keep=1", headers: writer)
      for _ in 0..<50 { _ = try await client.get("/api/history/recent") }
      let looks = try await history.looks()
      #expect(
        looks.map { Look($0) }
          == [Look(.read, "resource", "svc", hasFailed: true), Look(.delete, "cleanup", "svc", hasFailed: true)]
          + [Look](repeating: Look(.read, "recent", "unknown", hasFailed: true), count: 10))
      #expect(looks[0].metadata["path"] == "/api/history/resource/PROMPT/p-1")
      #expect(looks[0].error?.contains("writer does not allow this") == true)
    }
  }

  @Test("Looks are seen by who may see them, and by nobody else anywhere")
  func seen() async throws {
    let server = KeyedServer()
    try await server.put([("PROMPT", "p-1")])
    let (reader, auditor) = (try await server.key(.reader), try await server.key(.auditor, user: "ben"))
    try await server.run { (client, history) async throws in
      _ = try await client.get("/api/history/resource/PROMPT/p-1", headers: reader)
      let look = try #require(try await history.looks().first)
      let uris = [
        "/api/history/records/\(PercentCoding.encode(look.id.description))", "/api/history/resource/HISTORY/access/resource/PROMPT/p-1",
      ]
      #expect(try await client.get(uris[0], headers: reader).status == 404)
      #expect(try await client.get(uris[1], headers: reader).records == [])
      #expect(try await client.get("/api/history/stats", headers: reader).json["resource_types"] == ["PROMPT": 1])
      #expect(try await client.get("/api/history/recent", headers: reader).records.map(\.resource.type.name) == ["PROMPT"])
      #expect(try await client.get(uris[0], headers: auditor).status == 200)
      #expect(try await client.get(uris[1], headers: auditor).records.map(\.user.id) == ["ann"])
    }
  }

  @Test("Nobody makes a record of access over HTTP, and nobody removes one before its time")
  func forged() async throws {
    let server = KeyedServer()
    let admin = try await server.key(.admin)
    // Its retention is 400 days, whatever a clean-up asks for.
    let today = Timestamp.now.day
    try await server.put([("HISTORY", "access/recent"), ("PROMPT", "old")], user: "gone", day: today - 401)
    try await server.put([("HISTORY", "access/recent"), ("PROMPT", "old")], user: "kept", day: today - 399)
    try await server.run { (client, history) async throws in
      _ = try await client.get("/api/history/recent", headers: admin)
      let before = try await history.looks()
      let forged = promptJSON("access/recent", ["resource_type": "history"])
      let refused = try await client.post("/api/history/records", "[\(promptJSON("ok")),\(forged)]", headers: admin)
      #expect(refused.status == 403)
      #expect(try refused.json["errors"]?.array?.first?.object?["index"] == 1)
      #expect(try await client.post("/api/history/cleanup?days_to_keep=1", headers: admin).status == 200)
      let after = try await history.looks()
      #expect(before.map(\.user.id) == ["gone", "kept", "ann"])
      #expect(after.starts(with: before.dropFirst()))
      #expect(try await history.records("PROMPT", "old").records == [])
      #expect(try await history.records("PROMPT", "ok").records == [])
    }
  }

  @Test("An operation that names no user is that of who sends it; a service may name any user that its scope holds")
  func users() async throws {
    let server = KeyedServer()
    let any = try await server.key(.writer, user: "svc")
    let scope: JSONObject = ["resource_types": ["PROMPT"], "users": ["svc", "ann"]]
    let some = try await server.key(.writer, user: "svc", scope: scope)
    try await server.run { (client, history) async throws in
      try await client.store(promptJSON("a"), headers: any)
      try await client.store(promptJSON("b", ["user_id": "whoever"]), headers: any)
      try await client.store(promptJSON("c", ["user_id": "ann"]), headers: some)
      for refused in [promptJSON("d", ["user_id": "whoever"]), promptJSON("d", ["resource_type": "DRAFT"])] {
        let reply = try await client.post("/api/history/records", refused, headers: some)
        #expect(reply.status == 403)
        #expect(try reply.detail.contains("outside the scope"))
      }
      let stored = try await history.records(matching: RecordFilter(resourceType: ResourceType("PROMPT")), limit: 10).records
      #expect(Dictionary(uniqueKeysWithValues: stored.map { ($0.resource.id, $0.user.id) }) == ["a": "svc", "b": "whoever", "c": "ann"])
    }
  }
}

extension HistoryService {
  fileprivate func records(_ type: String, _ id: String) async throws -> RecordPage { try await records(of: type, id: id) }
}
