import Annals

/// A plan before it is applied, while it is, and after.
struct PlanPage {
  let visit: PageVisit

  private static let pageSize = 50
  private static let changeLimit = 40

  func body() async throws -> PageVisit.Body {
    let plan = try await visit.plans.plan(try visit.part("plan_id"))
    let progress = try await visit.plans.progress(of: plan)
    if visit.query["cursor"] == nil { visit.looking.note(Resource.access("plans/\(plan.id)")) }
    let address = "\(visit.links.base)/plans/\(plan.id)"
    let counts = plan.counts
    let part = PlanOrders.Part(rawValue: visit.query["steps"] ?? "all") ?? .all
    let steps = plan.steps.enumerated().filter { part.holds($0.element) }
    let start = visit.query["cursor"].flatMap { Int($0) } ?? 0
    guard start >= 0 else {
      throw Problem(.invalidParameter, "the cursor is none of the plan's: go to its first page", parameter: "cursor")
    }
    let shown = steps.dropFirst(start).prefix(Self.pageSize)
    var places: [Int: Int] = [:]
    for (place, step) in plan.steps.enumerated().filter({ $0.element.isAction }).enumerated() { places[step.offset] = place }
    let kept = part == .all ? [] : [(key: "steps", value: part.rawValue)]
    let next = start + shown.count < steps.count ? kept + [(key: "cursor", value: String(start + shown.count))] : nil
    return PageVisit.Body(
      title: "Plan \(plan.id)", template: "plan",
      view: [
        "planID": plan.id, "creator": plan.creator.id, "creatorLink": visit.links.user(plan.creator), "made": Moments.view(plan.created),
        "reason": plan.reason, "tiles": Self.tiles(counts, address), "choiceTold": Self.told(plan.choice),
        "isTogether": plan.isAllOrNothing,
        "progress": Self.view(of: progress, address), "apply": apply(plan, progress, address),
        "planSteps": shown.map { index, step in
          view(of: step, places[index].map { progress.progress == nil ? nil : progress.outcome(at: $0) } ?? nil)
        }, "noSteps": shown.isEmpty, "stepCount": Moments.count(steps.count, "resource"),
        "parts": PlanOrders.Part.allCases.map { other -> View in
          [
            "partName": Self.name(other), "partLink": address + (other == .all ? "" : "?steps=\(other.rawValue)"),
            "isChosen": other == part,
          ]
        }, "nextLink": next.map { address + Links.query($0) },
        "firstLink": start > 0 ? address + Links.query(kept) : nil, "hash": plan.hash, "plansLink": "\(visit.links.base)/plans",
        "recordsLink": progress.count(of: .done) > 0 ? visit.links.search(["request": plan.id]) : nil,
        "undoLink": progress.state == .complete && progress.count(of: .done) > 0 ? visit.undoLink([(key: "plan", value: plan.id)]) : nil,
      ])
  }

  /// Begins to apply the plan that a form asks for; returns where its progress is shown.
  func apply(_ form: PageQuery) async throws -> String {
    let plan = try await visit.plans.plan(try visit.part("plan_id"))
    let given = RecoveryForm(form)
    var order = ApplyOrder(hash: form["sha256"] ?? "", reason: given.reason)
    order.maximumWriteUnits = try given.maximumWriteUnits()
    order.fields = try given.givenFields()
    guard !Self.needsFields(plan) || !order.fields.isEmpty else {
      throw Problem(
        .invalidParameter, "the plan was made with values for redacted fields, and these are not kept: give them again", parameter: "fields"
      )
    }
    _ = try await visit.plans.apply(plan, order)
    return "\(visit.links.base)/plans/\(plan.id)"
  }

  /// Whether values have to be given again, for something is written that history redacted.
  private static func needsFields(_ plan: RecoveryPlan) -> Bool { plan.steps.contains { $0.isAction && !$0.givenFields.isEmpty } }

  private static func tiles(_ counts: RecoveryPlanCounts, _ address: String) -> [View] {
    [
      ("To write", counts.writes, "update"), ("To remove", counts.removals, "delete"), ("So already", counts.already, ""),
      ("Left as they are", counts.heldBack, "bad"), ("Over a conflict", counts.overridden, "bad"), ("Write units", counts.writeUnits, ""),
    ].map { name, count, tone in
      ["tileName": name, "tileCount": Moments.count(count), "tileTone": count == 0 ? "" : tone == "bad" ? "bad-tile" : tone]
    }
  }

  private static func told(_ choice: ConflictChoice) -> String {
    UndoPage.choices.first { $0.0 == choice }?.1 ?? choice.rawValue
  }

  private static func name(_ part: PlanOrders.Part) -> String {
    switch part {
    case .all: "All"
    case .actions: "Changes"
    case .conflicts: "Conflicts"
    }
  }

  private static func view(of progress: PlanProgress, _ address: String) -> View? {
    guard progress.state != .notApplied, progress.steps > 0 else { return nil }
    let open = progress.count(of: .open)
    let title =
      switch progress.state {
      case .running: "Being applied"
      case .stopped: "Stopped before its end"
      case .complete, .notApplied: "Applied"
      }
    let outcomes = StepOutcome.allCases.filter { $0 != .open || open > 0 }.map { outcome -> View in
      ["factName": words(outcome), "factText": Moments.count(progress.count(of: outcome)), "factLink": nil]
    }
    return [
      "progressTitle": title, "share": (progress.steps - open) * 100 / progress.steps, "isRunning": progress.state == .running,
      "progressText": "\(Moments.count(progress.steps - open)) of \(Moments.count(progress.steps))",
      "left": progress.secondsLeft.map { "about \(Moments.count(max($0, 1), "second")) left" },
      "facts": outcomes.filter { $0["factText"] as? String != "0" }, "trouble": progress.trouble,
      "failures": progress.progress?.failures.map { ["failure": $0] as View } ?? [], "reload": address,
      "appliedBy": progress.progress?.user.id,
    ]
  }

  private static func words(_ outcome: StepOutcome) -> String {
    switch outcome {
    case .open: "Still open"
    case .done: "Put back"
    case .already: "So already"
    case .moved: "Changed since the plan"
    case .needMissing: "Missing what it refers to"
    case .heldBack: "Held back with others"
    case .failed: "Refused"
    }
  }

  /// The form that applies it; `nil` where there is nothing to apply.
  private func apply(_ plan: RecoveryPlan, _ progress: PlanProgress, _ address: String) -> View? {
    guard progress.steps > 0, progress.state == .notApplied || progress.state == .stopped else { return nil }
    let counts = plan.counts
    var hindrance: String?
    if visit.recovery == nil {
      hindrance = "This server does not know where resources are kept: it has to be started with --tables annals.yaml."
    } else if visit.plans.needsAnother(for: plan) {
      hindrance = "Two are needed: another user than \(plan.creator.id) has to apply it."
    } else if plan.isAllOrNothing, counts.heldBack > 0 {
      hindrance = "All or nothing was asked for, and there are conflicts: nothing would be written."
    }
    return [
      "action": address, "hash": plan.hash, "hindrance": hindrance, "isAgain": progress.state == .stopped,
      "needsFields": Self.needsFields(plan),
      "applyText": "\(progress.state == .stopped ? "Go on with" : "Apply to") \(Moments.count(progress.count(of: .open), "resource"))",
    ]
  }

  private func view(of step: RecoveryStep, _ outcome: StepOutcome?) -> View {
    let (word, tone) =
      switch step.action {
      case .write: step.present == nil ? ("Put back", "create") : ("Change back", "update")
      case .remove: ("Remove", "delete")
      case .none: step.conflicts.isEmpty ? ("So already", "read") : ("Left as it is", "failed")
      }
    let mark = ["create": "+", "update": "~", "delete": "−", "read": "○"][tone] ?? "!"
    let target = step.isAction ? step.target : step.isHeldBack ? step.target : step.present
    let isSame = step.action == .none && step.conflicts.isEmpty
    let notes =
      step.remarks
      + (step.keptFields.isEmpty ? [] : ["Kept as it is, for history redacted it: \(step.keptFields.joined(separator: ", "))"])
    return [
      "stepTone": tone, "stepMark": mark, "stepWord": word, "type": step.resource.type.name,
      "resource": RecordView.shortened(step.resource.id), "resourceLink": visit.links.resource(step.resource),
      "outcome": outcome.flatMap { $0 == .open ? nil : Self.words($0) }, "isHeld": step.isHeldBack,
      "conflicts": step.conflicts.map { conflict -> View in
        [
          "conflictText": conflict.sentence, "isOver": step.isAction,
          "hiddenText": conflict.hiddenRecords > 0 ? "and \(conflict.hiddenRecords) more" : nil,
          "witnesses": conflict.records.map { record -> View in
            [
              "witnessLink": visit.links.operation(record.id), "witnessKind": record.operation.rawValue, "witnessUser": record.user.id,
              "when": Moments.view(record.timestamp),
            ]
          },
        ]
      },
      "notes": notes.map { ["note": $0] as View },
      "diff": isSame
        ? nil
        : DiffView(before: step.present, after: target, limit: Self.changeLimit, folded: step.isHeldBack ? "What it would change" : nil)
          .view(isSplit: false),
    ]
  }
}
