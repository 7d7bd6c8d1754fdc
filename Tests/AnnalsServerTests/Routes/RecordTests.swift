import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("One record, and cut texts")
struct RecordTests {
  @Test("A record is found by its id, and not by another")
  func byID() async throws {
    try await withServer { client, _ in
      let id = try #require(try await client.store(promptJSON("a/b#c")).historyIDs.first)
      let found = try await client.get("/api/history/records/\(PercentCoding.encode(id))")
      #expect(found.status == 200)
      #expect(try HistoryRecord(json: found.json).id.description == id)
      // A slash may stand as it is.
      let plain = PercentCoding.encode(id).replacing("%2F", with: "/")
      #expect(try await client.get("/api/history/records/\(plain)").body == found.body)
      let other = try await client.get("/api/history/records/\(PercentCoding.encode(id))x")
      #expect(other.status == 404)
      #expect(try other.code == "not_found")
      #expect(try other.parameter == "history_id")
    }
  }

  @Test(
    "What is no id is refused", arguments: ["x", "2025-12-16T20:30:00Z", "2025-12-16T20:30:00Z%23DROP%23a", "%23%23", "a/b/c", "%", "%FF"])
  func noID(id: String) async throws {
    try await withServer { client, _ in
      let reply = try await client.get("/api/history/records/\(id)")
      #expect(reply.status == 400)
      #expect(["invalid_history_id", "invalid_path"].contains(try reply.code))
    }
  }

  @Test("A long text is shown cut in lists, put back with full=true, and whole in a single record")
  func full() async throws {
    let text = String(repeating: "Ein langer Text, äöü. ", count: 20_000)
    try await withServer { client, _ in
      let id = try #require(try await client.store(promptJSON("long", ["after_state": ["text": .string(text)]])).historyIDs.first)
      for list in ["resource/PROMPT/long", "recent"] {
        let cut = try await client.get("/api/history/\(list)")
        #expect(cut.body.count < 100_000)
        let whole = try await client.get("/api/history/\(list)?full=true")
        #expect(try whole.records.first?.after?["text"] == .string(text))
      }
      let path = "/api/history/records/\(PercentCoding.encode(id))"
      #expect(try await client.get(path).json["after_state"]?.object?["text"] == .string(text))
      #expect(try await client.get("\(path)?full=false").body.count < 100_000)
    }
  }
}
