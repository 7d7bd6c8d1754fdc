import Annals
import Testing

@Suite("Truncation")
struct TruncationTests {
  static func restored(_ sanitized: SanitizedRecord) throws -> HistoryRecord {
    try sanitized.record.restoring(Dictionary(uniqueKeysWithValues: sanitized.texts.map { ($0.digest, $0) }))
  }

  @Test("A long text is shown cut, listed, kept once and put back", arguments: ["x", "é", "😀", "a\n", "words and more "])
  func longTexts(unit: String) throws {
    let text = String(repeating: unit, count: 5_000)
    let original = try record(before: ["body": .string(text)], after: ["a/b~c": [1, .string(text)]], metadata: ["success": true])
    let sanitized = try defaultSanitizer.get().sanitize(original)
    let shown = try #require(sanitized.record.before?["body"]?.string)
    #expect(shown.utf8.count <= 4_096 && shown.utf8.count > 3_900)
    #expect(shown.hasSuffix("…[TRUNCATED: \(text.utf8.count) bytes, sha256:\(TextDigest(of: text))]"))
    #expect(text.hasPrefix(shown.prefix(upTo: try #require(shown.lastIndex(of: "…")))))
    #expect(sanitized.texts.count == 1)
    #expect(sanitized.record.cutTexts == [TextDigest(of: text)])
    #expect(
      sanitized.record.metadata["truncated"]?.array?.map { $0.object?["path"]?.string } == ["/before_state/body", "/after_state/a~1b~0c/1"])
    #expect(try Self.restored(sanitized) == original)
  }

  @Test("A text at the limit stays whole, and one byte more is cut")
  func limit() throws {
    #expect(try defaultSanitizer.get().sanitize(record(after: ["a": .string(String(repeating: "x", count: 4_096))])).texts.isEmpty)
    #expect(try defaultSanitizer.get().sanitize(record(after: ["a": .string(String(repeating: "x", count: 4_097))])).texts.count == 1)
  }

  @Test("The whole text is kept without its secrets")
  func redactedFirst() throws {
    let text = String(repeating: "word ", count: 2_000) + "password=s3same " + String(repeating: "word ", count: 2_000)
    let sanitized = try defaultSanitizer.get().sanitize(record(after: ["body": .string(text)]))
    #expect(try sanitized.texts.first?.text() == text.replacing("s3same", with: "[REDACTED]"))
  }

  @Test("A cut does not split a mark")
  func cutAtMark() throws {
    for offset in 0..<40 {
      let text = String(repeating: "x", count: 3_965 + offset) + ",4111111111111111," + String(repeating: "y", count: 900)
      let sanitized = try defaultSanitizer.get().sanitize(record(after: ["body": .string(text)]))
      let shown = try #require(sanitized.record.after?["body"]?.string)
      #expect(!shown.replacing("[REDACTED]", with: "").contains("[R"))
      #expect(try defaultSanitizer.get().sanitize(sanitized.record).record.after == sanitized.record.after)
    }
  }

  @Test("A state that is too large keeps what fits, and is put back whole")
  func hugeState() throws {
    let items = JSONValue.array((0..<4_000).map { ["id": .number(JSONNumber($0)), "text": .string("item number \($0) \"quoted\"\u{1}")] })
    let original = try record(
      before: ["name": "small", "items": items], after: ["items": items, "other": [items, "kept"]],
      metadata: ["success": false, "error": "e"])
    let sanitized = try defaultSanitizer.get().sanitize(original)
    let record = sanitized.record
    #expect(record.before?["name"] == "small")
    #expect(record.metadata["success"] == false)
    #expect(Self.size(record) <= 256 * 1024)
    #expect(sanitized.texts.count < 10)
    #expect(record.metadata["truncated"]?.array?.first?.object?["kind"] == "json")
    #expect(try Self.restored(sanitized) == original)
  }

  @Test("States and metadata that are too large as a whole still fit, stay valid and are put back whole")
  func nothingToPick() throws {
    let many = JSONObject((0..<30_000).map { ("name\($0)", "v") })
    var metadata = many
    metadata["success"] = false
    metadata["error"] = .string(String(repeating: "e", count: 1_000_000))
    let original = try record(before: many, after: [String(repeating: "n", count: 1_000_000): 1], metadata: metadata)
    let sanitized = try defaultSanitizer.get().sanitize(original)
    #expect(Self.size(sanitized.record) <= 256 * 1024)
    #expect(sanitized.record.isFailed)
    #expect(sanitized.record.error?.hasPrefix("eee") == true)
    #expect(try Self.restored(sanitized) == original)
  }

  @Test("Many long texts fit the record together, and each is put back")
  func manyTexts() throws {
    let state = JSONObject((0..<400).map { ("text\($0)", .string(String(repeating: "word\($0) \u{1}", count: 1_000))) })
    let original = try record(before: state, after: state, metadata: ["success": true])
    let sanitized = try defaultSanitizer.get().sanitize(original)
    #expect(Self.size(sanitized.record) <= 256 * 1024)
    #expect(Set(sanitized.texts.map(\.digest)).count == sanitized.texts.count)
    #expect(try Self.restored(sanitized) == original)
  }

  @Test("Metadata stays small beside a text of a megabyte")
  func longError() throws {
    let error = String(repeating: "failure ", count: 131_072)
    let sanitized = try defaultSanitizer.get().sanitize(record(metadata: ["success": false, "error": .string(error)]))
    #expect(sanitized.record.isFailed)
    #expect(sanitized.record.metadata.text.utf8.count < 8_192)
    #expect(try Self.restored(sanitized).error == error)
  }

  static func size(_ record: HistoryRecord) -> Int {
    [record.before, record.after, record.metadata].reduce(0) { $0 + ($1?.text.utf8.count ?? 4) }
  }
}
