import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Differences over HTTP")
struct DiffTests {
  private let before: JSONObject = ["title": "A", "steps": ["one", "two"], "secretary": "ben"]
  private let after: JSONObject = ["title": "B", "steps": ["zero", "one", "two"], "secretary": "eve"]

  private func records(_ id: String = "p-1") -> String {
    let life: [(kind: String, time: String, before: JSONValue, after: JSONValue)] = [
      ("CREATE", "2025-01-01T00:00:00Z", .null, .object(before)), ("UPDATE", "2025-01-02T00:00:00Z", .object(before), .object(after)),
      ("DELETE", "2025-01-03T00:00:00Z", .object(after), .null),
    ]
    let texts = life.map { step in
      promptJSON(
        id, ["operation_type": .string(step.kind), "timestamp": .string(step.time), "before_state": step.before, "after_state": step.after])
    }
    return "[\(texts.joined(separator: ","))]"
  }

  @Test("The difference of a record makes its state after of its state before, and an element more at the front is one change")
  func record() async throws {
    try await withServer { client, _ in
      let stored = try await client.store(records())
      let reply = try await client.get("/api/history/records/\(PercentCoding.encode(stored.historyIDs[1]))/diff")
      #expect(reply.status == 200, "\(reply.text)")
      let changes = try #require(try reply.json["changes"]?.array)
      #expect(changes.compactMap { $0.object?["path"]?.string } == ["/secretary", "/steps/0", "/title"])
      #expect(try reply.json["patch"] == StateDiff(from: before, to: after).patch.json)
      #expect(try await client.get("/api/history/records/2025-01-02T00:00:00.000000Z%23UPDATE%23none%23T/diff").status == 404)
      #expect(try await client.get("/api/history/records/nonsense/diff").code == "invalid_history_id")
    }
  }

  @Test("A resource is compared between two moments, and one that was not there counts as null")
  func resource() async throws {
    try await withServer { client, _ in
      try await client.store(records())
      let path = "/api/history/resource/PROMPT/p-1/diff"
      let changed = try await client.get("\(path)?from=2025-01-01T12:00:00Z&to=2025-01-02T12:00:00Z")
      #expect(try changed.json["changes"] == StateDiff(from: before, to: after).json["changes"])
      let gone = try await client.get("\(path)?from=2025-01-02T12:00:00Z")
      #expect(try gone.json["patch"] == [["op": "replace", "path": "", "value": .null]])
      let made = try await client.get("\(path)?from=2024-01-01&to=2025-01-01T12:00:00Z")
      #expect(try made.json["patch"] == StateDiff(from: nil, to: before).patch.json)
      try await client.store(promptJSON("p-2"))
      let unknown = try await client.get("\(path.replacing("p-1", with: "p-2"))?from=2025-12-17")
      #expect(unknown.status == 404)
      #expect(try unknown.detail.contains("the state at 2025-12-17T00:00:00.000000Z is unknown"))
      #expect(try await client.get(path).parameter == "from")
      #expect(try await client.get("\(path)?from=2025-01-02&to=2025-01-01").code == "invalid_filter")
    }
  }

  @Test("A resource whose id ends in /diff is asked for with that slash encoded")
  func ending() async throws {
    try await withServer { client, _ in
      let stored = try await client.store(records("a/diff"))
      #expect(try await client.get("/api/history/resource/PROMPT/a%2Fdiff").records.count == 3)
      #expect(try await client.get("/api/history/resource/PROMPT/a/diff/diff?from=2025-01-01T12:00:00Z").status == 200)
      #expect(try await client.get("/api/history/records/\(PercentCoding.encode(stored.historyIDs[0]))").status == 200)
      #expect(try await client.get("/api/history/resource/PROMPT//diff").code == "invalid_resource_id")
    }
  }

  @Test("Hidden fields are in no difference, and what lies outside the scope is told in the words of what never was")
  func scopes() async throws {
    let server = KeyedServer()
    let seeing = try await server.key(.reader, scope: ["hidden_fields": ["secretary"]])
    let other = try await server.key(.reader, user: "ben", scope: ["resource_types": ["DRAFT"]])
    let writer = try await server.key(.writer, user: "svc")
    try await server.run { (client, history) async throws in
      let stored = try await client.store(records(), headers: writer)
      let id = try stored.historyIDs[1]
      let paths = [
        "/api/history/records/\(PercentCoding.encode(id))/diff",
        "/api/history/resource/PROMPT/p-1/diff?from=2025-01-01T12:00:00Z&to=2025-01-02T12:00:00Z",
      ]
      let never = [
        "/api/history/records/\(PercentCoding.encode(id.replacing("p-1", with: "p-9")))/diff",
        "/api/history/resource/PROMPT/p-9/diff?from=2025-01-01T12:00:00Z&to=2025-01-02T12:00:00Z",
      ]
      for (path, none) in zip(paths, never) {
        let reply = try await client.get(path, headers: seeing)
        #expect(reply.status == 200 && !reply.text.contains("secretary") && !reply.text.contains("eve"), "\(reply.text)")
        let hidden = try await client.get(path, headers: other)
        #expect(hidden.status == 404)
        let told = try hidden.detail
        #expect(try await client.get(none, headers: other).detail == told)
      }
      let looks = try await history.looks()
      #expect(looks.filter { $0.resource.id == "access/resource/PROMPT/p-1" }.count >= 2)
    }
  }
}
