/// What a record says of a resource at one moment.
enum RecordedState: Hashable, Sendable {
  /// It was not there.
  case absent
  /// It looked like this.
  case there(JSONObject)
  /// The record does not say, for this reason.
  case unknown(String)

  /// Whether it is known.
  var isKnown: Bool { if case .unknown = self { false } else { true } }

  /// The state; `nil` where there was none, or none is known.
  var state: JSONObject? { if case .there(let state) = self { state } else { nil } }

  init(_ state: JSONObject?) { self = state.map(RecordedState.there) ?? .absent }
}

extension HistoryRecord {
  /// Whether the operation changed its resource, as far as is known.
  var isChange: Bool { operation != .read && !isFailed && resource.type != .history }

  /// What was there before the operation; its texts must have been put back whole.
  var recordedBefore: RecordedState {
    if isBaseline { return .unknown("the \(operation) of \(timestamp) is a baseline: nothing is known of the time before it") }
    if let before { return isCut("/before_state") ? cutState("before") : .there(before) }
    if operation == .create, metadata["before_state"] != "unknown" { return .absent }
    return .unknown("the \(operation) of \(timestamp) was recorded without the state before it")
  }

  /// What was there after the operation; its texts must have been put back whole.
  var recordedAfter: RecordedState {
    if operation == .delete { return .absent }
    guard let after else { return .unknown("the \(operation) of \(timestamp) was recorded without the state after it") }
    return isCut("/after_state") ? cutState("after") : .there(after)
  }

  private func cutState(_ which: String) -> RecordedState {
    .unknown("the state \(which) the \(operation) of \(timestamp) has a long text that is not kept whole any more")
  }

  private func isCut(_ root: String) -> Bool {
    TruncationList(metadata).entries.contains { $0.path == root || $0.path.utf8.starts(with: "\(root)/".utf8) }
  }
}
