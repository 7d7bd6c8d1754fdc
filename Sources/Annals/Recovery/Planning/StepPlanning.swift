/// Decides what is done with one resource. It knows what was recorded and what is there; it asks nobody.
struct StepPlanning: Sendable {
  let restorer: any Restorer
  let sanitizer: Sanitizer
  let choice: ConflictChoice
  let fields: GivenFields

  /// A step, with what its place among the others depends on.
  struct Planned {
    var step: RecoveryStep
    /// What the resource refers to now.
    var presentReferences: [Resource] = []
    /// What it refers to once it is written.
    var references: [Resource] = []
  }

  /// The step for a resource.
  func plan(_ timeline: ResourceTimeline, present: PresentState?) -> Planned {
    let resource = timeline.resource
    let match = StateMatch(ignoring: restorer.fieldsLeftAlone(of: resource.type))
    let shown = present.map { sanitizer.shown($0.state, of: resource) }
    func step(_ action: RecoveryStep.Action, _ target: JSONObject?, _ conflicts: [RecoveryConflict] = []) -> Planned {
      var step = RecoveryStep(
        resource, action, undoes: timeline.undone, present: shown, presentDigest: present?.digest,
        target: target.map { sanitizer.shown($0, of: resource) })
      step.conflicts = conflicts
      step.types = timeline.types
      step.presentTypes = present?.types
      var planned = Planned(step: step)
      planned.presentReferences = present.map { references(of: resource, in: $0.state) } ?? []
      return planned
    }
    guard MarkedText(resource.id) == nil else {
      return step(.none, nil, [RecoveryConflict(.redacted, "its id is a secret that history redacted: put it back by hand")])
    }
    guard timeline.start.isKnown else {
      guard case .unknown(let reason) = timeline.start else { return step(.none, nil) }
      return step(.none, nil, [RecoveryConflict(.unknownState, "the state to go back to is unknown: \(reason)")])
    }
    let wanted = timeline.start.state
    let now = Present(state: present?.state, shown: shown, match: match)
    if now.isSame(wanted), !changesSecret(wanted, present?.state, shown, of: resource) { return step(.none, wanted) }
    var target = wanted
    let conflict = Self.change(in: timeline, now)
    var conflicts = conflict.map { [$0.conflict] } ?? []
    if let conflict, choice != .overwrite {
      guard choice == .merge, conflict.conflict.kind == .changedSince, let wanted, let present,
        let merged = Self.merged(wanted, conflict.others, present.state), !match.isSame(merged, present.state)
      else { return step(.none, wanted, conflicts) }
      target = merged
    }
    guard var target else {
      var removal = step(.remove, nil, conflicts)
      let estimate = restorer.estimate(RestoreChange(resource, from: present, to: nil))
      removal.step.writeUnits = estimate.writeUnits
      removal.step.remarks = estimate.remarks
      return removal
    }
    target = leavingAlone(target, present?.state, match)
    return write(target, present, shown, step, &conflicts)
  }

  /// A step that writes, unless something is missing for it.
  private func write(
    _ target: JSONObject, _ present: PresentState?, _ shown: JSONObject?,
    _ step: (RecoveryStep.Action, JSONObject?, [RecoveryConflict]) -> Planned, _ conflicts: inout [RecoveryConflict]
  ) -> Planned {
    var planned = step(.write, target, conflicts)
    let resource = planned.step.resource
    var filling = RedactionFilling(given: fields.values(for: resource))
    // What is kept of the plan is the state without secrets: from that, and what is there, the whole must come out again.
    let filled = filling.fill(planned.step.target ?? [:], from: present?.state, shown: shown)
    planned.step.keptFields = filling.kept
    planned.step.givenFields = filling.used
    let missing = filling.missing + Self.lost(target, filled, filling, from: present?.state, shown: shown)
    guard missing.isEmpty else {
      let fields = missing.joined(separator: ", ")
      conflicts.append(
        RecoveryConflict(
          .redacted, "history redacted \(fields), and nothing is there to keep: give their values with --fields", fields: missing))
      return step(.none, target, conflicts)
    }
    planned.references = references(of: resource, in: filled)
    let estimate = restorer.estimate(RestoreChange(resource, from: present, to: filled, types: planned.step.types))
    planned.step.writeUnits = estimate.writeUnits
    planned.step.remarks = estimate.remarks
    if let refusal = estimate.refusal {
      conflicts.append(RecoveryConflict(.unwritable, refusal))
      return step(.none, target, conflicts)
    }
    if let size = estimate.excessiveSize {
      conflicts.append(RecoveryConflict(.tooLarge, "the state has \(size) bytes, more than can be written: shorten it by hand"))
      return step(.none, target, conflicts)
    }
    return planned
  }

  /// Whether a value that was given for a redacted field is another than the present one.
  private func changesSecret(_ wanted: JSONObject?, _ present: JSONObject?, _ shown: JSONObject?, of resource: Resource) -> Bool {
    guard !fields.isEmpty, let wanted, let present else { return false }
    var filling = RedactionFilling(given: fields.values(for: resource))
    let filled = filling.fill(wanted, from: present, shown: shown)
    return !filling.used.isEmpty && !StateMatch().isSame(filled, present)
  }

  /// What a state refers to, each once, the resource itself left out.
  private func references(of resource: Resource, in state: JSONObject) -> [Resource] {
    restorer.references(of: resource, in: state).reduce(into: []) { found, reference in
      if reference != resource, !found.contains(reference) { found.append(reference) }
    }
  }

  /// The fields that history has, but that the rules of today redact: what is kept of the plan does not hold them.
  private static func lost(
    _ target: JSONObject, _ filled: JSONObject, _ filling: RedactionFilling, from present: JSONObject?, shown: JSONObject?
  ) -> [String] {
    var exact = RedactionFilling(given: filling.given)
    let names = StateDiff(from: exact.fill(target, from: present, shown: shown), to: filled).memberNames
    let given = Set(filling.used.compactMap { JSONPath.names(inPointer: $0)?.first })
    return names.filter { !given.contains($0) }.map { JSONPointer.root.appending($0).description }
  }

  /// The state with what is left alone as it is now, where the resource is there.
  private func leavingAlone(_ target: JSONObject, _ present: JSONObject?, _ match: StateMatch) -> JSONObject {
    guard let present, !match.ignored.isEmpty else { return target }
    var target = target
    for name in match.ignored { target[name] = present[name] }
    return target
  }

  // MARK: Others' changes

  private typealias Change = (conflict: RecoveryConflict, others: [ResourceTimeline.OtherChange])

  /// What is there now, compared with states of history: what it is, and as history would show it, where secrets have fingerprints.
  private struct Present {
    let state: JSONObject?
    let shown: JSONObject?
    let match: StateMatch

    func isSame(_ other: JSONObject?) -> Bool { match.isSame(other, state) && match.isSame(other, shown) }
  }

  /// What others did to the resource; `nil` where nobody did anything.
  private static func change(in timeline: ResourceTimeline, _ present: Present) -> Change? {
    var reading = timeline.read(by: present.match)
    let now = RecordedState(present.state)
    guard reading.expected.isKnown else {
      guard case .unknown(let reason) = reading.expected else { return nil }
      let sentence = "whether it was changed since is unknown, for \(reason)"
      return (
        RecoveryConflict(.changedSince, sentence).with(reading.others),
        reading.others + [.init(from: .unknown(reason), to: now, record: nil)]
      )
    }
    if !present.isSame(reading.expected.state) { reading.others.append(.init(from: reading.expected, to: now, record: nil)) }
    guard !reading.others.isEmpty else { return nil }
    if reading.expected == .absent, present.state != nil, reading.others.count == 1 {
      let sentence = "it was deleted, and is there again with another state: look at both, or overwrite it"
      return (RecoveryConflict(.alreadyThere, sentence), reading.others)
    }
    return (
      RecoveryConflict(.changedSince, sentence(reading.others), fields: fieldNames(reading.others)).with(reading.others), reading.others
    )
  }

  private static func sentence(_ others: [ResourceTimeline.OtherChange]) -> String {
    let users = others.compactMap(\.record?.user.id).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let isUnrecorded = others.contains { $0.record == nil }
    let who = users.prefix(3).joined(separator: ", ") + (users.count > 3 ? " and \(users.count - 3) more" : "")
    return switch (users.isEmpty, isUnrecorded) {
    case (true, _): "it was changed since without a record: look at it, then merge or overwrite"
    case (false, false): "it was changed since by \(who): merge to keep that, or overwrite it"
    case (false, true): "it was changed since by \(who), and without a record: merge to keep that, or overwrite it"
    }
  }

  private static func fieldNames(_ others: [ResourceTimeline.OtherChange]) -> [String] {
    var names: [String] = []
    for other in others where other.from.isKnown && other.to.isKnown {
      for name in StateDiff(from: other.from.state, to: other.to.state).memberNames where !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The target with what others did put into it; `nil` where that cannot be told field by field.
  private static func merged(_ target: JSONObject, _ others: [ResourceTimeline.OtherChange], _ present: JSONObject) -> JSONObject? {
    var merged = target
    for other in others {
      guard let from = other.from.state, let to = other.to.state else { return nil }
      merged = StateMerge.merged(base: from, theirs: to, ours: merged)
    }
    return merged
  }
}

extension RecoveryConflict {
  private static let witnessLimit = 20

  fileprivate func with(_ others: [ResourceTimeline.OtherChange]) -> RecoveryConflict {
    var conflict = self
    let records = others.reversed().compactMap(\.record)
    conflict.records = records.prefix(Self.witnessLimit).map(Witness.init)
    conflict.hiddenRecords = max(records.count - Self.witnessLimit, 0)
    return conflict
  }
}

extension Sanitizer {
  /// A state of a resource as history would show it.
  func shown(_ state: JSONObject, of resource: Resource) -> JSONObject {
    let record = HistoryRecord(.update, of: resource, at: Timestamp(microseconds: 0), token: nil, after: state)
    return redacted(record).after ?? state
  }
}
