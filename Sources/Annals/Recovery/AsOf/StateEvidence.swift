/// What tells a resource's state at a moment: the last operation until then that changed it, or may have, and the next one behind it.
struct StateEvidence: Sendable {
  /// The newest until the moment.
  var last: HistoryRecord?
  /// The oldest behind the moment.
  var next: HistoryRecord?

  /// What one operation says of the state.
  enum Saying: Hashable {
    case state(JSONObject)
    case absent
    /// Nothing, for this reason.
    case nothing(String)

    var isNothing: Bool { if case .nothing = self { true } else { false } }
  }

  /// The state, by what the records say. Where both speak and differ, the last one's word holds.
  func state(of resource: Resource, at moment: Timestamp) -> ResourceState {
    let (left, right) = (last?.sayingAfter, next?.sayingBefore)
    switch (left, right) {
    case (.state(let state)?, _): return Self.told(last) { .known(state, toldBy: $0) }
    case (.absent?, _): return Self.told(last) { .absent(toldBy: $0) }
    case (nil, .state?) where next?.isBaseline ?? false:
      return .unknown("the first record is a baseline of \(Self.text(next)): what was before it is not known")
    case (_, .state(let state)?): return Self.told(next) { .known(state, toldBy: $0) }
    // An operation until then that made or changed it says that it was there: that the next one made it is no answer.
    case (nil, .absent?): return Self.told(next) { .absent(toldBy: $0) }
    case (.nothing(let reason)?, _): return .unknown(reason)
    case (nil, .nothing(let reason)?): return .unknown(reason)
    case (nil, nil): return .unknown("nothing was recorded of \(resource.type) until \(moment)")
    }
  }

  /// The next operation, where it says something else than the last one.
  var untracked: HistoryRecord? {
    guard let left = last?.sayingAfter, let right = next?.sayingBefore, !left.isNothing, !right.isNothing, left != right else { return nil }
    return next
  }

  private static func text(_ record: HistoryRecord?) -> String { record?.timestamp.description ?? "an unknown moment" }

  private static func told(_ record: HistoryRecord?, _ state: (HistoryRecord) -> ResourceState) -> ResourceState {
    record.map(state) ?? .unknown("nothing was recorded of it")
  }
}

extension HistoryRecord {
  /// Whether it tells what was there when a baseline was taken, rather than that something was done: a CREATE with `metadata.baseline`.
  public var isBaseline: Bool {
    guard operation == .create, !metadata.isEmpty else { return false }
    switch metadata["baseline"] {
    case nil, .null, .bool(false): return false
    default: return true
    }
  }

  /// Whether the operation changed its resource, or may have: a failed one may where its outcome is unknown.
  package var isEffective: Bool { operation != .read && (!isFailed || hasUnknownOutcome) }

  /// Whether nobody knows how the operation ended.
  private var hasUnknownOutcome: Bool { isFailed && metadata["outcome"] == "unknown" }

  /// What the record says of the state behind it.
  var sayingAfter: StateEvidence.Saying {
    guard !hasUnknownOutcome else {
      return .nothing("the \(operation) of \(timestamp) ended without an answer: it may have been carried out, or not")
    }
    if operation == .delete { return .absent }
    return after.map { .state($0) } ?? .nothing("the \(operation) of \(timestamp) was recorded without the state after it")
  }

  /// What the record says of the state before it. A baseline's state was there already.
  var sayingBefore: StateEvidence.Saying {
    if isBaseline { return after.map { .state($0) } ?? .nothing("the baseline of \(timestamp) has no state") }
    if let before { return .state(before) }
    if operation == .create, !hasUnknownOutcome { return .absent }
    return .nothing("the first record is the \(operation) of \(timestamp), without the state before it")
  }
}
