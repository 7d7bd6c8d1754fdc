import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("Hidden fields")
struct HiddenFieldsTests {
  private func shown(_ state: JSONObject, hiding fields: Set<String>) throws -> JSONObject? {
    let hidden = HiddenFields(fields).hide(in: try record(before: state, after: state))
    #expect(hidden.before == hidden.after)
    return hidden.before
  }

  @Test("A field is gone from both states, through objects, lists and JSON in strings")
  func places() throws {
    let email: Set = ["profile.email"]
    #expect(try shown(["profile": ["email": "e", "name": "n"], "email": 1], hiding: email) == ["profile": ["name": "n"], "email": 1])
    #expect(
      try shown(["profile": [["email": "e"], ["name": "n", "email": "f"], 5]], hiding: email) == ["profile": [[:], ["name": "n"], 5]])
    #expect(try shown(["profile": .string(#"{"email":"e","name":"n"}"#)], hiding: email) == ["profile": .string(#"{"name":"n"}"#)])
    #expect(try shown(["profile": .string(#" [{"email":"e"}]"#)], hiding: email) == ["profile": .string("[{}]")])
    #expect(try shown(["profile.email": "e", "a": 1], hiding: email) == ["a": 1])
    #expect(try shown(["profile": "plain text", "a": 1], hiding: email) == ["profile": "plain text", "a": 1])
    #expect(try shown(["a": 1, "b": ["c": 2]], hiding: ["a", "b"]) == [:])
    #expect(try shown(["other": ["profile": ["email": "e"]]], hiding: email) == ["other": ["profile": ["email": "e"]]])
  }

  @Test("A text that began as JSON and was cut is gone as a whole, for it may hold the field")
  func cutText() throws {
    let cut = #"{"a":1,"email":"ann@exam…[TRUNCATED: 9000 bytes, sha256:00]"#
    #expect(try shown(["profile": .string(cut), "a": 1], hiding: ["profile.email"]) == ["a": 1])
  }

  @Test("What is shown cut gives no length and no hash of a hidden field, or of what holds it")
  func truncation() throws {
    let long = String(repeating: "x", count: 9000)
    let fields: JSONObject = [
      "profile": ["email": .string(long), "name": .string(long)], "notes": .string(long), "list": [["email": .string(long)]],
    ]
    let sanitized = try Sanitizer().sanitize(record(before: fields, after: fields)).record
    #expect(TruncationList(sanitized.metadata).entries.count == 8)
    let hidden = HiddenFields(["profile.email", "list.email"]).hide(in: sanitized)
    #expect(
      TruncationList(hidden.metadata).entries.map(\.path).sorted() == [
        "/after_state/notes", "/after_state/profile/name", "/before_state/notes", "/before_state/profile/name",
      ])
    #expect(hidden.after?["list"] == [[:]])
    let digest = TextDigest(of: long).description
    var other = fields
    other["profile"] = ["email": .string("y" + long)]
    let around = try record(
      before: ["profile": .string("[TRUNCATED: 9 bytes of JSON, sha256:\(digest)]"), "a": 1],
      metadata: [
        "truncated": [["path": "/before_state/profile", "bytes": 9, "sha256": .string(digest), "kind": "json"]], "success": true,
      ])
    let cut = HiddenFields(["profile.email"]).hide(in: around)
    #expect(cut.before == ["a": 1] && cut.metadata == ["success": true])
  }

  @Test("A text that is put back whole is put back without its hidden field")
  func whole() async throws {
    let inner = JSONWriter.text(of: ["email": "ann@example.org", "name": .string(String(repeating: "n", count: 9000))] as JSONObject)
    let store = MemoryStore()
    _ = try await store.append([try Sanitizer().sanitize(record(after: ["profile": .string(inner)]))])
    let history = try HistoryService(store: store)
    let principal = Principal(user: .system, roles: [.admin], scope: try AccessScope(json: ["hidden_fields": ["profile.email"]]))
    let seen = ScopedHistory(history, for: principal)
    for isWhole in [true, false] {
      let page = try await seen.records(matching: .init(), after: nil, limit: 1, whole: isWhole)
      let text = JSONWriter.text(of: try #require(page.records.first).json)
      #expect(!text.contains("ann@example.org") && text.contains("nnnn") == isWhole, "\(text.prefix(300))")
    }
  }
}
