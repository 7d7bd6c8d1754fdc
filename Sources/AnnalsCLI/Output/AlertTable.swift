import Annals

/// Alerts as a table for a person, a line an alert.
struct AlertTable {
  let palette: Palette

  /// The lines of alerts that are stored, with what became of their deliveries.
  func lines(_ alerts: [StoredAlert]) -> [String] {
    lines(alerts.map(\.alert), notes: alerts.map(Self.note), isNamed: true)
  }

  /// Writes what a replay found, and how much it looked at.
  static func show(_ report: AlertReplay.Report, isJSON: Bool, palette: Palette) throws {
    let output = ByteOutput()
    if isJSON {
      for alert in report.alerts { try output.write(json: alert.json) }
    } else {
      let notes = report.alerts.map { $0.resolved.map { "over \(TimeText.short($0))" } ?? "open" }
      for line in AlertTable(palette: palette).lines(report.alerts, notes: notes, isNamed: false) { try output.write(line: line) }
    }
    try output.finish()
    var counts: [String: Int] = [:]
    for alert in report.alerts { counts[alert.rule, default: 0] += 1 }
    let rules = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value.grouped)" }
    Console.tell(
      "annals: \(report.alerts.count.grouped) alerts in \(report.records.grouped) records"
        + (rules.isEmpty ? "" : ": \(rules.joined(separator: ", "))"))
  }

  private func lines(_ alerts: [Alert], notes: [String], isNamed: Bool) -> [String] {
    guard !alerts.isEmpty else { return [] }
    var rows = [(isNamed ? ["ALERT"] : []) + ["OPENED (UTC)", "SEVERITY", "RULE", "WHAT", "FIRST", "LAST", "STATE"]]
    for (alert, note) in zip(alerts, notes) {
      rows.append(
        ((isNamed ? [alert.id.description] : [])
          + [
            TimeText.short(alert.opened), alert.severity.rawValue, alert.rule, alert.sentence, TimeText.short(alert.first),
            TimeText.short(alert.last), note,
          ]).map { SafeText.escaped($0) })
    }
    return alignedLines(rows).enumerated().map { place, line in
      if place == 0 { return palette.paintHeading(line) }
      return alerts[place - 1].severity == .critical && alerts[place - 1].state == .open ? palette.paintFailure(line) : line
    }
  }

  private static func note(_ stored: StoredAlert) -> String {
    var notes = [stored.alert.resolved.map { "over \(TimeText.short($0))" } ?? "open"]
    if let acknowledgement = stored.alert.acknowledgement { notes.append("acknowledged by \(acknowledgement.user)") }
    if stored.isMuted { notes.append("muted") }
    for (name, progress) in stored.progress.sorted(by: { $0.key < $1.key }) where progress.error != nil {
      notes.append("\(name) \(progress.hasGivenUp ? "gave up" : "fails, \(progress.failures) times"): \(progress.error ?? "")")
    }
    return notes.joined(separator: "; ")
  }
}
