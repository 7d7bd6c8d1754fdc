import Annals

/// What a visitor may do about alerts, and where their forms go.
struct AlertHandling {
  /// Whether they may look after alerts.
  let mayAcknowledge: Bool
  /// Whether they may mute rules: a rule looks at all of history, so only who sees all of it.
  let mayMute: Bool
  let action: String
  /// Where the form leads back to.
  let next: String

  init(visitor: Visitor, links: Links, next: String) {
    mayAcknowledge = visitor.principal.may(.handleAlerts)
    mayMute = mayAcknowledge && visitor.principal.scope.holdsAllRecords
    action = links.handleAlert
    self.next = next
  }

  /// The forms of an alert; `nil` where there is nothing to do.
  func view(_ stored: StoredAlert) -> View? {
    let alert = stored.alert
    let isUnhandled = mayAcknowledge && alert.state == .open && alert.acknowledgement == nil
    guard isUnhandled || mayMute && !stored.isMuted else { return nil }
    return [
      "isUnhandled": isUnhandled, "isTold": mayMute && !stored.isMuted, "alertID": alert.id.description, "handledRule": alert.rule,
      "action": action, "next": next,
    ]
  }
}
