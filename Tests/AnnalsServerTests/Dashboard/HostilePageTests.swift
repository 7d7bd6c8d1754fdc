import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Hostile records on pages")
struct HostilePageTests {
  private static let texts = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "\"\u{301} onfocus=alert(1) x=\"", "<\u{338}b>", "{{{body}}}",
    "{{title}}",
    "'\u{20DD}x", "\u{202E}gnp.exe", "\u{1B}[31m", "&lt;", "</title><script>alert(1)</script>", "..", ".", "a/../b", "?x#y", "100%",
  ]

  @Test("What a record holds is shown as text on every page, whatever it is")
  func escaped() async throws {
    let records = try Self.texts.enumerated().map { index, text in
      let user = try User(String(text.unicodeScalars.filter { $0.properties.generalCategory != .control }.map(Character.init)))
      return HistoryRecord(
        .update, of: try Resource(index % 2 == 0 ? "<B>\"" : "T", text),
        at: Timestamp(microseconds: Timestamp.now.microseconds - Int64(index)),
        token: try RecordToken("T"), by: user, before: [text: .string(text), "list": [.string(text)]],
        after: [text: .string(text + text), "list": [.string("x"), .string(text)]],
        metadata: [
          "success": .bool(false), "error": .string(text), "reason": .string(text), "request_id": .string(text), text: .string(text),
        ])
    }
    let store = MemoryStore()
    _ = try await store.append(records.map { SanitizedRecord($0) })
    try await withServer(store: store) { client, _ in
      let links = Links(base: "", routes: "/api/history")
      for record in records {
        let text = record.resource.id
        let encoded = PercentCoding.encode(text)
        let addresses = [
          "/", "/search?text=\(encoded)", "/search?type=\(encoded)&id=\(encoded)", "/search?request=\(encoded)", links.operation(record.id),
          links.operation(record.id) + "?view=split", links.resource(record.resource), links.user(record.user),
          links.resource(record.resource, ["at": record.timestamp.description]), "/search?from=\(encoded)", "/\(encoded)",
          "/?type=\(encoded)",
        ]
        for address in addresses {
          let reply = try await client.get(address)
          #expect(reply.status < 500, "\(address)")
          guard reply.headers[.contentType]?.hasPrefix("text/html") == true else { continue }
          for raw in ["<script>alert", "<img", "\"\u{301}", "<\u{338}", "'\u{20DD}", "\u{202E}", "\u{1B}", "</title><script"] {
            #expect(!reply.body.contains(raw), "\(address) has \(raw.unicodeScalars.map { String($0.value, radix: 16) })")
          }
        }
        let shown = try await client.get(links.operation(record.id))
        #expect(shown.body.contains(HTMLText.escaped(text)), "\(text)")
      }
    }
  }

  @Test("A state of 100 KB texts, 1,000 fields and 90 levels is shown within bounds")
  func large() async throws {
    var deep = JSONObject()
    for _ in 0..<90 { deep = ["d": .object(deep)] }
    let many = JSONObject((0..<1000).map { ("f\($0)", .number(JSONNumber($0))) })
    let more = JSONObject((0..<1000).map { ("f\($0)", .number(JSONNumber($0 + 1))) })
    let long = String(repeating: "long ", count: 20_000)
    let record = HistoryRecord(
      .update, of: try Resource("T", "large"), at: .now, token: try RecordToken("T"),
      before: ["long": .string(long), "many": .object(many), "deep": .object(deep)],
      after: ["long": .string(long + "end"), "many": .object(more), "deep": .object(["x": .object(deep)])])
    let store = MemoryStore()
    _ = try await store.append([SanitizedRecord(record)])
    try await withServer(store: store) { client, _ in
      let links = Links(base: "", routes: "/api/history")
      let page = try await client.get(links.operation(record.id))
      #expect(page.status == 200 && page.text.contains("more changes not shown here"))
      #expect(page.body.count < 2_000_000)
      #expect(try await client.get(links.resource(record.resource)).body.count < 400_000)
      #expect(try await client.get("/search").body.count < 50_000)
    }
  }

  @Test("A quote or bracket with a mark upon it is still escaped, and what cannot be seen is told by its number")
  func text() {
    #expect(HTMLText.escaped("a\"\u{301}b") == "a&quot;\u{301}b")
    #expect(HTMLText.escaped("<\u{338}&'>\n\t") == "&lt;\u{338}&amp;&#39;&gt;\n\t")
    #expect(HTMLText.escaped("\u{202E}\u{0}\u{7F}\u{2028}") == "\\u{202e}\\u{0}\\u{7f}\\u{2028}")
    #expect(HTMLText.escaped("é 👩‍👧 مرحبا") == "é 👩‍👧 مرحبا")
  }
}

extension [UInt8] {
  /// Whether a text's bytes are in these, as they are.
  fileprivate func contains(_ text: String) -> Bool { firstRange(of: Array(text.utf8)) != nil }
}
