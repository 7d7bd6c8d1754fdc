import Annals
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Resource ids in paths")
struct ResourceIDTests {
  static let ids = [
    "a/b", "/a", "a/", "//", "/", "a//b", "a#b", "#", "a b", " a ", "ä", "日本語", "👩‍👩‍👧", "e\u{301}", "%", "%2F", "100%25", ".", "..", "../x",
    "a/./b",
    "a/../b", "a?b", "a&b=c", "a+b", "a\nb", "\r\n", "\t", "\u{0}", "a:b", "{id}", "**", "*", ":id", "\"", "'", "\\", ";", "~", "records",
    "recent",
    "/api/history/resource/X/y", "https://example.org/a?b=c#d", "[x]", "<x>", "|", "\u{7F}", "\u{FEFF}", "a%", "%zz",
  ]

  @Test("Any id comes back as it was sent, percent-encoded in the path", arguments: ids + [String(repeating: "é", count: 512)])
  func roundTrip(id: String) async throws {
    try await withServer { client, _ in
      try await client.store(promptJSON(id))
      try await client.store(promptJSON(String(id.unicodeScalars.dropLast()) + (id.hasSuffix("x") ? "y" : "x")))
      let page = try await client.get("/api/history/resource/PROMPT/\(PercentCoding.encode(id))")
      #expect(page.status == 200)
      #expect(try page.records.map { Array($0.resource.id.utf8) } == [Array(id.utf8)])
    }
  }

  @Test("Random ids come back as they were sent, and so do their records by history id")
  func randomRoundTrip() async throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let parts = ["/", "#", "%", " ", ".", "..", "?", "&", "=", "+", "a", "Ü", "漢", "\u{1F600}", "\n", "\u{0}", "%2F", "\\", "\u{301}", ";"]
    let ids = Set(
      (0..<60).map { _ in (0..<Int.random(in: 1...6, using: &generator)).map { _ in parts.randomElement(using: &generator) ?? "a" }.joined()
      })
    try await withServer { client, _ in
      let body = "[" + ids.sorted().map { promptJSON($0) }.joined(separator: ",") + "]"
      let stored = try await client.store(body)
      for id in ids {
        let page = try await client.get("/api/history/resource/prompt/\(PercentCoding.encode(id))")
        #expect(try page.records.map(\.resource.id) == [id], "seed \(seed)")
      }
      for id in try stored.historyIDs {
        let record = try await client.get("/api/history/records/\(PercentCoding.encode(id))")
        #expect(try record.json["history_id"]?.string == id, "seed \(seed)")
      }
    }
  }

  @Test(
    "Slashes in an id may stand as they are",
    arguments: ["a/b.txt", "/a", "a/", "a//b", "/", "//", "./a", "a/../b", ".", "..", "a:b@c!$&'()*,;=+"])
  func plainSlashes(id: String) async throws {
    try await withServer { client, _ in
      try await client.store(promptJSON(id))
      let page = try await client.get("/api/history/resource/PROMPT/\(id)")
      #expect(page.status == 200)
      #expect(try page.records.map(\.resource.id) == [id])
    }
  }

  @Test("A type is read in any case and percent-encoded")
  func type() async throws {
    try await withServer { client, _ in
      try await client.store(promptJSON("x", ["resource_type": "My Type/ä"]))
      let page = try await client.get("/api/history/resource/my%20type%2F%C3%A4/x")
      #expect(try page.records.map(\.resource.type.name) == ["MY TYPE/Ä"])
    }
  }

  @Test(
    "A path that names no resource is refused with what is wrong",
    arguments: [
      ("/api/history/resource/PROMPT/", 400, "invalid_resource_id"),
      ("/api/history/resource//x", 400, "invalid_resource_type"),
      ("/api/history/resource/A%23B/x", 400, "invalid_resource_type"),
      ("/api/history/resource/\(String(repeating: "A", count: 65))/x", 400, "invalid_resource_type"),
      ("/api/history/resource/PROMPT/\(String(repeating: "a", count: 1025))", 400, "invalid_resource_id"),
      ("/api/history/resource/PROMPT/%", 400, "invalid_path"),
      ("/api/history/resource/PROMPT/%zz", 400, "invalid_path"),
      ("/api/history/resource/PROMPT/%C3", 400, "invalid_path"),
      ("/api/history/resource/PROMPT/%2", 400, "invalid_path"),
      ("/api/history/resource/%FF/x", 400, "invalid_path"),
      ("/api/history/resource/PROMPT", 404, "not_found"),
      ("/api/history/resource", 404, "not_found"),
      ("/api//history/resource/PROMPT/x", 404, "not_found"),
    ] as [(String, Int, String)])
  func refused(path: String, status: Int, code: String) async throws {
    try await withServer { client, _ in
      let reply = try await client.get(path)
      #expect(reply.status == status)
      #expect(try reply.code == code)
      #expect(reply.headers[.contentType] == "application/problem+json")
    }
  }

  @Test("A resource without history has an empty page")
  func empty() async throws {
    try await withServer { client, _ in
      let reply = try await client.get("/api/history/resource/PROMPT/none")
      #expect(reply.status == 200)
      #expect(reply.text == #"{"records":[],"next_cursor":null}"#)
    }
  }
}

/// A generator whose numbers follow from its seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
