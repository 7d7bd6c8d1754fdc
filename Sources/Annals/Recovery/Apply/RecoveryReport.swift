/// What came of applying a plan.
public struct RecoveryReport: Hashable, Sendable {
  /// A resource that was not put back.
  public struct Rest: Hashable, Sendable {
    /// Which.
    public let resource: Resource
    /// What became of its step; `nil` where the plan itself held it back.
    public let outcome: StepOutcome?
    /// Why, in a sentence.
    public let sentence: String
  }

  /// Which plan.
  public let planID: String
  /// Resources that were put back.
  public let done: Int
  /// Resources that were as they are to be already.
  public let already: Int
  /// Steps that were not come to: the run was stopped.
  public let open: Int
  /// Resources that were not put back because of a conflict, in the plan or since.
  public let conflicts: [Rest]
  /// Resources that could not be put back.
  public let failed: [Rest]

  init(_ plan: RecoveryPlan, _ progress: RecoveryProgress) {
    planID = plan.id
    done = progress.count(of: .done)
    open = progress.count(of: .open)
    already = progress.count(of: .already) + plan.counts.already
    var conflicts: [Rest] = []
    var failed: [Rest] = []
    for step in plan.steps where step.isHeldBack {
      conflicts.append(Rest(resource: step.resource, outcome: nil, sentence: step.conflicts.first?.sentence ?? "a conflict"))
    }
    var reasons = progress.failures[...]
    for (step, outcome) in zip(plan.actions, progress.outcomes) {
      switch outcome {
      case .open, .done, .already: break
      case .moved:
        conflicts.append(Rest(resource: step.resource, outcome: outcome, sentence: "it was changed since the plan was made: plan again"))
      case .needMissing:
        conflicts.append(Rest(resource: step.resource, outcome: outcome, sentence: "what it refers to was not put back: plan again"))
      case .heldBack:
        conflicts.append(
          Rest(resource: step.resource, outcome: outcome, sentence: "all or nothing was asked for, and another was in the way"))
      case .failed:
        failed.append(Rest(resource: step.resource, outcome: outcome, sentence: reasons.popFirst() ?? "it was refused, as others were"))
      }
    }
    self.conflicts = conflicts
    self.failed = failed
  }

  /// Whether all that was meant is as it is to be.
  public var isWhole: Bool { open == 0 && conflicts.isEmpty && failed.isEmpty }

  /// The report as JSON.
  public var json: JSONObject {
    func list(_ rests: [Rest]) -> JSONValue {
      .array(
        rests.map { rest in
          [
            "resource_type": .string(rest.resource.type.name), "resource_id": .string(rest.resource.id),
            "outcome": .string(rest.outcome?.name ?? "planned"), "detail": .string(rest.sentence),
          ]
        })
    }
    return [
      "plan_id": .string(planID), "done": .number(JSONNumber(done)), "already": .number(JSONNumber(already)),
      "open": .number(JSONNumber(open)), "conflicts": list(conflicts), "failed": list(failed),
    ]
  }
}
