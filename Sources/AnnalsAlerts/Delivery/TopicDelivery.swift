public import AWSClient
public import Annals

/// Publishes notices as JSON to a topic of SNS; rule, severity and kind are attributes that subscriptions can filter by.
public struct TopicDelivery: AlertDelivery {
  /// What rules call it.
  public let name: String
  private let topic: String
  private let client: SNSClient

  /// A delivery to a topic's ARN.
  public init(_ name: String, to topic: String, through client: SNSClient) {
    self.name = name
    self.topic = topic
    self.client = client
  }

  /// `sns`.
  public var kind: String { "sns" }

  /// Publishes a notice. Throws ``AlertDeliveryError`` unless it is taken.
  public func deliver(_ notice: AlertNotice) async throws {
    var message = SNSClient.Message(topicARN: topic, text: JSONWriter.text(of: notice.json))
    message.subject = String(
      String.UnicodeScalarView(NoticeText.heading(notice).unicodeScalars.filter { (0x20..<0x7F).contains($0.value) }))
    message.attributes = [("rule", notice.rule), ("severity", notice.severity.rawValue), ("kind", notice.kind.rawValue)]
    if topic.hasSuffix(".fifo") {
      message.groupID = notice.rule
      message.deduplicationID = notice.id
    }
    do {
      try await client.publish(message, within: .seconds(9))
    } catch let error as AWSError {
      throw AlertDeliveryError("SNS did not take it: \(error.description)")
    }
  }
}
