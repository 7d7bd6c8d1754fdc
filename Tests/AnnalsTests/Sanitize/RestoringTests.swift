import Annals
import Testing

@Suite("Restoring")
struct RestoringTests {
  private static let text = String(repeating: "long text ", count: 1_000)
  private static let kept = KeptText(compressing: text)
  private static let mark = "…[TRUNCATED: 10000 bytes, sha256:\(TextDigest(of: text))]"

  private static var list: JSONValue {
    [["path": "/after_state/a", "bytes": 10_000, "sha256": .string(TextDigest(of: text).description)]]
  }

  @Test("A text that only looks cut pulls nothing in")
  func spoofedMark() throws {
    let record = try record(after: ["a": .string("x" + Self.mark)])
    #expect(record.cutTexts.isEmpty)
    #expect(try record.restoring([Self.kept.digest: Self.kept]) == record)
  }

  @Test("A list that a client sent is dropped, and its text stays what it was")
  func spoofedList() throws {
    let sent = try record(after: ["a": .string("x" + Self.mark)], metadata: ["success": true, "truncated": Self.list])
    let sanitized = try defaultSanitizer.get().sanitize(sent)
    #expect(sanitized.record.metadata == ["success": true])
    #expect(sanitized.record.cutTexts.isEmpty)
    #expect(sanitized.record.after == sent.after)
  }

  @Test("A text that is not kept any more stays cut, and listed")
  func missing() throws {
    let sanitized = try defaultSanitizer.get().sanitize(record(before: ["b": .string(Self.text + "!")], after: ["a": .string(Self.text)]))
    let half = try sanitized.record.restoring([Self.kept.digest: Self.kept])
    #expect(half.after?["a"]?.string == Self.text)
    #expect(half.before == sanitized.record.before)
    #expect(half.cutTexts == [TextDigest(of: Self.text + "!")])
    #expect(try sanitized.record.restoring([:]) == sanitized.record)
  }

  @Test(
    "An entry that names no cut value, or a place that is not there, changes nothing",
    arguments: ["/after_state/b", "/after_state/x/y", "/x", "", "a", "/after_state"])
  func wrongEntries(path: String) throws {
    let list: JSONValue = [
      ["path": .string(path), "bytes": 10_000, "sha256": .string(TextDigest(of: Self.text).description)], 7, ["path": "/a"],
    ]
    let record = try record(after: ["b": "whole"], metadata: ["truncated": list])
    #expect(try record.restoring([Self.kept.digest: Self.kept]).after == record.after)
  }

  @Test("A damaged text is refused, whatever is damaged")
  func damaged() throws {
    var flipped = Self.kept.compressed
    flipped[flipped.count / 2] ^= 1
    let bomb = KeptText(compressing: String(repeating: "0", count: 5_000_000))
    let damaged = [
      KeptText(digest: Self.kept.digest, length: Self.kept.length, compressed: flipped),
      KeptText(digest: Self.kept.digest, length: Self.kept.length - 1, compressed: Self.kept.compressed),
      KeptText(digest: Self.kept.digest, length: Self.kept.length + 1, compressed: Self.kept.compressed),
      KeptText(digest: Self.kept.digest, length: -1, compressed: Self.kept.compressed),
      KeptText(digest: Self.kept.digest, length: .max, compressed: Self.kept.compressed),
      KeptText(digest: Self.kept.digest, length: Self.kept.length, compressed: Array(Self.kept.compressed.dropLast(4))),
      KeptText(digest: Self.kept.digest, length: Self.kept.length, compressed: Self.kept.compressed + [0]),
      KeptText(digest: Self.kept.digest, length: 0, compressed: []),
      KeptText(digest: TextDigest(of: "other"), length: Self.kept.length, compressed: Self.kept.compressed),
      KeptText(digest: bomb.digest, length: 100, compressed: bomb.compressed),
    ]
    for text in damaged {
      #expect(performing: { _ = try text.text() }, throws: { ($0 as? HistoryError)?.code == .corruptText })
    }
  }

  @Test("A kept text comes back as it was", arguments: ["", "a", "ü😀", String(repeating: "0", count: 100_000)])
  func keptTexts(text: String) throws {
    let kept = KeptText(compressing: text)
    #expect(kept.length == text.utf8.count)
    #expect(kept.digest == TextDigest(of: text))
    #expect(try kept.text() == text)
  }
}
