import Annals

/// All alerts that a visitor may see, with forms for who may handle them, and the rules that are muted.
struct AlertsPage {
  let visit: PageVisit

  /// Alerts of one page.
  private static let pageSize = 50

  func body() async throws -> PageVisit.Body {
    let state = try visit.query.value("state") { text throws(HistoryError) in
      guard let state = Alert.State(rawValue: text) else {
        throw HistoryError(.invalidFilter, "state is \"\(text.quoted(20))\": choose open or resolved, or leave it out")
      }
      return state
    }
    let last = try visit.query.value("cursor") { text throws(HistoryError) in
      do throws(HistoryError) { return try AlertID(text) } catch {
        throw HistoryError(.invalidCursor, "the cursor is none of alerts: go on from the first page")
      }
    }
    let desk = AlertDesk(visit.history.store, now: visit.history.recorder.now)
    let page = try await desk.alerts(state, visibleTo: visit.visitor.principal.scope, after: last, limit: Self.pageSize)
    let mutes = try await desk.mutes()
    visit.looking.note(Resource.access("alerts"))
    let pairs = state.map { [(key: "state", value: $0.rawValue)] } ?? []
    let handling = AlertHandling(visitor: visit.visitor, links: visit.links, next: visit.links.alerts + Links.query(pairs))
    return PageVisit.Body(
      title: "Alerts", template: "alerts-page",
      view: [
        "alerts": AlertsView(alerts: page.alerts, links: visit.links, handling: handling).view, "states": states(state),
        "mutes": mutes.map { mute($0, handling) }, "hasMutes": !mutes.isEmpty,
        "firstLink": last == nil ? nil : visit.links.alerts + Links.query(pairs),
        "nextLink": page.next.map { visit.links.alerts + Links.query(pairs + [(key: "cursor", value: $0.description)]) },
      ])
  }

  private func states(_ chosen: Alert.State?) -> [View] {
    [(nil, "all"), (.open, "open"), (.resolved, "over")].map { (state: Alert.State?, title) in
      let pairs = state.map { [(key: "state", value: $0.rawValue)] } ?? []
      return ["stateTitle": title, "stateLink": visit.links.alerts + Links.query(pairs), "isChosen": state == chosen]
    }
  }

  private func mute(_ mute: AlertMute, _ handling: AlertHandling) -> View {
    [
      "mutedRule": mute.rule, "mutedBy": mute.user.id, "until": Moments.view(mute.until), "mayUnmute": handling.mayMute,
      "action": visit.links.handleAlert, "next": handling.next,
    ]
  }
}
