/// What is told of alerts of one rule at once.
public struct AlertNotice: Hashable, Sendable {
  /// What is told.
  public enum Kind: String, Hashable, Sendable {
    case opened
    /// They went on since the last notice.
    case updated
    case resolved
  }

  /// Which notice it is: the same whenever it is sent again.
  public let id: String
  /// What is told.
  public let kind: Kind
  /// The rule's name.
  public let rule: String
  /// How much it matters.
  public let severity: AlertRule.Severity
  /// The rule's sentence, where it has one.
  public let summary: String?
  /// The alerts, the earliest first; at most ``AlertNotice/limit``.
  public let alerts: [Alert]
  /// How many more there are of the same rule.
  public let leftOut: Int
  /// What links begin with, such as `https://annals.example.org`; `nil` where nobody said.
  public let address: String?

  /// How many alerts a notice names at most.
  public static let limit = 20

  /// A notice of alerts of one rule; `nil` of none.
  init?(_ stored: [StoredAlert], _ kind: Kind, address: String?) {
    let stored = stored.sorted { $0.alert.id < $1.alert.id }
    guard let first = stored.first else { return nil }
    let parts = stored.map { "\($0.alert.id) \($0.notice)" }.joined(separator: "\n")
    id = stored.count == 1 ? "\(first.alert.id)-\(first.notice)" : String(TextDigest(of: parts).description.prefix(32))
    self.kind = kind
    rule = first.alert.rule
    severity = first.alert.severity
    summary = first.alert.summary
    alerts = stored.prefix(Self.limit).map(\.alert)
    leftOut = max(0, stored.count - Self.limit)
    self.address = address
  }

  /// The page that shows an alert's operations; `nil` where nobody said where the dashboard is.
  public func link(to alert: Alert) -> String? { address.map { $0 + alert.path } }

  /// The notice's first line for a person: `Annals: deletions-by-user, user ann: 12 DELETE (more than 10 within 1 hour)`.
  public var title: String {
    let about = alerts.count == 1 && leftOut == 0 ? alerts[0].sentence : "\(alerts.count + leftOut) alerts"
    switch kind {
    case .opened: return "\(rule): \(about)"
    case .updated: return "\(rule) goes on: \(about)"
    case .resolved: return "\(rule) is over: \(about)"
    }
  }

  /// The notice as JSON: names, counts and links.
  public var json: JSONObject {
    var json: JSONObject = [
      "notice_id": .string(id), "kind": .string(kind.rawValue), "rule": .string(rule), "severity": .string(severity.rawValue),
      "title": .string(title), "left_out": .number(JSONNumber(leftOut)),
      "alerts": .array(
        alerts.map { alert in
          var json = alert.json
          json["url"] = link(to: alert).map(JSONValue.string)
          return .object(json)
        }),
    ]
    json["summary"] = summary.map(JSONValue.string)
    return json
  }
}

/// Where notices go.
public protocol AlertDelivery: Sendable {
  /// What rules call it.
  var name: String { get }
  /// Its kind in one word, for metrics: `webhook`.
  var kind: String { get }
  /// Delivers a notice, or throws. A notice may come more than once, under the same id.
  func deliver(_ notice: AlertNotice) async throws
}

/// Why a delivery did not take a notice.
public struct AlertDeliveryError: Error, CustomStringConvertible {
  /// What was wrong, in a sentence without addresses or secrets.
  public let description: String
  /// Whether the same notice can be taken later.
  public let isRetryable: Bool

  /// A failure.
  public init(_ description: String, isRetryable: Bool = true) {
    self.description = description
    self.isRetryable = isRetryable
  }
}
