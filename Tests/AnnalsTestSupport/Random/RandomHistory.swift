import Annals

/// Made-up history with few values of everything, so that much collides: moments, tokens, ids, users.
struct RandomHistory {
  private(set) var generator: SeededGenerator
  var seed: UInt64 { generator.seed }

  static let types = ["PROMPT", "PROPOSAL", "A", "PROMPT2"]
  static let ids = ["a", "a#b", "caf\u{E9}", "cafe\u{301}", "/x/y z", "👩‍👩‍👧", "nul\u{0}nul", "nul"]
  static let users = ["ann", "ben", "\u{E9}va", "e\u{301}va", "system"]
  static let tokens: [String?] = [nil, "A", "B", "a", "Z9", "0-_"]
  /// What records say of the reads that they stand for; some of it is no count.
  static let reads: [JSONValue] = [
    ["count": 1], ["count": 0], ["count": 2000, "policy": "cooldown"], ["count": 1_000_000_000], ["count": 1_000_000_001], ["count": -3],
    ["count": "7"], ["count": 1.5], ["keys": ["a"]], 12, "many", .null,
  ]
  static let day: Int64 = 86_400_000_000
  static let start: Int64 = 1_700_000_000_000_000

  init(_ generator: SeededGenerator = SeededGenerator()) { self.generator = generator }

  mutating func timestamp() -> Timestamp {
    let offset = Int64.random(in: 0..<6, using: &generator) * Self.day + Int64.random(in: 0..<4, using: &generator)
    return Timestamp(microseconds: Self.start + offset - 2 * Self.day)
  }

  mutating func record() throws -> HistoryRecord {
    let token = try pick(Self.tokens).map { try RecordToken($0) }
    var metadata: JSONObject = generator.chance(0.3) ? ["success": false] : ["success": true]
    if generator.chance(0.4) { metadata["reads"] = pick(Self.reads) }
    if generator.chance(0.2) { metadata["baseline"] = pick([["table": "prompts"], true, false, .null]) }
    return HistoryRecord(
      pick(OperationKind.allCases), of: try Resource(pick(Self.types), pick(Self.ids)), at: timestamp(), token: token,
      by: try User(pick(Self.users)),
      before: generator.chance(0.5) ? ["n": .number(JSONNumber(Int.random(in: 0..<99, using: &generator)))] : nil,
      after: generator.chance(0.5) ? [:] : nil, metadata: metadata)
  }

  /// Records of which no two have one place.
  mutating func distinctRecords(_ count: Int) throws -> [HistoryRecord] {
    var places: Set<RecordPosition> = []
    var records: [HistoryRecord] = []
    for _ in 0..<count {
      let record = try record()
      if places.insert(record.position).inserted { records.append(record) }
    }
    return records
  }

  mutating func filter() throws -> RecordFilter {
    var filter = RecordFilter()
    if generator.chance(0.5) {
      filter.resourceType = try ResourceType(pick(Self.types + ["ABSENT"]))
      if generator.chance(0.4) { filter.resourceID = pick(Self.ids + ["absent"]) }
    }
    if generator.chance(0.4) { filter.user = try User(pick(Self.users + ["absent"])) }
    if generator.chance(0.4) { filter.operation = pick(OperationKind.allCases) }
    if generator.chance(0.4) { filter.outcome = generator.chance(0.5) ? .failed : .succeeded }
    if generator.chance(0.3) { filter.from = timestamp() }
    if generator.chance(0.3) { filter.to = timestamp() }
    return filter
  }

  mutating func scope() throws -> HistoryStatistics.Scope {
    var scope = HistoryStatistics.Scope()
    if generator.chance(0.5) { scope.resourceType = try ResourceType(pick(Self.types + ["ABSENT"])) }
    let first = Timestamp(microseconds: Self.start).day
    if generator.chance(0.5) { scope.firstDay = first + Int64.random(in: -4...4, using: &generator) }
    if generator.chance(0.5) { scope.lastDay = first + Int64.random(in: -4...4, using: &generator) }
    return scope
  }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &generator)] }

  mutating func shuffled<Value>(_ values: [Value]) -> [Value] { values.shuffled(using: &generator) }

  mutating func count(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
}
