/// The Simple Notification Service: publishes messages to topics.
///
/// Source: Amazon SNS API Reference, "Publish" (query protocol, version 2010-03-31).
public struct SNSClient: Sendable {
  /// A message for a topic.
  public struct Message: Hashable, Sendable {
    /// The topic's ARN.
    public var topicARN: String
    /// What is sent; at most 256 KiB.
    public var text: String
    /// The subject of mails; at most 100 characters of ASCII, no line break.
    public var subject: String?
    /// Attributes of type String that subscriptions can filter by.
    public var attributes: [(name: String, value: String)] = []
    /// What belongs together, for a FIFO topic.
    public var groupID: String?
    /// What makes sending again within five minutes harmless, for a FIFO topic.
    public var deduplicationID: String?

    /// A message of what has no default.
    public init(topicARN: String, text: String) {
      self.topicARN = topicARN
      self.text = text
    }

    /// By all members.
    public static func == (left: Message, right: Message) -> Bool { left.form.elementsEqual(right.form, by: ==) }
    /// By all members.
    public func hash(into hasher: inout Hasher) {
      for (name, value) in form {
        hasher.combine(name)
        hasher.combine(value)
      }
    }

    fileprivate var form: [(String, String)] {
      var form = [("Action", "Publish"), ("Version", "2010-03-31"), ("TopicArn", topicARN), ("Message", text)]
      if let subject { form.append(("Subject", subject)) }
      if let groupID { form.append(("MessageGroupId", groupID)) }
      if let deduplicationID { form.append(("MessageDeduplicationId", deduplicationID)) }
      for (place, attribute) in attributes.enumerated() {
        let prefix = "MessageAttributes.entry.\(place + 1)."
        form += [
          (prefix + "Name", attribute.name), (prefix + "Value.DataType", "String"), (prefix + "Value.StringValue", attribute.value),
        ]
      }
      return form
    }
  }

  private let client: AWSClient

  /// A client that sends through a connection.
  public init(_ client: AWSClient) { self.client = client }

  /// Publishes a message; the id that the service gave it. Throws ``AWSError``.
  @discardableResult
  public func publish(_ message: Message, within deadline: Duration? = nil) async throws -> String? {
    try await text("MessageId", of: "Publish", message.form, within: deadline)
  }

  /// Makes a topic, or finds the one of the name; its ARN. Throws ``AWSError``.
  package func createTopic(_ name: String) async throws -> String? {
    try await text("TopicArn", of: "CreateTopic", [("Action", "CreateTopic"), ("Version", "2010-03-31"), ("Name", name)])
  }

  /// Subscribes an address of `http` to a topic. Throws ``AWSError``.
  package func subscribe(_ address: String, to topicARN: String) async throws {
    _ = try await text(
      "SubscriptionArn", of: "Subscribe",
      [
        ("Action", "Subscribe"), ("Version", "2010-03-31"), ("TopicArn", topicARN), ("Protocol", "http"), ("Endpoint", address),
      ])
  }

  /// Confirms a subscription by the token that its address was sent. Throws ``AWSError``.
  package func confirmSubscription(to topicARN: String, token: String) async throws {
    let form = [("Action", "ConfirmSubscription"), ("Version", "2010-03-31"), ("TopicArn", topicARN), ("Token", token)]
    _ = try await text("SubscriptionArn", of: "ConfirmSubscription", form)
  }

  private func text(_ element: String, of operation: String, _ form: [(String, String)], within deadline: Duration? = nil) async throws
    -> String?
  {
    let body = form.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
    let request = ServiceRequest(
      service: .sns, operation: operation, headers: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
      body: Array(body.utf8))
    return try await client.send(request, within: deadline) { reply throws(JSONReader.Fault) in
      XMLText.element(element, in: String(decoding: reply.body, as: UTF8.self))
    }
  }
}

extension AWSService {
  /// The Simple Notification Service.
  static let sns = AWSService(name: "sns", transientBase: .milliseconds(50), maximumAttempts: 3)
}
