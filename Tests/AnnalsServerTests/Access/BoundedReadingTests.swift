import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("What is read for one answer is bounded")
struct BoundedReadingTests {
  /// A server whose oldest record is the only one in the scope of the key.
  private func server(outside count: Int) async throws -> (KeyedServer, HTTPFields) {
    let server = KeyedServer()
    try await server.put([("PROMPT", "p-1")], day: 19_000)
    try await server.put((0..<count).map { (type: "PROMPT", id: "q-\($0)") }, state: [:])
    return (server, try await server.key(.reader, scope: ["id_prefixes": ["p-"]]))
  }

  @Test("A page that is short for much had to be left out says so, and its cursor leads on to what there is", .timeLimit(.minutes(5)))
  func pages() async throws {
    let (server, headers) = try await server(outside: 20_200)
    try await server.run { (client, _) async throws in
      let first = try await client.get("/api/history/recent?limit=5", headers: headers)
      #expect(try first.records == [])
      #expect(first.headers.value(of: "Warning")?.contains("looking stopped before the page was full") == true)
      let cursor = try #require(try first.nextCursor)
      let second = try await client.get("/api/history/recent?limit=5&cursor=\(cursor)", headers: headers)
      #expect(try second.records.map(\.resource.id) == ["p-1"])
      #expect(try second.nextCursor == nil)
      #expect(second.headers.value(of: "Warning") == nil)
      // By the resource it is found at once.
      let own = try await client.get("/api/history/resource/PROMPT/p-1", headers: headers)
      #expect(try own.records.count == 1)
      #expect(own.headers.value(of: "Warning") == nil)
    }
  }

  @Test("States of a type whose looking stopped say so, too", .timeLimit(.minutes(5)))
  func states() async throws {
    let (server, headers) = try await server(outside: 20_200)
    try await server.run { (client, _) async throws in
      var (ids, warned): ([String], Int) = ([], 0)
      var cursor: String?
      repeat {
        let page = try await client.get(
          "/api/history/as-of/PROMPT?at=2025-01-01&limit=5" + (cursor.map { "&cursor=\($0)" } ?? ""), headers: headers)
        try #require(page.status == 200, "\(page.text)")
        ids += (try page.json["states"]?.array ?? []).compactMap { $0.object?["resource_id"]?.string }
        if page.headers.value(of: "Warning")?.contains("looking stopped before the page was full") == true { warned += 1 }
        cursor = try page.nextCursor
      } while cursor != nil
      #expect(ids == ["p-1"])
      #expect(warned > 0)
    }
  }

  @Test("A count that had to be cut short has is_partial and a warning; one that had not has neither", .timeLimit(.minutes(5)))
  func counts() async throws {
    let (server, headers) = try await server(outside: 100_100)
    let all = try await server.key(.reader)
    try await server.run { (client, _) async throws in
      let cut = try await client.get("/api/history/stats", headers: headers)
      #expect(try cut.json["is_partial"] == true)
      #expect(try cut.json["total_operations"] == 0)
      #expect(cut.headers.value(of: "Warning")?.contains("only the newest records were counted") == true)
      for (question, key) in [("stats?from=2022-01-01&to=2022-01-31", headers), ("stats", all)] {
        let whole = try await client.get("/api/history/\(question)", headers: key)
        #expect(try whole.json["is_partial"] == nil)
        #expect(whole.headers.value(of: "Warning") == nil)
      }
    }
  }
}
