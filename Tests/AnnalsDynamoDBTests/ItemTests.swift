import AWSClient
import Annals
import AnnalsTestSupport
import Testing

@testable import AnnalsDynamoDB

@Suite("DynamoDB store: items")
struct ItemTests {
  private func item(_ record: HistoryRecord, retention: Duration? = nil) -> RecordItem {
    RecordItem(SanitizedRecord(record), shards: 4, retention: retention)
  }

  private func readBack(_ record: HistoryRecord) throws -> HistoryRecord? {
    try StoredRecord(item(record).attributes, isWhole: true)?.record()
  }

  @Test("A record's item has the keys and fields that other tools look for")
  func shape() throws {
    let record = try sample(.delete, "PROMPT", "prompt-1.1", at: 123_456, token: "01J9Z3K8Q2", by: "admin@igad.org", before: ["name": "x"])
    let item = item(record, retention: .seconds(60)).attributes
    #expect(item["PK"] == "HISTORY#PROMPT#prompt-1.1")
    #expect(item["SK"] == "OPERATION#2023-11-14T22:13:20.123456Z#DELETE#01J9Z3K8Q2")
    #expect(item["history_id"] == "2023-11-14T22:13:20.123456Z#DELETE#prompt-1.1#01J9Z3K8Q2")
    #expect(item["operation_type"] == "DELETE")
    #expect(item["resource_type"] == "PROMPT")
    #expect(item["resource_id"] == "prompt-1.1")
    #expect(item["timestamp"] == "2023-11-14T22:13:20.123456Z")
    #expect(item["user_id"] == "admin@igad.org")
    #expect(item["before_state"] == ["name": "x"])
    #expect(item["after_state"] == .null)
    #expect(item["metadata"] == ["success": true])
    #expect(item["success"] == true)
    #expect(item["history_user"] == "admin@igad.org")
    #expect(item["expires_at"] == 1_700_000_060)
    #expect(item["history_feed"]?.string?.hasPrefix("PROMPT#") == true)
  }

  @Test("The shard of a key is the same in every process and version")
  func shards() {
    let key = ItemKey("HISTORY#PROMPT#prompt-1.1", "OPERATION#2023-11-14T22:13:20.123456Z#DELETE#01J9Z3K8Q2")
    #expect((1...8).map { Feed.shard(of: key, of: $0) } == (1...8).map { Int(key.stableHash % UInt64($0)) })
    let counts = (0..<8000).reduce(into: [Int](repeating: 0, count: 8)) { counts, number in
      counts[Feed.shard(of: ItemKey("HISTORY#A#\(number % 90)", "OPERATION#\(number)"), of: 8)] += 1
    }
    #expect(counts.allSatisfy { (850...1150).contains($0) }, "\(counts)")
  }

  @Test(
    "Numbers keep the spelling that they came in",
    arguments: [
      "0", "-0", "1", "1.0", "1.10", "0.1", "1e-130", "1E+125", "9.9999999999999999999999999999999999999E+125", "1e2", "100",
      "12345678901234567890123456789012345678", "0.00000012", "-1.5e10", "100000000000000000000000000",
    ])
  func numbers(text: String) throws {
    let state: JSONObject = ["a": .number(try JSONNumber("7")), "n": .number(try JSONNumber(text)), "z": [.number(try JSONNumber(text))]]
    let record = try sample(before: state, after: state, metadata: ["success": true, "n": .number(try JSONNumber(text))])
    #expect(try readBack(record) == record)
  }

  @Test("Numbers whose text DynamoDB changes come back as they were written")
  func normalised() throws {
    let record = try sample(after: ["n": [1.5, .number(try JSONNumber("1.0")), .number(try JSONNumber("1E+2")), 3]])
    var attributes = item(record).attributes
    attributes["after_state"] = ["n": [.n("1.5"), .n("1"), .n("100"), .n("3")]]
    #expect(try StoredRecord(attributes, isWhole: true)?.record() == record)
    // Somebody changed a number since: the spelling of the old one is not put in its place.
    attributes["after_state"] = ["n": [.n("1.5"), .n("2"), .n("100"), .n("3")]]
    let changed = try StoredRecord(attributes, isWhole: true)?.record().after?["n"]?.array?.compactMap { $0.number?.description }
    #expect(changed == ["1.5", "2", "1E+2", "3"])
  }

  @Test("States that a native map cannot hold come back as they were, and are shown as far as they can be")
  func lossy() throws {
    var deep: JSONValue = "bottom"
    for _ in 0..<60 { deep = .object(["d": deep]) }
    for state in [["": 1, "a": [["": .null]]], ["deep": deep, "n": .number(try JSONNumber("1.0"))]] as [JSONObject] {
      let record = try sample(before: state, after: ["x": 1], metadata: ["success": false, "m": .object(state)])
      #expect(try readBack(record) == record)
      #expect(item(record).attributes["after_state"] == ["x": 1])
      #expect(depth(.m(item(record).attributes)) <= 32)
    }
  }

  @Test("An item that is no record is not read as one")
  func foreign() {
    for (partition, sort) in [
      ("USER#1", "OPERATION#2023-11-14T22:13:20Z#CREATE"), ("HISTORY#PROMPT#1", "PROFILE"), ("HISTORY#SETTINGS", "REGISTRY"),
      ("HISTORY#PROMPT", "OPERATION#2023-11-14T22:13:20Z#CREATE"), ("HISTORY#PROMPT#1", "OPERATION#yesterday#CREATE"),
      ("HISTORY#PROMPT#1", "OPERATION#2023-11-14T22:13:20Z#MERGE"),
    ] {
      #expect(StoredRecord(["PK": .s(partition), "SK": .s(sort)]) == nil, "\(partition) \(sort)")
    }
  }

  private func depth(_ value: AttributeValue) -> Int {
    switch value {
    case .m(let map): 1 + (map.members.map { depth($0.value) }.max() ?? 0)
    case .l(let values): 1 + (values.map(depth).max() ?? 0)
    default: 0
    }
  }
}
