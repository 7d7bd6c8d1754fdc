import Annals
import AnnalsSQLite
import AnnalsTestSupport
import Foundation
import Testing

@testable import AnnalsServer

@Suite("Statistics and clean-up")
struct StatisticsTests {
  @Test("Statistics are narrowed by type and by whole days, the last included")
  func scope() async throws {
    try await withServer { client, _ in
      let moments = ["2025-01-01T23:59:59.999999Z", "2025-01-02T00:00:00Z", "2025-01-02T23:59:59.999999Z", "2025-01-03T00:00:00Z"]
      try await client.store(
        moments.map { promptJSON("a", ["timestamp": .string($0)]) }.joined(separator: "\n") + "\n"
          + promptJSON("b", ["resource_type": "PROPOSAL", "timestamp": "2025-01-02T12:00:00Z", "metadata": ["success": false]]))
      func total(_ query: String) async throws -> JSONValue? { try await client.get("/api/history/stats\(query)").json["total_operations"] }
      #expect(try await total("") == 5)
      #expect(try await total("?from=2025-01-02&to=2025-01-02") == 3)
      #expect(try await total("?from=2025-01-02") == 4)
      #expect(try await total("?to=2025-01-02") == 4)
      #expect(try await total("?resource_type=prompt&from=2025-01-02&to=2025-01-02") == 2)
      #expect(try await total("?from=2030-01-01") == 0)
      #expect(try await client.get("/api/history/stats?resource_type=PROPOSAL").json["failed_operations"] == 1)
    }
  }

  @Test(
    "Statistics refuse what is no whole day or type",
    arguments: [
      "from=2025-01-02T00:00:00Z", "from=2025-13-01", "to=today", "from=2025-01-03&to=2025-01-02", "resource_type=A%23B", "limit=5",
      "from=",
    ])
  func refused(query: String) async throws {
    try await withServer { (client, _) async throws in
      #expect(try await client.get("/api/history/stats?\(query)").status == 400)
    }
  }

  @Test(
    "Without a good number of days nothing is removed",
    arguments: [
      "", "?dry_run=false", "?days_to_keep=", "?days_to_keep=0", "?days_to_keep=-1", "?days_to_keep=ninety", "?days_to_keep=1.5",
      "?days_to_keep=36526", "?days_to_keep=99999999999999999999", "?days_to_keep=1&days_to_keep=1", "?days_to_keep=1&force=true",
      "?days_to_keep=1&dry_run=maybe", "?days=1",
    ])
  func cleanupRefused(query: String) async throws {
    try await withServer { client, history in
      try await client.store(promptJSON("old", ["timestamp": "2001-01-01T00:00:00Z"]))
      let reply = try await client.post("/api/history/cleanup\(query)")
      #expect(reply.status == 400)
      #expect(try reply.json["expected"]?.string?.isEmpty == false)
      #expect(try await history.statistics().total == 1)
    }
  }

  @Test("A clean-up counts first, then removes, and says how many of which type")
  func cleanup() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("annals-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try SQLiteStore(path: folder.appendingPathComponent("annals.sqlite").path)
    try await withServer(store: store) { client, _ in
      let old: JSONObject = ["timestamp": "2001-01-01T00:00:00Z"]
      let kept: JSONObject = ["timestamp": .string(Timestamp.now.description)]
      let records = [
        promptJSON("a", old), promptJSON("b", old), promptJSON("c", ["resource_type": "X", "timestamp": "2001-01-01T00:00:00Z"]),
      ]
      try await client.store((records + [promptJSON("d", kept)]).joined(separator: "\n"))
      for (dryRun, left) in [(true, 4), (false, 1)] {
        let report = try await client.post("/api/history/cleanup?days_to_keep=90&dry_run=\(dryRun)").json
        #expect(report["removed"] == 3)
        #expect(report["removed_by_type"] == ["PROMPT": 2, "X": 1])
        #expect(report["dry_run"] == .bool(dryRun))
        #expect(report["days_to_keep"] == 90)
        let before = try Timestamp(#require(report["before"]?.string))
        #expect(abs(Timestamp.now.microseconds - before.microseconds - 90 * 86_400_000_000) < 60_000_000)
        #expect(try await client.get("/api/history/stats").json["total_operations"] == .number(JSONNumber(left)))
      }
      #expect(try await client.post("/api/history/cleanup?days_to_keep=90").json["removed"] == 0)
    }
  }
}
