import Annals
import AnnalsTestSupport
import Testing

@testable import AnnalsServer

@Suite("Paging over real operations")
struct PagingTests {
  @Test("The paged history of sixty resources equals the input")
  func resources() async throws {
    let byResource = Dictionary(grouping: try RealHistory.newestFirst(), by: \.resource)
    let resources = byResource.sorted { ($0.value.count, $0.key) > ($1.value.count, $1.key) }
    // The thirty with the most operations, and thirty from all over.
    let step = max(1, (resources.count - 30) / 30)
    let chosen = resources.prefix(30) + stride(from: 30, to: 30 + 30 * step, by: step).map { resources[$0] }
    #expect(chosen.count == 60)
    try await withServer(store: RealHistory.store) { (client, _) async throws in
      for (place, (resource, expected)) in chosen.enumerated() {
        let limit = [50, 7, 1000, 20][place % 4]
        let uri = "/api/history/resource/\(PercentCoding.encode(resource.type.name))/\(PercentCoding.encode(resource.id))"
        #expect(try await client.allRecords(uri, limit: limit) == expected, "\(resource)")
      }
    }
  }

  @Test("All recent operations, page after page, are the input, newest first")
  func recent() async throws {
    let expected = try RealHistory.newestFirst()
    try await withServer(store: RealHistory.store) { (client, _) async throws in
      #expect(try await client.allRecords("/api/history/recent", limit: 1000) == expected)
    }
  }

  @Test("Without a limit a resource's page has 50 records, and a recent one 100")
  func defaults() async throws {
    let largest = try #require(Dictionary(grouping: RealHistory.newestFirst(), by: \.resource).max { $0.value.count < $1.value.count }?.key)
    try await withServer(store: RealHistory.store) { (client, _) async throws in
      let path = "\(PercentCoding.encode(largest.type.name))/\(PercentCoding.encode(largest.id))"
      #expect(try await client.get("/api/history/resource/\(path)").records.count == 50)
      #expect(try await client.get("/api/history/recent").records.count == 100)
    }
  }

  @Test("A cursor goes on where its page ended while newer records arrive, and is good with another filter")
  func cursorStays() async throws {
    try await withServer { client, _ in
      let old = (0..<10).map { promptJSON("p", ["timestamp": .string("2025-01-01T00:00:0\($0)Z")]) }.joined(separator: "\n")
      let ids = try await client.store(old).historyIDs
      let first = try await client.get("/api/history/recent?limit=4")
      let cursor = try #require(try first.nextCursor)
      try await client.store(promptJSON("p", ["timestamp": "2026-01-01T00:00:00Z"]))
      let second = try await client.get("/api/history/recent?limit=1000&cursor=\(cursor)")
      #expect(try second.records.map(\.id.description) == ids.reversed().dropFirst(4).map { $0 })
      #expect(try second.nextCursor == nil)
      let filtered = try await client.get("/api/history/resource/PROMPT/p?to=2025-01-01T00:00:03Z&cursor=\(cursor)")
      #expect(try filtered.records.count == 3)
    }
  }

  @Test("Statistics of the real operations are exact, in the shape of the design")
  func statistics() async throws {
    try await withServer(store: RealHistory.store) { client, _ in
      let all = try await client.get("/api/history/stats").json
      #expect(
        all.members.map(\.name) == [
          "baseline_records", "failed_operations", "first_timestamp", "last_timestamp", "operation_types", "represented_reads",
          "resource_types",
          "top_users", "total_operations",
        ])
      #expect(all["total_operations"] == 36_335)
      #expect(all["operation_types"] == ["CREATE": 6_591, "UPDATE": 25_202, "DELETE": 4_542, "READ": 0])
      #expect(all["top_users"]?.object?.count == 10)
      #expect(all["resource_types"]?.object?.count == 3)
    }
  }
}
