public import Logging

/// Writes notices to the log.
public struct LogDelivery: AlertDelivery {
  /// What rules call it.
  public let name: String
  private let logger: Logger

  /// A delivery to a logger.
  public init(_ name: String = "log", logger: Logger) {
    self.name = name
    self.logger = logger
  }

  /// `log`.
  public var kind: String { "log" }

  /// Writes a line an alert: `warning`, an end as `notice`.
  public func deliver(_ notice: AlertNotice) {
    for alert in notice.alerts {
      var metadata: Logger.Metadata = [
        "annals.alert": "\(alert.id)", "annals.rule": "\(alert.rule)", "annals.severity": "\(alert.severity.rawValue)",
        "annals.notice": "\(notice.kind.rawValue)", "annals.sentence": "\(alert.sentence)",
      ]
      if let link = notice.link(to: alert) { metadata["annals.link"] = "\(link)" }
      logger.log(level: notice.kind == .resolved ? .notice : .warning, "An alert was raised, went on or is over", metadata: metadata)
    }
    if notice.leftOut > 0 {
      logger.warning("There are more alerts of a rule", metadata: ["annals.rule": "\(notice.rule)", "annals.alerts": "\(notice.leftOut)"])
    }
  }
}
