import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Sending records again")
struct IdempotencyTests {
  private func headers(_ key: String) -> HTTPFields {
    var headers: HTTPFields = [:]
    headers.set("Idempotency-Key", key)
    return headers
  }

  @Test("The same record with its own id sent five times is one")
  func ownID() async throws {
    try await withServer { (client, history) async throws in
      let id = "2025-12-16T20:30:00.123456Z#UPDATE#prompt-1#01J9Z3K8Q2"
      for _ in 0..<5 {
        #expect(try await client.store(promptJSON("prompt-1", ["history_id": .string(id)])).historyIDs == [id])
      }
      #expect(try await history.statistics().total == 1)
    }
  }

  @Test("An id from before there were tokens stays as it is, and is one however often it is sent")
  func oldID() async throws {
    try await withServer { (client, history) async throws in
      let id = "2025-12-16T20:30:00.123456Z#UPDATE#prompt-1"
      for _ in 0..<5 {
        #expect(try await client.store(promptJSON("prompt-1", ["history_id": .string(id)])).historyIDs == [id])
      }
      #expect(try await history.statistics().total == 1)
    }
  }

  @Test("The same request with its key sent five times brings each record once")
  func key() async throws {
    try await withServer { client, history in
      let body = [promptJSON("a"), promptJSON("a"), promptJSON("b")].joined(separator: "\n")
      var answers: Set<[String]> = []
      for _ in 0..<5 { answers.insert(try await client.store(body, headers: headers("key-1")).historyIDs) }
      #expect(answers.count == 1)
      #expect(try await history.statistics().total == 3)
      try await client.store(body, headers: headers("key-2"))
      #expect(try await history.statistics().total == 6)
    }
  }

  @Test("With a key a record needs its own timestamp")
  func keyWithoutTimestamp() async throws {
    try await withServer { client, history in
      let body = "[\(promptJSON("a")),{\"operation_type\":\"READ\",\"resource_type\":\"P\",\"resource_id\":\"p\"}]"
      let reply = try await client.post("/api/history/records", body, headers: headers("key"))
      #expect(reply.status == 400)
      #expect(try reply.json["errors"]?.array?.first?.object?["index"] == 1)
      #expect(try await history.statistics().total == 0)
    }
  }

  @Test("A key that cannot be used is refused by name", arguments: ["a b", "ä", String(repeating: "k", count: 256)])
  func badKey(key: String) async throws {
    try await withServer { client, _ in
      let reply = try await client.post("/api/history/records", promptJSON(), headers: headers(key))
      #expect(reply.status == 400)
      #expect(try reply.code == "invalid_header")
      #expect(try reply.parameter == "Idempotency-Key")
    }
  }

  @Test("Without a key or an id each record is its own, also two of one microsecond on one resource")
  func oneMicrosecond() async throws {
    try await withServer { client, history in
      try await client.store(promptJSON("a"))
      try await client.store("[\(promptJSON("a")),\(promptJSON("a"))]")
      let records = try await client.get("/api/history/resource/PROMPT/a").records
      #expect(records.count == 3)
      #expect(Set(records.map(\.id)).count == 3)
      #expect(Set(records.map(\.timestamp)).count == 1)
    }
  }

  @Test("What the routes give can be sent to another server, twice, and is the same there")
  func copy() async throws {
    let records = try RealHistory.newestFirst().prefix(500)
    try await withServer { client, history in
      let body = records.map { JSONWriter.text(of: $0.json) }.joined(separator: "\n")
      for _ in 0..<2 { try await client.store(body) }
      #expect(try await client.allRecords("/api/history/recent", limit: 200) == Array(records))
      #expect(try await history.statistics().total == 500)
    }
  }
}
