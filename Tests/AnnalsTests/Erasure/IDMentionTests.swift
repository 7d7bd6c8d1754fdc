import Testing

@testable import Annals

@Suite("Mentions of an id")
struct IDMentionTests {
  @Test(
    "An id is found where it stands for itself, and not within a longer one",
    arguments: [
      ("ann@example.org", "ann@example.org", "X"), ("ann@example.org", "mail ann@example.org.", "mail X."),
      ("ann@example.org", "<ann@example.org>,ann@example.org", "<X>,X"), ("ann@example.org", "joann@example.org", nil),
      ("ann@example.org", "mary.ann@example.org", nil), ("ann@example.org", "ann@example.org.uk", nil),
      ("ann@example.org", "ann@example.organ", nil), ("ann@example.org", "ann@example.or", nil), ("anna", "annals anna", "annals X"),
      ("anna", "users/anna/x", "users/X/x"), ("anna", "anna_1 anna", "anna_1 X"), ("anna", "anna\u{E9} \u{E9}anna", nil),
      ("m\u{FC}ller", "Herr m\u{FC}ller!", "Herr X!"), ("4711", "no. 4711, 47111", "no. X, 47111"), ("anna", "", nil),
      ("aaaa", "aaaa aaaa", "X X"), ("anna", "{\"by\":\"anna\"}", "{\"by\":\"X\"}"),
    ] as [(String, String, String?)])
  func texts(id: String, text: String, expected: String?) throws {
    let mention = try #require(IDMention(of: id, replacement: "X"))
    #expect(mention.replaced(in: text) == expected)
    if let expected { #expect(mention.replaced(in: expected) == nil) }
  }

  @Test("A record's mentions are found in states, names, numbers, metadata, the resource's id and the user")
  func records() throws {
    let mention = try #require(IDMention(of: "4711", replacement: "X"))
    let record = HistoryRecord(
      .update, of: try Resource("CUSTOMER", "customer/4711"), at: Timestamp(microseconds: 1), token: nil, by: try User("4711"),
      before: ["owner": 4711, "other": 47_110], after: ["list": ["4711", ["4711": true]]], metadata: ["note": "for 4711"])
    let left = try #require(mention.replaced(in: record))
    #expect(!JSONWriter.text(of: left.json).replacing("47110", with: "").contains("4711"))
    #expect(left.before == ["owner": "X", "other": 47_110])
    #expect(left.after == ["list": ["X", ["X": true]]])
    #expect(left.resource.id == "customer/X" && left.user.id == "X" && left.metadata == ["note": "for X"])
    #expect(left.sortKey == record.sortKey)
    #expect(mention.replaced(in: left) == nil)
  }

  @Test("An id of less than four bytes is not looked for")
  func short() {
    #expect(IDMention(of: "abc", replacement: "X") == nil)
    #expect(IDMention(of: "\u{E9}\u{E9}", replacement: "X") != nil)
  }
}
