import Annals

/// Made-up resources that are really made, changed and removed, and what history records of it: all, a part, or nothing.
struct RandomWorld {
  /// What is not recorded as it is.
  struct Gaps {
    /// How often a state is left out of a record.
    var missingStates = 0.0
    /// How often something happens without a record.
    var untracked = 0.0
    /// How often an operation fails, or ends without an answer.
    var failures = 0.0
    /// How often a record only tells what is there.
    var baselines = 0.0

    static let all = Gaps(missingStates: 0.3, untracked: 0.1, failures: 0.2, baselines: 0.1)
    static let failures = Gaps(failures: 0.3)
    /// All but what happens without a record.
    static let recorded = Gaps(missingStates: 0.3, failures: 0.2, baselines: 0.1)
  }

  static let type = "PROMPT"
  static let ids = ["a", "a#b", "caf\u{E9}", "cafe\u{301}", "/x/y z", "👩‍👩‍👧", "nul"]

  private var generator: SeededGenerator
  private let gaps: Gaps
  private var states: [Int: JSONObject] = [:]
  private var number = 0
  private var clock = Timestamp(microseconds: 1_709_164_799_999_990)
  /// What was recorded, oldest first.
  private(set) var records: [HistoryRecord] = []
  /// What really was, by resource: each change with its moment, oldest first. No state is no resource.
  private(set) var truth: [Resource: [(moment: Timestamp, state: JSONObject?)]] = [:]

  var seed: UInt64 { generator.seed }

  /// A world that begins shortly before a leap day.
  init(_ count: Int, gaps: Gaps, generator: SeededGenerator = SeededGenerator()) throws {
    self.gaps = gaps
    self.generator = generator
    // Some are there before history begins.
    for id in Self.ids.indices where self.generator.chance(0.3) { states[id] = newState() }
    for (id, state) in states { truth[try resource(id), default: []].append((moment: Timestamp(microseconds: 0), state: state)) }
    for _ in 0..<count { try step() }
  }

  /// A moment in the world's time or around it, often that of a record.
  mutating func moment() -> Timestamp {
    guard let record = records.randomElement(using: &generator), generator.chance(0.8) else {
      return Timestamp(microseconds: 1_709_164_799_999_990 + Int64.random(in: -5...400_000_000_000, using: &generator))
    }
    return record.timestamp.advanced(byMicroseconds: Int64.random(in: -1...1, using: &generator))
  }

  mutating func resource() throws -> Resource { try resource(Int.random(in: Self.ids.indices, using: &generator)) }

  /// What really was of a resource at a moment.
  func state(of resource: Resource, at moment: Timestamp) -> JSONObject? {
    truth[resource]?.last { $0.moment <= moment }?.state ?? nil
  }

  // MARK: What happens

  private mutating func step() throws {
    // Often within the same second, now and then over midnight and the leap day.
    clock = clock.advanced(byMicroseconds: generator.chance(0.7) ? Int64.random(in: 1...5, using: &generator) : 20_000_000_000)
    let id = Int.random(in: Self.ids.indices, using: &generator)
    let before = states[id]
    if generator.chance(gaps.untracked) { return try change(id, to: generator.chance(0.3) ? nil : newState()) }
    if generator.chance(0.15) { return try record(.read, id, before: nil, after: nil) }
    if let before, generator.chance(gaps.baselines) {
      return try record(.create, id, before: nil, after: before, metadata: ["success": true, "baseline": ["table": "prompts"]])
    }
    let after: JSONObject? = before != nil && generator.chance(0.25) ? nil : newState()
    let kind: OperationKind = before == nil ? .create : after == nil ? .delete : .update
    var metadata: JSONObject = ["success": true]
    if generator.chance(gaps.failures) {
      metadata["success"] = false
      if generator.chance(0.5) {
        // Nobody knows: it was carried out, or not.
        metadata["outcome"] = "unknown"
        if generator.chance(0.5) { try change(id, to: after) }
      }
      return try record(kind, id, before: before, after: nil, metadata: metadata)
    }
    try change(id, to: after)
    try record(
      kind, id, before: generator.chance(gaps.missingStates) ? nil : before, after: generator.chance(gaps.missingStates) ? nil : after,
      metadata: metadata)
  }

  private mutating func change(_ id: Int, to state: JSONObject?) throws {
    states[id] = state
    truth[try resource(id), default: []].append((moment: clock, state: state))
  }

  private mutating func record(
    _ kind: OperationKind, _ id: Int, before: JSONObject?, after: JSONObject?, metadata: JSONObject = ["success": true]
  ) throws {
    number += 1
    records.append(
      HistoryRecord(
        kind, of: try resource(id), at: clock, token: try RecordToken("T\(number)"), before: before, after: after, metadata: metadata))
  }

  private mutating func newState() -> JSONObject {
    number += 1
    return ["n": .number(JSONNumber(number)), "text": .string(String(repeating: "x", count: number % 7))]
  }

  private func resource(_ id: Int) throws -> Resource { try Resource(Self.type, Self.ids[id]) }
}
