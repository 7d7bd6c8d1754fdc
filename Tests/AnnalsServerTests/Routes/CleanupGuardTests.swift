import Annals
import AnnalsTestSupport
import Testing

@testable import AnnalsServer

@Suite("Clean-ups over HTTP that would empty the history")
struct CleanupGuardTests {
  /// A store with 150 records of one day, of ten resources that are still there.
  private static func store() async throws -> MemoryStore {
    let store = MemoryStore()
    let start = try Timestamp("2020-02-29T12:00:00Z")
    _ = try await store.append(
      (0..<150).map { number in
        SanitizedRecord(
          HistoryRecord(
            .update, of: try Resource("PROMPT", "p-\(number % 10)"), at: start.advanced(byMicroseconds: Int64(number)),
            token: try RecordToken("T"), after: ["n": .number(JSONNumber(number))]))
      })
    return store
  }

  @Test("They are refused with 409, which names the number that agrees to them")
  func refused() async throws {
    let store = try await Self.store()
    try await withServer(store: store) { (client, _) async throws in
      let refused = try await client.post("/api/history/cleanup?days_to_keep=90")
      #expect(refused.status == 409)
      #expect(try refused.json["code"] == "removes_nearly_all")
      #expect(try refused.json["parameter"] == "yes_remove")
      #expect(try refused.json["detail"]?.string?.contains("yes_remove=150") == true)
      #expect(try await client.post("/api/history/cleanup?days_to_keep=90&yes_remove=149&dry_run=true").json["removed"] == 150)
      #expect(try await client.post("/api/history/cleanup?days_to_keep=90&yes_remove=100").status == 409)
      #expect(try await client.post("/api/history/cleanup?days_to_keep=90&yes_remove=-1").status == 400)
      #expect(try await store.statistics(.init()).total == 150)
      let done = try await client.post("/api/history/cleanup?days_to_keep=90&yes_remove=150")
      #expect(done.status == 200)
      #expect(try done.json["removed"] == 150)
    }
  }

  @Test("The last states stay where that is asked for")
  func keepLast() async throws {
    let store = try await Self.store()
    try await withServer(store: store) { (client, _) async throws in
      let dry = try await client.post("/api/history/cleanup?days_to_keep=90&keep_last=true&dry_run=true")
      #expect(try dry.json["removed"] == 140)
      let done = try await client.post("/api/history/cleanup?days_to_keep=90&keep_last=true&yes_remove=140")
      #expect(try done.json["removed"] == 140)
      #expect(try await client.get("/api/history/stats").json["total_operations"] == 10)
    }
  }
}
