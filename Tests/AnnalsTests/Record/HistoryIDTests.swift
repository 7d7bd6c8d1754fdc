import Annals
import AnnalsTestSupport
import Testing

@Suite("HistoryID")
struct HistoryIDTests {
  @Test("An id with a token is read with it first, then as an older id whose resource has a # in its id")
  func readings() throws {
    let id = try HistoryID("2025-12-16T20:30:00.123456Z#DELETE#prompt-1.1#01J9Z3K8Q2")
    let moment = try Timestamp("2025-12-16T20:30:00.123456Z")
    #expect(id.readings.map(\.resourceID) == ["prompt-1.1", "prompt-1.1#01J9Z3K8Q2"])
    #expect(id.readings.map(\.key) == [try RecordToken("01J9Z3K8Q2"), nil].map { SortKey(timestamp: moment, kind: .delete, token: $0) })
  }

  static let single = [
    ("2025-12-16T20:30:00+00:00#DELETE#prompt", "prompt"), ("2025-12-16T20:30:00Z#DELETE_FAILED#prompt", "prompt"),
    ("2025-12-16T20:30:00#delete#a b", "a b"),
    ("2025-12-16T20:30:00Z#DELETE#a#", "a#"), ("2025-12-16T20:30:00Z#DELETE##a", "#a"), ("2025-12-16T20:30:00Z#DELETE#a#é", "a#é"),
    ("2025-12-16T20:30:00Z#DELETE#\u{301}", "\u{301}"),
    ("2025-12-16T20:30:00Z#DELETE##", "#"),
  ]

  @Test("An id without a token has one reading", arguments: single)
  func olderIDs(text: String, resourceID: String) throws {
    let id = try HistoryID(text)
    #expect(id.readings.map(\.resourceID) == [resourceID])
    #expect(id.readings.first?.key == SortKey(timestamp: try Timestamp("2025-12-16T20:30:00Z"), kind: .delete, token: nil))
    #expect(id.description == text)
  }

  @Test(
    "What is no id is refused with what would be right",
    arguments: [
      "", "#", "##", "x", "2025-12-16T20:30:00Z", "2025-12-16T20:30:00Z#DELETE", "2025-12-16T20:30:00Z#DELETE#", "now#DELETE#a",
      "2025-12-16T20:30:00Z#PATCH#a", "DELETE#2025-12-16T20:30:00Z#a",
    ])
  func refuses(text: String) throws {
    let error = try #require(throws: HistoryError.self) { try HistoryID(text) }
    #expect(error.code == .invalidHistoryID)
    #expect(error.description.contains("\"\(text)\" cannot be read: send TIMESTAMP#OPERATION#RESOURCE_ID#TOKEN"))
  }

  @Test(
    "A record's id leads back to it, whatever its resource's id holds",
    arguments: ["a", "#", "a#b", "\u{301}", "#\u{301}", "x\u{600}", "a#T", "\u{20E3}", "👩‍👩‍👧#"])
  func recordIDs(resourceID: String) throws {
    for token in [nil, RecordToken.next()] {
      let record = HistoryRecord(.create, of: try Resource("T", resourceID), at: .now, token: token)
      let id = try HistoryID(record.id.description)
      #expect(id == record.id)
      #expect(id.readings.contains { $0.key == record.sortKey && $0.resourceID.utf8.elementsEqual(resourceID.utf8) })
    }
  }

  @Test("Ids of canonically equivalent resources are two ids")
  func equality() throws {
    #expect(try HistoryID("2025-12-16T20:30:00Z#READ#\u{E9}") != HistoryID("2025-12-16T20:30:00Z#READ#e\u{301}"))
    #expect(try HistoryID("2025-12-16T20:30:00Z#READ#a") == HistoryID("2025-12-16T20:30:00Z#READ#a"))
  }

  @Test("Sort keys have the order of their stored texts' bytes, and positions that of key, type and id")
  func order() throws {
    var generator = SeededGenerator()
    let seed = generator.seed
    let tokens: [RecordToken?] = [nil] + (try ["-", "0", "00", "A", "Z", "_", "a", "z", "zz"].map { try RecordToken($0) })
    var keys: [SortKey] = []
    for _ in 0..<2000 {
      let moment = Timestamp(microseconds: Int64.random(in: -3...3, using: &generator) * 86_400_000_001)
      let kind = OperationKind.allCases.randomElement(using: &generator) ?? .create
      keys.append(SortKey(timestamp: moment, kind: kind, token: tokens.randomElement(using: &generator) ?? nil))
    }
    func text(_ key: SortKey) -> [UInt8] {
      Array(("OPERATION#\(key.timestamp)#\(key.kind)" + (key.token.map { "#\($0)" } ?? "")).utf8)
    }
    for (left, right) in zip(keys, keys.dropFirst()) {
      #expect((left < right) == text(left).lexicographicallyPrecedes(text(right)), "seed \(seed)")
      #expect((left == right) == (text(left) == text(right)), "seed \(seed)")
      #expect(!(left < left))
    }
    let resources = try [("A", "a"), ("A", "\u{E9}"), ("B", "")].map { try Resource($0.0, $0.1 + "x") }
    let positions = resources.map { RecordPosition(key: keys[0], resource: $0) }
    #expect(positions.shuffled().sorted() == positions)
  }
}
