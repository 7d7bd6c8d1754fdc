public import Annals

/// Posts notices to a channel of Slack or Teams, by the incoming web hook of the channel.
public struct ChatDelivery: AlertDelivery {
  /// Whose shape messages have.
  public enum Shape: String, Hashable, Sendable {
    /// Slack's incoming webhooks, and those that take the same (Mattermost, Rocket.Chat).
    case slack
    /// Teams' workflow "post to a channel when a webhook request is received".
    case teams
  }

  /// What rules call it.
  public let name: String
  private let post: WebPost
  private let shape: Shape

  /// A delivery to a channel's hook.
  public init(_ name: String, to address: WebAddress, shape: Shape) {
    self.name = name
    post = WebPost(to: address)
    self.shape = shape
  }

  /// `slack` or `teams`.
  public var kind: String { shape.rawValue }

  /// Posts a notice. Throws ``AlertDeliveryError`` unless it is taken.
  public func deliver(_ notice: AlertNotice) async throws {
    let message = shape == .slack ? Self.slack(notice) : Self.teams(notice)
    try await post.send(Array(JSONWriter.text(of: message).utf8), [])
  }

  /// Source: api.slack.com/reference/surfaces/formatting
  static func slack(_ notice: AlertNotice) -> JSONObject {
    func escaped(_ text: String) -> String {
      text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
    let mark =
      switch (notice.kind, notice.severity) {
      case (.resolved, _): ":white_check_mark:"
      case (_, .critical): ":rotating_light:"
      case (_, .warning): ":warning:"
      case (_, .info): ":information_source:"
      }
    var lines = ["\(mark) *\(escaped(NoticeText.heading(notice)))*"]
    if let summary = notice.summary { lines.append(escaped(summary)) }
    for alert in notice.alerts {
      let link = notice.link(to: alert).map { " <\(escaped($0))|show>" } ?? ""
      lines.append("• \(escaped(NoticeText.line(alert)))\(link)")
    }
    if let rest = NoticeText.rest(notice) { lines.append(rest) }
    return ["text": .string(lines.joined(separator: "\n"))]
  }

  /// Source: learn.microsoft.com, "Create incoming webhooks with Workflows for Microsoft Teams"; adaptivecards.io, version 1.4.
  static func teams(_ notice: AlertNotice) -> JSONObject {
    func block(_ text: String, _ more: JSONObject = [:]) -> JSONValue {
      var block: JSONObject = ["type": "TextBlock", "text": .string(plain(text)), "wrap": true]
      for member in more.members { block[member.name] = member.value }
      return .object(block)
    }
    let color: JSONValue = notice.kind == .resolved ? "Good" : notice.severity == .info ? "Default" : "Attention"
    var body = [block(NoticeText.heading(notice), ["weight": "Bolder", "size": "Medium", "color": color])]
    if let summary = notice.summary { body.append(block(summary)) }
    for alert in notice.alerts { body.append(block(NoticeText.line(alert))) }
    if let rest = NoticeText.rest(notice) { body.append(block(rest)) }
    // A card shows six actions.
    let actions: [JSONValue] = notice.alerts.prefix(6).compactMap { alert in
      notice.link(to: alert).map {
        ["type": "Action.OpenUrl", "title": .string("Show \(plain(alert.subject.text))"), "url": .string($0)]
      }
    }
    let card: JSONObject = [
      "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4", "body": .array(body),
      "actions": .array(actions),
    ]
    return [
      "type": "message",
      "attachments": [["contentType": "application/vnd.microsoft.card.adaptive", "content": .object(card)]],
    ]
  }

  /// A card's text is Markdown: what would be links and emphasis there is shown as it is.
  private static func plain(_ text: String) -> String {
    var plain = ""
    for character in text {
      if "\\`*_[]()#+!<>|".contains(character) { plain.append("\\") }
      plain.append(character)
    }
    return plain
  }
}
