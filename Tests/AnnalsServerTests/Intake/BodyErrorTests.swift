import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Bodies that cannot be taken")
struct BodyErrorTests {
  @Test("A bad record refuses the whole request, and is named by its place and line")
  func byIndex() async throws {
    try await withServer { client, history in
      let bad = promptJSON("x", ["operation_type": "DROP"])
      let body = [promptJSON("a"), "", bad, "{\"broken\":", promptJSON("b"), "[]"].joined(separator: "\n")
      let reply = try await client.post("/api/history/records", body, headers: [.contentType: "application/x-ndjson"])
      #expect(reply.status == 400)
      #expect(try reply.code == "invalid_record")
      let errors = (try reply.json["errors"]?.array ?? []).compactMap(\.object)
      #expect(errors.map { $0["index"] } == [1, 2, 4])
      #expect(errors.map { $0["line"] } == [3, 4, 6])
      #expect(errors.map { $0["code"]?.string } == ["invalid_record", "invalid_json", "invalid_record"])
      #expect(errors.allSatisfy { $0["detail"]?.string?.isEmpty == false })
      try await history.flush()
      #expect(try await history.statistics().total == 0)
    }
  }

  @Test("At most a hundred bad records are listed")
  func manyErrors() async throws {
    try await withServer { client, _ in
      let reply = try await client.post("/api/history/records", "[" + Array(repeating: "1", count: 300).joined(separator: ",") + "]")
      #expect(reply.status == 400)
      #expect(try reply.json["errors"]?.array?.count == 100)
      #expect(try reply.detail.contains("300 of 300"))
    }
  }

  private static let refusals: [(body: String, code: String)] = [
    ("", "invalid_body"), (" \n", "invalid_json"), ("[]", "invalid_body"), ("[", "invalid_json"), ("\"x\"", "invalid_record"),
    ("null", "invalid_record"),
    ("{}", "invalid_record"), ("\u{FEFF}{}", "invalid_json"), (#"{"a":1,"a":2}"#, "invalid_json"),
    (promptJSON("a", ["resource_id": ""]), "invalid_record"), (promptJSON("a", ["resource_type": "A#B"]), "invalid_record"),
    (promptJSON("a", ["timestamp": "now"]), "invalid_record"), (promptJSON("a", ["timestamp": 5]), "invalid_record"),
    (promptJSON("a", ["user_id": ""]), "invalid_record"), (promptJSON("a", ["user_id": 5]), "invalid_record"),
    (promptJSON("a", ["before_state": [1]]), "invalid_record"), (promptJSON("a", ["after_state": "text"]), "invalid_record"),
    (promptJSON("a", ["metadata": "text"]), "invalid_record"), (promptJSON("a", ["history_id": "x"]), "invalid_record"),
    (promptJSON("a", ["history_id": "2025-12-16T20:30:00.123456Z#UPDATE#other#T"]), "invalid_record"),
    (#"{"after_state":{"n":123456789012345678901234567890123456789}}"#, "invalid_json"), (#"{"after_state":{"n":1e200}}"#, "invalid_json"),
  ]

  @Test("A body that holds no good record is refused with what is wrong", arguments: refusals.map(\.body))
  func refused(body: String) async throws {
    let code = try #require(Self.refusals.first { $0.body == body }).code
    try await withServer { (client, history) async throws in
      let reply = try await client.post("/api/history/records", body)
      #expect(reply.status == 400)
      #expect(try reply.code == code)
      try await history.flush()
      #expect(try await history.statistics().total == 0)
    }
  }

  @Test("Bytes that are no UTF-8 are refused")
  func notUTF8() async throws {
    try await withServer { (client, _) async throws in
      let reply = try await client.send(.post, "/api/history/records", body: Array("{\"resource_id\":\"".utf8) + [0xFF] + Array("\"}".utf8))
      #expect(reply.status == 400)
    }
  }

  @Test("Nesting of a million levels is refused or cut, and does not harm")
  func deep() async throws {
    try await withServer { (client, _) async throws in
      let deep = String(repeating: "[", count: 1_000_000) + String(repeating: "]", count: 1_000_000)
      #expect(try await client.post("/api/history/records", deep).status == 400)
      let record = promptJSON("a").dropLast() + ",\"after_state\":{\"x\":\(deep)}}"
      #expect(try await client.post("/api/history/records", String(record)).status == 202)
      #expect(try await client.get("/healthz").status == 200)
    }
  }

  @Test(
    "Only JSON and NDJSON are read",
    arguments: ["text/plain", "application/x-www-form-urlencoded", "application/xml", "jsonx", "", "a/b;c=d"])
  func mediaType(type: String) async throws {
    try await withServer { client, _ in
      let reply = try await client.post("/api/history/records", promptJSON(), headers: [.contentType: type])
      #expect(reply.status == 415)
      #expect(try reply.code == "unsupported_media_type")
      #expect(reply.headers[.accept]?.contains("application/x-ndjson") == true)
    }
  }

  @Test("A body over the limit is answered with 413, however it is packed")
  func tooLarge() async throws {
    var configuration = HistoryServerConfiguration()
    configuration.routes.bodyLimit = 2000
    try await withServer(configuration: configuration) { client, _ in
      let fits = promptJSON("a", ["metadata": ["x": .string(String(repeating: "x", count: 1500))]])
      let tooLong = promptJSON("a", ["metadata": ["x": .string(String(repeating: "x", count: 2000))]])
      #expect(try await client.post("/api/history/records", fits).status == 202)
      #expect(try await client.post("/api/history/records", tooLong).status == 413)
      let packed = try #require(Gzip.pack(Array(tooLong.utf8)))
      #expect(packed.count < 500)
      let reply = try await client.send(.post, "/api/history/records", headers: [.contentEncoding: "gzip"], body: packed)
      #expect(reply.status == 413)
      #expect(try reply.code == "body_too_large")
      #expect(try await client.post("/api/history/records", fits).status == 202, "the connection stays good")
    }
  }

  @Test("Gzip that unpacks to far more than the limit is refused without unpacking it all")
  func bomb() async throws {
    try await withServer { client, _ in
      let packed = try #require(Gzip.pack([UInt8](repeating: 0x20, count: 64 * 1024 * 1024)))
      #expect(packed.count < 1024 * 1024)
      #expect(try await client.send(.post, "/api/history/records", headers: [.contentEncoding: "gzip"], body: packed).status == 413)
    }
  }

  @Test("A gzip body is unpacked; a damaged one, or another packing, is refused")
  func packed() async throws {
    try await withServer { client, history in
      let packed = try #require(Gzip.pack(Array(promptJSON().utf8)))
      let sent = try await client.send(.post, "/api/history/records", headers: [.contentEncoding: "gzip"], body: packed)
      #expect(sent.status == 202)
      try await history.flush()
      #expect(try await history.statistics().total == 1)
      for body in [Array(packed.dropLast(4)), Array(promptJSON().utf8), []] {
        let reply = try await client.send(.post, "/api/history/records", headers: [.contentEncoding: "gzip"], body: body)
        #expect(reply.status == 400)
        #expect(try reply.code == "invalid_body")
      }
      let other = try await client.send(.post, "/api/history/records", headers: [.contentEncoding: "br"], body: packed)
      #expect(other.status == 415)
      #expect(other.headers[.acceptEncoding] == "gzip, identity")
    }
  }
}
