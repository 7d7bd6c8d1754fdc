import Annals

/// The latest alerts that a visitor may see, each with a link to the operations that it is about.
struct AlertsView {
  let alerts: [StoredAlert]
  let links: Links
  /// What may be done about them, on their own page.
  var handling: AlertHandling?

  /// Alerts that are shown at most.
  static let limit = 6

  var view: View {
    let open = alerts.count { $0.alert.state == .open }
    return [
      "alertRows": alerts.map(row), "noAlerts": alerts.isEmpty, "openAlerts": open > 0 ? Moments.count(open, "open alert") : nil,
      "listTitle": handling == nil ? "Alerts" : "Raised", "allAlerts": handling == nil ? links.alerts : nil,
    ]
  }

  private func row(_ stored: StoredAlert) -> View {
    let alert = stored.alert
    return [
      "severity": alert.severity.rawValue, "sentence": RecordView.shortened(alert.sentence), "alertLink": links.base + alert.path,
      "rule": alert.rule, "about": alert.summary.map { RecordView.shortened($0) }, "isOver": alert.state == .resolved,
      "isMuted": stored.isMuted, "handledBy": alert.acknowledgement?.user.id, "opened": Moments.view(alert.opened),
      "handling": handling?.view(stored),
    ]
  }
}
