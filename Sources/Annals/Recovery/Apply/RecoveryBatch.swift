/// Carries out steps of a plan that were begun together.
struct RecoveryBatch: Sendable {
  /// A step under way.
  struct Item: Sendable {
    /// Where it is among the plan's actions.
    let place: Int
    let step: RecoveryStep
    let present: PresentState?
    /// How the resource is to be, secrets included.
    let target: JSONObject?
    /// `nil` where it is ready, and not carried out yet.
    var outcome: StepOutcome?
    var reason: String?
    /// What was there before and is there now, where the restorer told it.
    var told: (before: JSONObject?, after: JSONObject?) = (nil, nil)
  }

  /// Changes that are carried out at the same time.
  private static let concurrency = 16

  let plan: RecoveryPlan
  let restorer: any Restorer
  let sanitizer: Sanitizer
  let fields: GivenFields
  let reason: String?

  /// The steps with what is there now. A batch that was begun before may have done some of them.
  func look(
    at steps: [(place: Int, step: RecoveryStep)], wasBegun: Bool, isMet: (RecoveryStep) -> Bool
  ) async throws -> [Item] {
    let states = try await restorer.presentStates(of: steps.map(\.step.resource))
    return steps.map { place, step in
      var item = item(place, step, states[step.resource])
      let isDone = isDone(item)
      if item.outcome == nil || isDone {
        item.outcome = isDone ? (wasBegun ? .done : .already) : item.outcome
      }
      if item.outcome == nil, !isMet(step) { item.outcome = .needMissing }
      return item
    }
  }

  private func item(_ place: Int, _ step: RecoveryStep, _ present: PresentState?) -> Item {
    var filling = RedactionFilling(given: fields.values(for: step.resource))
    let shown = present.map { sanitizer.shown($0.state, of: step.resource) }
    let target = step.action == .write ? step.target.map { filling.fill($0, from: present?.state, shown: shown) } : nil
    var item = Item(place: place, step: step, present: present, target: target)
    if present?.digest != step.presentDigest {
      item.outcome = .moved
    } else if let field = filling.missing.first {
      item.outcome = .failed
      item.reason = "history redacted \(field), and nothing is there to keep: give --fields as for the plan"
    }
    return item
  }

  /// Whether the resource is as the step makes it.
  private func isDone(_ item: Item) -> Bool {
    StateMatch(ignoring: restorer.fieldsLeftAlone(of: item.step.resource.type)).isSame(item.target, item.present?.state)
  }

  /// Carries out what is ready. What failed in passing stays open; the first such failure is returned.
  func carryOut(_ items: inout [Item]) async -> (any Error)? {
    let ready = items.indices.filter { items[$0].outcome == nil }
    guard !plan.isAllOrNothing else { return await carryOutTogether(ready, &items) }
    let changes = ready.map { (index: $0, change: change(items[$0])) }
    let results: [(Int, Result<RestoreOutcome, any Error>)]
    do {
      results = try await concurrently(changes, limit: Self.concurrency) { [restorer] index, change in
        do { return (index, .success(try await restorer.carryOut(change))) } catch { return (index, .failure(error)) }
      }
    } catch {
      return error
    }
    var failure: (any Error)?
    for (index, result) in results {
      switch result {
      case .success(let outcome): items[index].take(outcome)
      case .failure(let error): failure = failure ?? error
      }
    }
    return failure
  }

  private func carryOutTogether(_ ready: [Int], _ items: inout [Item]) async -> (any Error)? {
    let isHindered = plan.counts.heldBack > 0 || items.contains { $0.outcome != nil && $0.outcome != .done && $0.outcome != .already }
    guard !isHindered else {
      for index in ready { items[index].outcome = .heldBack }
      return nil
    }
    do {
      let outcomes = try await restorer.carryOutTogether(ready.map { change(items[$0]) }, token: plan.id)
      for (index, outcome) in zip(ready, outcomes) { items[index].take(outcome) }
      return nil
    } catch {
      return error
    }
  }

  private func change(_ item: Item) -> RestoreChange {
    RestoreChange(item.step.resource, from: item.present, to: item.target, types: item.step.types)
  }

  /// Looks again at what was found changed just when it was carried out; the places of those that are as the plan makes them: another process
  /// was faster, which is no conflict. Where that cannot be found out, they stay open.
  func lookAgain(at places: [Int], of items: inout [Item], wasBegun: Bool) async throws -> [Int] {
    guard places.contains(where: { items[$0].outcome == .moved }) else { return [] }
    let unclear = places.filter { [.moved, .heldBack].contains(items[$0].outcome) }
    let states: [Resource: PresentState]
    do {
      states = try await restorer.presentStates(of: unclear.map { items[$0].step.resource })
    } catch {
      for place in unclear { items[place].outcome = nil }
      throw error
    }
    return unclear.filter { place in
      let item = item(items[place].place, items[place].step, states[items[place].step.resource])
      guard isDone(item) else { return false }
      items[place] = item
      items[place].outcome = wasBegun ? .done : .already
      return true
    }
  }

  /// The record of a step that is done: the same whoever makes it.
  func record(of item: Item, at moment: Timestamp, by user: User) -> SanitizedRecord {
    let step = item.step
    let kind: OperationKind = step.action == .remove ? .delete : step.present == nil ? .create : .update
    let record = HistoryRecord(
      kind, of: step.resource, at: moment,
      token: .derived(from: "\(plan.id)#\(step.resource)", occurrence: 0), by: user, before: item.told.before ?? step.present,
      after: step.action == .remove ? nil : item.told.after ?? item.target ?? step.target, metadata: metadata(of: item))
    return sanitizer.sanitize(record)
  }

  private func metadata(of item: Item) -> JSONObject {
    let step = item.step
    var metadata: JSONObject = [
      "success": true, "function": "annals.recovery", RecoveryRun.planName: .string(plan.id), "request_id": .string(plan.id),
      "undo": .array(step.undoes.prefix(Self.undoLimit).map { .string($0.description) }),
    ]
    metadata["reason"] = reason.map(JSONValue.string)
    metadata[Self.typesName] = (step.presentTypes ?? step.types).map(JSONValue.object)
    return metadata
  }

  /// The member of metadata that tells what JSON does not of the states' types.
  static let typesName = "attribute_types"
  /// Records that a record says it undoes at most; the plan has all.
  private static let undoLimit = 50
}

extension RecoveryBatch.Item {
  fileprivate mutating func take(_ result: RestoreOutcome) {
    switch result {
    case .done(let before, let after):
      outcome = .done
      told = (before, after)
    case .moved: outcome = .moved
    case .heldBack: outcome = .heldBack
    case .refused(let sentence):
      outcome = .failed
      reason = sentence
    }
  }
}
