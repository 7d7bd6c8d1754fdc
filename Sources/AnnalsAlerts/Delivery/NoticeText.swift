import Annals

/// A notice in words.
enum NoticeText {
  /// `CRITICAL deletions-by-user`.
  static func heading(_ notice: AlertNotice) -> String {
    switch notice.kind {
    case .opened: "\(notice.severity.rawValue.uppercased()) \(notice.rule)"
    case .updated: "\(notice.severity.rawValue.uppercased()) \(notice.rule) goes on"
    case .resolved: "\(notice.rule) is over"
    }
  }

  /// An alert with its times.
  static func line(_ alert: Alert) -> String {
    "\(alert.sentence), \(moment(alert.first)) to \(moment(alert.last)) UTC"
  }

  /// How many alerts are not named.
  static func rest(_ notice: AlertNotice) -> String? { notice.leftOut > 0 ? "and \(notice.leftOut) more" : nil }

  /// All of it, for a mail.
  static func text(_ notice: AlertNotice) -> String {
    var lines = [heading(notice)]
    if let summary = notice.summary { lines.append(summary) }
    for alert in notice.alerts {
      lines += ["", line(alert)]
      if let link = notice.link(to: alert) { lines.append(link) }
      lines.append("acknowledge it: annals alerts acknowledge \(alert.id)")
    }
    if let rest = rest(notice) { lines += ["", rest] }
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  private static func moment(_ timestamp: Timestamp) -> String { String(timestamp.description.prefix(19)).replacing("T", with: " ") }
}
