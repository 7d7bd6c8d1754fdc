import Annals

/// What history knows of resources at a moment, worked out from a plain array in the most obvious way.
enum PlainStates {
  /// `known`, `absent` or `unknown`, and the state.
  struct Answer: Hashable {
    var word: String
    var state: JSONObject?
    var isUntracked = false

    init(_ word: String, _ state: JSONObject? = nil, isUntracked: Bool = false) {
      (self.word, self.state, self.isUntracked) = (word, state, isUntracked)
    }

    init(_ found: ResourceAtMoment) {
      self.init(found.state.word, found.state.state, isUntracked: found.untracked != nil)
    }
  }

  /// A resource's answer; `nil` where nothing tells of it. `records` are its own, oldest first.
  static func answer(_ records: [HistoryRecord], at moment: Timestamp) -> Answer? {
    let changes = records.filter(isChange)
    let last = changes.last { $0.timestamp <= moment }
    let next = changes.first { $0.timestamp > moment }
    let after = last.map(Self.after) ?? nil
    let before = next.map(Self.before) ?? nil
    if let after {
      return Answer(after.state == nil ? "absent" : "known", after.state, isUntracked: before.map { $0.state != after.state } ?? false)
    }
    if let before, let state = before.state {
      return next.map(isBaseline) == true && last == nil ? Answer("unknown") : Answer("known", state)
    }
    if last != nil { return Answer("unknown") }
    return next == nil ? nil : Answer(before == nil ? "unknown" : "absent")
  }

  /// Whether something was done to a resource until a moment, or may have been.
  static func hasBegun(_ records: [HistoryRecord], at moment: Timestamp) -> Bool {
    records.contains { isChange($0) && $0.timestamp <= moment }
  }

  private static func isChange(_ record: HistoryRecord) -> Bool {
    record.operation != .read && (record.metadata["success"] != .bool(false) || isOpen(record))
  }

  private struct Word {
    var state: JSONObject?
  }

  private static func isOpen(_ record: HistoryRecord) -> Bool {
    record.metadata["success"] == .bool(false) && record.metadata["outcome"] == "unknown"
  }

  private static func isBaseline(_ record: HistoryRecord) -> Bool { record.operation == .create && record.metadata["baseline"] != nil }

  private static func after(_ record: HistoryRecord) -> Word? {
    if isOpen(record) { return nil }
    if record.operation == .delete { return Word(state: nil) }
    return record.after.map { Word(state: $0) }
  }

  private static func before(_ record: HistoryRecord) -> Word? {
    if isBaseline(record) { return Word(state: record.after) }
    if let before = record.before { return Word(state: before) }
    return record.operation == .create && !isOpen(record) ? Word(state: nil) : nil
  }
}
