import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Failures")
struct FailureTests {
  private struct Surprise: Error, CustomStringConvertible {
    var description: String { "the password is hunter2" }
  }

  private static let reads = [
    "/api/history/recent", "/api/history/resource/PROMPT/a", "/api/history/stats",
    "/api/history/records/2025-12-16T20:30:00.123456Z%23UPDATE%23a%23T",
  ]

  @Test("A store that cannot answer is a 503 that says when to come again", arguments: reads)
  func unavailable(path: String) async throws {
    try await withServer(store: BrokenStore(error: HistoryError(.storeUnavailable, "the disk is full: make room"))) { client, _ in
      let reply = try await client.get(path)
      #expect(reply.status == 503)
      #expect(try reply.code == "store_unavailable")
      #expect(try reply.detail == "the disk is full: make room")
      #expect(reply.headers[.retryAfter].flatMap(Int.init) ?? 0 >= 1)
    }
  }

  @Test("What nobody expected is a 500 without its text, and is logged once", arguments: reads)
  func unexpected(path: String) async throws {
    let log = LogCollector()
    try await withServer(store: BrokenStore(error: Surprise()), logger: log.logger) { client, _ in
      let reply = try await client.get(path)
      #expect(reply.status == 500)
      #expect(try reply.code == "internal_error")
      #expect(!reply.text.contains("hunter2") && !reply.text.contains("Surprise"))
      let id = try #require(reply.headers.value(of: "X-Request-ID"))
      let lines = log.lines.filter { $0.contains("A request failed unexpectedly") }
      #expect(lines.count == 1)
      #expect(lines[0].contains("Surprise") && lines[0].contains(id))
      #expect(!log.lines.contains { $0.contains("hunter2") })
      let cleanup = try await client.post("/api/history/cleanup?days_to_keep=1")
      #expect(cleanup.status == 500)
    }
  }

  @Test("Every kind of problem has a status, a title and a code of its own")
  func kinds() {
    let kinds = HistoryError.Code.allCases.map { ProblemKind($0) }
    #expect(Set(kinds.map(\.code)).count == kinds.count)
    for kind in kinds + ProblemKind.ofHTTP {
      #expect((400...599).contains(kind.status.code))
      #expect(!kind.title.isEmpty)
      #expect((kind.retryAfter != nil) == (kind.status == .serviceUnavailable))
    }
  }

  @Test("The log says which route and which parameters, and no value, state or id")
  func requestLog() async throws {
    let log = LogCollector()
    try await withServer(logger: log.logger) { client, _ in
      _ = try await client.get("/api/history/resource/PROMPT/patient-4711?user_id=user-4711&limit=5", headers: [.userAgent: "x"])
      try await client.store(promptJSON("patient-4711", ["after_state": ["diagnosis": "flu-4711"]]))
      _ = try await client.post("/api/history/records", promptJSON("patient-4711", ["operation_type": "DROP"]))
      let lines = log.lines.filter { $0.contains("Request answered") }
      #expect(lines.count == 3)
      #expect(lines[0].contains("/api/history/resource/**") && lines[0].contains("user_id") && lines[0].contains("=200"))
      #expect(!log.lines.contains { $0.contains("patient") || $0.contains("user-4711") || $0.contains("flu") })
    }
  }
}
