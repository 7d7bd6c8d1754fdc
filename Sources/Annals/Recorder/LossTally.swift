/// Records that were lost: how many, since when, of which types, and why; in bounded memory.
struct LossTally {
  /// Why records were lost.
  enum Reason: String, Hashable, Sendable, CaseIterable {
    case bufferFull = "buffer_full"
    case rejected = "store_rejected"
    case drainLimit = "drain_limit"
    case closed = "recorder_closed"
    case journalDamaged = "journal_damaged"
  }

  /// Types that are named; further ones count as `OTHER`.
  static let typeLimit = 50

  private(set) var reasons: [Reason: Int] = [:]
  private(set) var types: [String: Int] = [:]
  private(set) var first: Timestamp?
  private(set) var last: Timestamp?
  private var uncounted: [Reason: Int] = [:]
  private var isBurstNoted = false

  var total: Int { reasons.values.reduce(0, +) }
  var isEmpty: Bool { reasons.isEmpty }

  mutating func add(_ count: Int = 1, type: String, at moment: Timestamp, reason: Reason) {
    reasons[reason, default: 0] += count
    uncounted[reason, default: 0] += count
    let name = ResourceType(coercing: type).name
    types[types[name] != nil || types.count < Self.typeLimit ? name : "OTHER", default: 0] += count
    first = first.map { min($0, moment) } ?? moment
    last = last.map { max($0, moment) } ?? moment
  }

  mutating func merge(_ other: LossTally) {
    reasons.merge(other.reasons, uniquingKeysWith: +)
    for (name, count) in other.types { types[types[name] != nil || types.count < Self.typeLimit ? name : "OTHER", default: 0] += count }
    first = [first, other.first].compactMap(\.self).min()
    last = [last, other.last].compactMap(\.self).max()
    isBurstNoted = isBurstNoted || other.isBurstNoted
  }

  /// The tally, leaving an empty one; `nil` when nothing was lost. What the counters have not seen yet stays for them.
  mutating func take() -> LossTally? {
    guard !isEmpty else { return nil }
    let tally = self
    self = LossTally()
    uncounted = tally.uncounted
    return tally
  }

  mutating func noteBurst() -> Bool {
    guard !isEmpty, !isBurstNoted else { return false }
    isBurstNoted = true
    return true
  }

  mutating func takeCounts() -> [Reason: Int] {
    defer { uncounted = [:] }
    return uncounted
  }

  /// The record that tells of the loss: a failed CREATE of history.
  func record(at moment: Timestamp) -> HistoryRecord {
    HistoryRecord(
      .create, of: .recorder, at: moment, token: .next(),
      metadata: [
        "success": false,
        "error": .string("\(total) records were lost"),
        "lost": .number(JSONNumber(total)),
        "reasons": .object(JSONObject(reasons.map { ($0.key.rawValue, .number(JSONNumber($0.value))) })),
        "types": .object(JSONObject(types.map { ($0.key, .number(JSONNumber($0.value))) })),
        "since": first.map { .string($0.description) } ?? .null,
        "until": last.map { .string($0.description) } ?? .null,
      ])
  }
}
