import Annals
import HTTPTypes
import Hummingbird

/// Answers what plans there are and how far they are, makes plans, and has them applied.
struct PlanOrders {
  let desk: PlanDesk
  let looking: Looking
  let bodyLimit: Int
  let turns: Turns

  private var call: Call { looking.call }
  private static let stepsOfPage = 100

  /// Makes a plan, and shows it as any other.
  func make() async throws -> Answer {
    try desk.able()
    let bytes = try await RequestBytes(limit: bodyLimit).read(call.request)
    return try await turns.taking(call.visitor.caller) {
      let plan = try await desk.make(PlanOrder(bytes))
      var path = Substring(call.request.uri.path)
      while path.last == "/" { path.removeLast() }
      return Answer(
        .created, json: try await json(of: plan, .all, after: 0, limit: Self.stepsOfPage), headers: [.location: "\(path)/\(plan.id)"])
    }
  }

  /// A page of plans without their steps.
  func list() async throws -> Answer {
    let page = try await desk.plans(after: call.query[.cursor], limit: try call.query.whole(.planLimit) ?? 20)
    looking.note(Resource.access(call.endpoint.accessPart))
    let plans = page.plans.map { summary, progress in
      var json = summary.json
      json["progress"] = .object(progress.json)
      return JSONValue.object(json)
    }
    return Answer(json: ["plans": .array(plans), "next_cursor": page.next.map(JSONValue.string) ?? .null])
  }

  /// A plan, with a page of its steps.
  func show() async throws -> Answer {
    let plan = try await plan()
    let part = try call.query[.planSteps].map { text in
      guard let part = Part(rawValue: text) else {
        throw Problem(
          HistoryError(.invalidFilter, "steps is \"\(text.quoted(40))\": send \(QueryParameter.planSteps.expected)"), parameter: "steps",
          value: text, expected: QueryParameter.planSteps.expected)
      }
      return part
    }
    let start = try call.query.value(.cursor) { text throws(HistoryError) in
      guard let place = Int(text), place > 0, place <= plan.steps.count else {
        throw HistoryError(.invalidCursor, "the cursor is none of the plan's: send next_cursor as the last page gave it")
      }
      return place
    }
    if start == nil { looking.note(Resource.access("plans/\(plan.id)")) }
    return Answer(
      json: try await json(
        of: plan, part ?? .all, after: start ?? 0, limit: try call.query.whole(.stepLimit) ?? Self.stepsOfPage))
  }

  /// How far a plan is.
  func progress() async throws -> Answer { Answer(json: try await desk.progress(of: plan()).json) }

  /// Begins to apply a plan.
  func apply() async throws -> Answer {
    let bytes = try await RequestBytes(limit: bodyLimit).read(call.request)
    return try await turns.taking(call.visitor.caller) {
      // What is not there is told before what is wrong with the body.
      let plan = try await plan()
      let progress = try await desk.apply(plan, ApplyOrder(bytes))
      let location = "\(call.request.uri.path.dropLast("apply".count))progress"
      return Answer(.accepted, json: progress.json, headers: [.location: location])
    }
  }

  private func plan() async throws -> RecoveryPlan { try await desk.plan(Call.decode(call.tail, "plan_id")) }

  /// Which of a plan's steps are shown.
  enum Part: String, CaseIterable {
    case all, actions, conflicts

    func holds(_ step: RecoveryStep) -> Bool {
      switch self {
      case .all: true
      case .actions: step.isAction
      case .conflicts: !step.conflicts.isEmpty
      }
    }
  }

  private func json(of plan: RecoveryPlan, _ part: Part, after start: Int, limit: Int) async throws -> JSONObject {
    let progress = try await desk.progress(of: plan)
    var json = plan.summary
    json["progress"] = .object(progress.json)
    var place = plan.steps.prefix(start).count(where: \.isAction)
    var steps: [JSONValue] = []
    var next: Int?
    for (index, step) in plan.steps.enumerated().dropFirst(start) {
      if part.holds(step) {
        if steps.count == limit {
          next = index
          break
        }
        steps.append(.object(step.shown(progress.progress == nil || !step.isAction ? nil : progress.outcome(at: place))))
      }
      if step.isAction { place += 1 }
    }
    json["steps"] = .array(steps)
    json["next_cursor"] = next.map { .string(String($0)) } ?? .null
    return json
  }
}

extension RecoveryStep {
  /// The step as it is shown: its difference and what became of it, without what only the applying needs.
  fileprivate func shown(_ outcome: StepOutcome?) -> JSONObject {
    var json = json
    for name in ["rank", "present_sha256", "target_types", "present_types"] { json[name] = nil }
    let difference = isAction ? diff : StateDiff(from: present, to: target)
    json["diff"] = .object(difference.json)
    json["outcome"] = outcome.map { .string($0.name) } ?? .null
    return json
  }
}

extension QueryParameter {
  static let planLimit = QueryParameter(
    name: "limit", form: .whole(1...100, code: .invalidLimit), summary: "Plans of a page at most.", fallback: 20)
  static let stepLimit = QueryParameter(
    name: "limit", form: .whole(1...1_000, code: .invalidLimit), summary: "Steps of a page at most.", fallback: 100)
  static let planSteps = QueryParameter(
    name: "steps", form: .word(PlanOrders.Part.allCases.map(\.rawValue)),
    summary: "Which steps: all, those that change something, or those with conflicts.", fallback: "all")
}
