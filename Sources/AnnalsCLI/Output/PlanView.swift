import Annals

/// A plan for a person: what it does to each resource, what is in the way, and what it comes to.
struct PlanView {
  let plan: RecoveryPlan
  let palette: Palette
  /// Whether steps without a conflict are left out.
  let isBrief: Bool

  /// The view's lines.
  var lines: [String] {
    let steps = plan.steps.filter { !$0.conflicts.isEmpty || (!isBrief && $0.isAction) }
    return steps.flatMap(lines) + summary
  }

  private func lines(of step: RecoveryStep) -> [String] {
    let name = SafeText.escaped("\(step.resource.type) \(step.resource.id)")
    let heading =
      switch step.action {
      case .write where step.present == nil: palette.paintAdded("put back") + " \(name)"
      case .write: palette.paint("change back", as: .update) + " \(name)"
      case .remove: palette.paintRemoved("remove") + " \(name)"
      case .none: palette.paintFailure("left as it is") + " \(name)"
      }
    var lines = [heading]
    for conflict in step.conflicts { lines += self.lines(of: conflict, isOverridden: step.isAction) }
    for remark in step.remarks { lines.append("  note: " + SafeText.escaped(remark)) }
    if !step.keptFields.isEmpty {
      lines.append("  kept as it is, for history redacted it: " + SafeText.escaped(step.keptFields.joined(separator: ", ")))
    }
    if !step.givenFields.isEmpty { lines.append("  from --fields: " + SafeText.escaped(step.givenFields.joined(separator: ", "))) }
    let shown = step.isAction ? step.diff : StateDiff(from: step.present, to: step.target)
    if !isBrief || step.isHeldBack { lines += DiffView(diff: shown, palette: palette).lines.map { "  " + $0 } }
    return lines
  }

  private func lines(of conflict: RecoveryConflict, isOverridden: Bool) -> [String] {
    let word = isOverridden ? "all the same, though" : "conflict:"
    return ["  \(palette.paintFailure(word)) " + SafeText.escaped(conflict.sentence)]
      + conflict.records.map { record in
        "    \(TimeText.short(record.timestamp)) \(record.operation) by \(SafeText.escaped(record.user.id)) (\(SafeText.escaped(record.id.description)))"
      } + (conflict.hiddenRecords > 0 ? ["    and \(conflict.hiddenRecords.grouped) more"] : [])
  }

  /// What the plan comes to.
  private var summary: [String] {
    let counts = plan.counts
    let units = "\(counts.writeUnits.grouped) write \(counts.writeUnits == 1 ? "unit" : "units")"
    var lines = [
      palette.paintHeading("plan \(plan.id)") + " of \(TimeText.long(plan.created)) by \(SafeText.escaped(plan.creator.id))"
        + (plan.reason.map { ": " + SafeText.escaped($0) } ?? ""),
      "\(Self.text(counts.writes)) to write, \(counts.removals.grouped) to remove: \(units), indexes not counted",
    ]
    if counts.already > 0 { lines.append("\(Self.text(counts.already)) so already") }
    if counts.overridden > 0 {
      lines.append("\(Self.text(counts.overridden)) of these over conflicts, as --conflicts \(plan.choice.rawValue) says")
    }
    if counts.heldBack > 0 { lines.append("\(Self.text(counts.heldBack)) left as they are, because of conflicts") }
    if plan.isAllOrNothing {
      lines.append("all or nothing, in one transaction" + (counts.heldBack > 0 ? ": nothing, while there are conflicts" : ""))
    }
    lines.append("sha256 \(plan.hash)")
    return lines
  }

  private static func text(_ count: Int) -> String { "\(count.grouped) \(count == 1 ? "resource" : "resources")" }
}

/// Plans as a table.
enum PlanTable {
  /// A line a plan, under a heading.
  static func lines(_ plans: [(PlanSummary, RecoveryProgress?)]) -> [String] {
    let rows =
      [["ID", "MADE", "BY", "WRITES", "REMOVALS", "CONFLICTS", "STATE", "REASON"]]
      + plans.map { plan, progress in
        func count(_ name: String) -> String { (plan.json[name]?.number?.int ?? 0).grouped }
        return [
          plan.id, TimeText.short(plan.created), plan.creator.id, count("writes"), count("removals"), count("held_back"),
          progress.map(state) ?? "not applied", plan.json["reason"]?.string ?? "",
        ].map { SafeText.escaped($0) }
      }
    return alignedLines(rows)
  }

  /// How far the applying of a plan is.
  static func state(_ progress: RecoveryProgress) -> String {
    let done = progress.count(of: .done)
    guard progress.isComplete else {
      return "\((progress.outcomes.count - progress.count(of: .open)).grouped) of \(progress.outcomes.count.grouped) steps"
    }
    return "applied: \(done.grouped) of \(progress.outcomes.count.grouped) put back"
  }
}
