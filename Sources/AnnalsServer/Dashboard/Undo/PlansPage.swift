import Annals

/// The plans, newest first.
struct PlansPage {
  let visit: PageVisit

  func body() async throws -> PageVisit.Body {
    let page = try await visit.plans.plans(after: visit.query["cursor"], limit: 30)
    if visit.query["cursor"] == nil { visit.looking.note(Resource.access("plans")) }
    let address = "\(visit.links.base)/plans"
    return PageVisit.Body(
      title: "Plans", template: "plans",
      view: [
        "planRows": page.plans.map { summary, progress -> View in
          func count(_ name: String) -> String { Moments.count(summary.json[name]?.number?.int ?? 0) }
          return [
            "planLink": "\(address)/\(summary.id)", "planID": summary.id, "creator": summary.creator.id,
            "made": Moments.view(summary.created),
            "reason": summary.json["reason"]?.string.map { RecordView.shortened($0) },
            "told": "\(count("writes")) to write, \(count("removals")) to remove, \(count("held_back")) left as they are",
            "stateText": Self.words(progress), "isOpen": progress.state == .stopped,
          ]
        },
        "noPlans": page.plans.isEmpty, "nextLink": page.next.map { address + Links.query([(key: "cursor", value: $0)]) },
        "firstLink": visit.query["cursor"] == nil ? nil : address,
      ])
  }

  private static func words(_ progress: PlanProgress) -> String {
    switch progress.state {
    case .notApplied: "not applied"
    case .running: "being applied"
    case .stopped: "stopped before its end"
    case .complete: progress.steps == 0 ? "nothing to do" : "applied: \(Moments.count(progress.count(of: .done))) put back"
    }
  }
}
