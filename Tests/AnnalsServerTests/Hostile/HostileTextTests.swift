import Annals
import AnnalsTestSupport
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AnnalsServer

/// Texts that would mislead whoever shows them, and paths that would lead elsewhere.
@Suite("Texts and paths that mean harm")
struct HostileTextTests {
  static let texts = [
    "a\u{0}b", "\u{1B}[2J\u{1B}[31mred", "\u{1B}]0;title\u{7}", "\u{202E}gpj.exe", "\u{2066}a\u{2069}", "a\u{200B}b",
    "a\r\nX-Injected: 1",
    "a\u{2028}b", "\u{FEFF}a", "\u{9B}31m", "a\u{85}b", "=cmd|' /C calc'!A0", "${jndi:ldap://x}", "{{7*7}}", "<script>alert(1)</script>",
    "'; DROP TABLE x;--",
    "%s%n%x", "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e", "%252e%252e%252f", "....//....//", "..\\..\\", "/etc/passwd",
    "file:///etc/passwd",
    "\u{FFFD}", "\u{10FFFF}", "e\u{301}\u{301}\u{301}", String(repeating: "\u{301}", count: 500),
  ]

  @Test("An id that would mislead is kept as it is, found again, and harms no log line", arguments: texts)
  func ids(text: String) async throws {
    let log = LogCollector()
    try await withServer(logger: log.logger) { client, _ in
      let stored = try await client.store(promptJSON(text, ["metadata": ["note": .string(text)]]))
      let page = try await client.get("/api/history/resource/PROMPT/\(PercentCoding.encode(text))")
      #expect(try page.records.map { Array($0.resource.id.utf8) } == [Array(text.utf8)])
      let id = try #require(try stored.historyIDs.first)
      #expect(try await client.get("/api/history/records/\(PercentCoding.encode(id))").status == 200)
      for field in page.headers { #expect(!field.value.contains { $0.isNewline }) }
    }
    #expect(!log.lines.contains { $0.contains(text) || $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x1B } }, "\(log.lines)")
  }

  @Test("A user or a type with control characters is refused or kept, and never fails", arguments: texts)
  func fields(text: String) async throws {
    let log = LogCollector()
    try await withServer(logger: log.logger) { client, _ in
      for field in ["user_id", "resource_type", "operation_type", "timestamp", "history_id"] {
        let reply = try await client.post("/api/history/records", promptJSON("p", JSONObject([(field, .string(text))])))
        #expect(reply.status == 202 || (400..<500).contains(reply.status), "\(field): \(reply.text)")
      }
      let headers: HTTPFields = [.contentType: "application/json"]
      for name in ["user_id", "resource_type", "cursor", "from", "limit", "full", "operation_type", "nothing"] {
        let reply = try await client.get("/api/history/recent?\(name)=\(PercentCoding.encode(text))", headers: headers)
        #expect(reply.status == 200 || reply.status == 400, "\(name): \(reply.text)")
      }
      let reply = try await client.get("/api/history/recent?\(PercentCoding.encode(text))=1")
      #expect(reply.status == 400)
    }
    #expect(!log.lines.contains { line in line.hasPrefix("error") || line.unicodeScalars.contains { $0.value < 0x20 } }, "\(log.lines)")
  }

  @Test(
    "A path that would lead elsewhere leads nowhere",
    arguments: [
      "/api/history/../../healthz", "/api/history/%2e%2e/%2e%2e/healthz", "/api/history/..%2f..%2fhealthz",
      "/api/history/%252e%252e/healthz",
      "/api/history/recent/..", "/api/history/recent/../stats", "/healthz/../readyz",
      "/healthz%00",
      "/healthz%2f", "/%68ealthz", "/api/history/recent%3flimit=1", "/api/history/recent;limit=1", "/api/history/stats#x",
      "/api/history/recent%20", "*", "",
      "/..", "/../../../../etc/passwd", "/api/history/cleanup/../recent", "/API/HISTORY/RECENT",
    ])
  func paths(path: String) async throws {
    try await withServer { client, _ in
      let port = try #require(client.http.port)
      let found = try await RawConnection.send(text: "GET \(path) HTTP/1.1\nHost: x\nConnection: close\n\n", port: port)
      #expect(found.statuses.count == 1 && (400..<500).contains(found.statuses.first ?? 0), "\(path): \(found.text)")
    }
  }

  @Test(
    "Slashes that are doubled or end a path lead to the same route, with the same rule",
    arguments: ["/api/history//recent", "//healthz", "/healthz/"])
  func slashes(path: String) async throws {
    try await withServer { client, _ in
      let port = try #require(client.http.port)
      let found = try await RawConnection.send(text: "PUT \(path) HTTP/1.1\nHost: x\nConnection: close\n\n", port: port)
      #expect(found.statuses == [405], "\(path): \(found.text)")
    }
  }

  @Test("A path of another host, as proxies get them, is that path or nothing")
  func absoluteForm() async throws {
    try await withServer { client, _ in
      let port = try #require(client.http.port)
      for target in ["http://evil.example/healthz", "http://evil.example/api/history/recent"] {
        let found = try await RawConnection.send(text: "GET \(target) HTTP/1.1\nHost: x\nConnection: close\n\n", port: port)
        #expect(found.statuses.count == 1 && found.statuses[0] < 500, "\(found.text)")
      }
    }
  }

  private static let bodies: [(name: String, body: [UInt8])] = [
    ("a name twice", Array(#"{"operation_type":"READ","operation_type":"DELETE","resource_type":"A","resource_id":"b"}"#.utf8)),
    ("a name twice, once escaped", Array(#"{"resource_id":"a","resource\u005fid":"b","operation_type":"READ","resource_type":"A"}"#.utf8)),
    ("a name twice, deep in a state", Array(promptJSON().dropLast().utf8) + Array(#","after_state":{"a":[{"b":1,"b":2}]}}"#.utf8)),
    ("a number too large", Array(promptJSON().dropLast().utf8) + Array(#","after_state":{"n":1e999999}}"#.utf8)),
    ("a number too small", Array(promptJSON().dropLast().utf8) + Array(#","after_state":{"n":1e-999999}}"#.utf8)),
    (
      "a number of a million digits",
      Array(promptJSON().dropLast().utf8) + Array(",\"after_state\":{\"n\":\(String(repeating: "9", count: 1_000_000))}}".utf8)
    ),
    ("a number in hexadecimal", Array(promptJSON().dropLast().utf8) + Array(#","after_state":{"n":0x10}}"#.utf8)),
    ("no number", Array(promptJSON().dropLast().utf8) + Array(#","after_state":{"n":NaN}}"#.utf8)),
    ("half of a surrogate pair", Array(#"{"operation_type":"READ","resource_type":"A","resource_id":"\ud800"}"#.utf8)),
    ("a pair in the wrong order", Array(#"{"operation_type":"READ","resource_type":"A","resource_id":"\udc00\ud800"}"#.utf8)),
    (
      "bytes that are no UTF-8",
      Array(#"{"operation_type":"READ","resource_type":"A","resource_id":""#.utf8) + [0xC3, 0x28] + Array("\"}".utf8)
    ),
    ("an overlong slash", Array(#"{"operation_type":"READ","resource_type":"A","resource_id":""#.utf8) + [0xC0, 0xAF] + Array("\"}".utf8)),
    (
      "a surrogate in UTF-8",
      Array(#"{"operation_type":"READ","resource_type":"A","resource_id":""#.utf8) + [0xED, 0xA0, 0x80] + Array("\"}".utf8)
    ),
    ("two values", Array("\(promptJSON()) \(promptJSON())".utf8)),
    ("a trailing comma", Array("[\(promptJSON()),]".utf8)),
    ("a comment", Array("/* x */ \(promptJSON())".utf8)),
    ("UTF-16", [0xFF, 0xFE] + Array(promptJSON().utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })),
  ]

  @Test("A body that two readers could take two ways, or none, is refused with what is wrong", arguments: bodies.map(\.name))
  func body(name: String) async throws {
    let body = try #require(Self.bodies.first { $0.name == name }).body
    try await withServer { client, history in
      let reply = try await client.send(.post, "/api/history/records", headers: [.contentType: "application/json"], body: body)
      #expect(reply.status == 400, "\(reply.text)")
      #expect(try reply.detail.utf8.count < 1000)
      try await history.flush()
      #expect(try await history.statistics().total == 0)
    }
  }

  @Test("A hundred thousand levels of objects are refused or cut, and do not harm")
  func deepObjects() async throws {
    try await withServer { client, _ in
      let deep = String(repeating: #"{"a":"#, count: 100_000) + "1" + String(repeating: "}", count: 100_000)
      #expect(try await client.post("/api/history/records", deep).status == 400)
      let reply = try await client.post("/api/history/records", promptJSON().dropLast() + ",\"after_state\":\(deep)}")
      #expect(reply.status == 202, "\(reply.text)")
    }
  }

  @Test("A small body that unpacks to gigabytes is refused, and unpacked no further than the limit", arguments: [1, 2])
  func bomb(layers: Int) async throws {
    var configuration = HistoryServerConfiguration()
    configuration.routes.bodyLimit = 1024 * 1024
    try await withServer(configuration: configuration) { client, _ in
      var body = try #require(Gzip.pack([UInt8](repeating: 0x20, count: 200 * 1024 * 1024)))
      for _ in 1..<layers { body = try #require(Gzip.pack(body)) }
      #expect(body.count < 1024 * 1024)
      let start = ContinuousClock.now
      let reply = try await client.send(
        .post, "/api/history/records", headers: [.contentEncoding: "gzip", .contentType: "application/json"], body: body)
      #expect(reply.status == (layers == 1 ? 413 : 400), "\(reply.text)")
      print("A bomb of \(body.count) bytes was refused after \(ContinuousClock.now - start)")
    }
  }

  @Test(
    "Encodings that are joined are refused", arguments: ["gzip, gzip", "gzip,gzip,gzip", "deflate", "br", "gzip;q=1", "identity, gzip"])
  func encodings(encoding: String) async throws {
    try await withServer { client, _ in
      let reply = try await client.post("/api/history/records", promptJSON(), headers: [.contentEncoding: encoding])
      #expect(reply.status == 415)
    }
  }
}
