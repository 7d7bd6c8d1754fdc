import Annals

/// How far the applying of a plan is, for who asks.
struct PlanProgress {
  enum State: String, CaseIterable {
    /// Nobody began.
    case notApplied = "not_applied"
    /// It is being applied, here or by another process that noted something lately.
    case running
    /// It was begun, and ended before its end: applying the plan again goes on.
    case stopped
    /// Nothing is left to do.
    case complete
  }

  /// How long another process is taken to be at it after it noted something.
  private static let patience: Int64 = 60_000_000

  let planID: String
  /// Steps that change something.
  let steps: Int
  let progress: RecoveryProgress?
  let state: State
  /// Seconds until the end, at the pace of this run so far; `nil` where that is not known.
  let secondsLeft: Int?
  /// Why the last run here ended before its end.
  let trouble: String?

  /// What is known of a plan's run here, and what was noted of it.
  init(of planID: String, steps: Int, _ progress: RecoveryProgress?, run: RecoveryService.Run?, now: Timestamp) {
    self.planID = planID
    self.steps = steps
    self.progress = progress
    let isUnderWay = run?.isUnderWay ?? false
    let isComplete = progress?.isComplete ?? (steps == 0)
    state =
      if isComplete && !isUnderWay {
        .complete
      } else if isUnderWay {
        .running
      } else if let progress {
        run?.failure == nil && now.microseconds - progress.updated.microseconds < Self.patience ? .running : .stopped
      } else {
        run == nil ? .notApplied : .stopped
      }
    trouble = isUnderWay ? nil : run?.failure
    let open = progress?.count(of: .open) ?? steps
    if isUnderWay, let run, open < run.openAtFirst {
      let elapsed = max(now.microseconds - run.begun.microseconds, 0)
      secondsLeft = Int(elapsed / Int64(run.openAtFirst - open) * Int64(open) / 1_000_000)
    } else {
      secondsLeft = nil
    }
  }

  /// How many of these ended so.
  func count(of outcome: StepOutcome) -> Int { progress?.count(of: outcome) ?? (outcome == .open ? steps : 0) }

  /// What became of each step that changes something, in the plan's order.
  func outcome(at place: Int) -> StepOutcome {
    guard let outcomes = progress?.outcomes, outcomes.indices.contains(place) else { return .open }
    return outcomes[place]
  }

  /// The progress as JSON.
  var json: JSONObject {
    var json: JSONObject = [
      "plan_id": .string(planID), "state": .string(state.rawValue), "steps": .number(JSONNumber(steps)),
      "seconds_left": secondsLeft.map { .number(JSONNumber($0)) } ?? .null,
    ]
    for outcome in StepOutcome.allCases { json[outcome.name] = .number(JSONNumber(count(of: outcome))) }
    json["applied_by"] = progress.map { .string($0.user.id) }
    json["started_at"] = progress.map { .string($0.started.description) }
    json["updated_at"] = progress.map { .string($0.updated.description) }
    if let failures = progress?.failures, !failures.isEmpty { json["failures"] = .array(failures.map(JSONValue.string)) }
    json["trouble"] = trouble.map(JSONValue.string)
    return json
  }
}
