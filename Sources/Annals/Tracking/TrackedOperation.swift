/// A tracked call on its way: what is known before the body runs, and what is recorded once it has ended.
///
/// The four shapes of `track` (with or without waiting, with or without a state that is read) differ in what they wait for; what they record is
/// decided here.
struct TrackedOperation: ~Copyable {
  let recorder: HistoryRecorder
  let kind: OperationKind
  let resourceType: String
  let user: String?
  let metadata: JSONObject
  let function: String
  /// The state before, where the caller gave it or it was read.
  var before: CapturedState?
  /// What went wrong in reading a state.
  private(set) var problems: [String] = []

  init(
    _ recorder: HistoryRecorder, _ kind: OperationKind, _ resourceType: String, user: String?, before: (any Encodable & Sendable)? = nil,
    metadata: JSONObject, function: String
  ) {
    self.recorder = recorder
    self.kind = kind
    self.resourceType = resourceType
    self.user = user
    self.metadata = metadata
    self.function = function
    self.before = before.map { CapturedState($0) }
  }

  /// Whether a state that is read before the body runs belongs to the record.
  var needsStateBefore: Bool { kind == .update || kind == .delete }
  /// Whether a state that is read after the body ran belongs to the record.
  var needsStateAfter: Bool { kind == .create || kind == .update }

  /// Notes that a state could not be read: its kind of error alone, since sentences may hold what was read.
  mutating func note(_ error: any Error, reading state: String) {
    problems.append("\(state) could not be read: \(type(of: error))")
  }

  /// Records that the body returned, and returns what became of the record.
  ///
  /// What the body returned is the state after a create or update and, where none else is known, before a delete.
  @discardableResult
  consuming func succeed(id: String, after: CapturedState? = nil, returned: (any Encodable & Sendable)? = nil) -> Captured {
    let returned = returned.map { CapturedState($0, origin: .returned) }
    return recorder.capture(
      kind, resourceType, id: id, user: user, before: before ?? (kind == .delete ? returned : nil),
      after: needsStateAfter ? after ?? returned : nil, metadata: metadata, function: function, problems: problems)
  }

  /// Records that the body threw, and returns what became of the record.
  @discardableResult
  consuming func fail(id: String, _ error: any Error) -> Captured {
    recorder.capture(
      kind, resourceType, id: id, user: user, before: before, after: nil, metadata: metadata, function: function, failure: error,
      problems: problems)
  }
}
