import Annals

/// What someone sends about alerts by a form: that they look after one, that a rule is muted for a time, or is told of again.
struct AlertForm {
  let visit: PageVisit

  /// The fields of its form.
  static let fields = ["act", "alert", "rule", "minutes", "reason", "next"]
  /// Bytes of a reason that are kept at most.
  private static let reasonLength = 1000

  private enum Act: String, CaseIterable {
    case acknowledge
    case mute
    case unmute
  }

  /// Does what the form says, as the routes would. Leads back to where it came from.
  func handle(_ form: PageQuery) async throws -> String {
    guard let act = form["act"].flatMap(Act.init(rawValue:)) else {
      throw Self.problem("act", form["act"], "the form does not say what to do: send acknowledge, mute or unmute as act")
    }
    let reason = form["reason"]?.trimmingSpaces.prefix(utf8Bytes: Self.reasonLength)
    let orders = AlertOrders(desk: AlertDesk(visit.history.store, now: visit.history.recorder.now), looking: visit.looking)
    try await withHistoryContext(reason: reason) {
      switch act {
      case .acknowledge: _ = try await orders.acknowledge(form["alert"] ?? "")
      case .mute:
        guard let reason, !reason.isEmpty else {
          throw Self.problem("reason", nil, "a rule that is muted tells nobody of what goes on: say why")
        }
        guard let minutes = form["minutes"].flatMap({ Int($0) }), (1...44_640).contains(minutes) else {
          throw Self.problem("minutes", form["minutes"], "a rule is muted for 1 to 44,640 minutes: send them as minutes")
        }
        _ = try await orders.mute(form["rule"] ?? "", minutes: minutes)
      case .unmute: _ = try await orders.mute(form["rule"] ?? "", minutes: 0)
      }
    }
    return Signing.local(form["next"]) ?? visit.links.alerts
  }

  private static func problem(_ name: String, _ value: String?, _ sentence: String) -> Problem {
    Problem(.invalidParameter, sentence, parameter: name, value: value)
  }
}
