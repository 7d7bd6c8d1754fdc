import AWSClient
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

@testable import Annals
@testable import AnnalsAlerts

/// The whole corpus in alerts, as each delivery tells of them.
@Suite("Secrets, in notices", .timeLimit(.minutes(10)))
struct CorpusNoticeTests {
  private static let hunt = SecretHunt()

  /// Rules that put users and resources into alerts.
  private static func rules() throws -> AlertRules {
    var rules: [AlertRule] = []
    for (name, grouping) in [("resources", AlertRule.Grouping.resource), ("users", .user), ("types", .type), ("all", .everything)] {
      var rule = try AlertRule(name, .count(moreThan: 0, within: .seconds(3600)))
      rule.grouping = grouping
      rule.summary = "Someone touches something."
      rules.append(rule)
    }
    return try AlertRules(rules)
  }

  /// The alerts of a history with the corpus, as they are kept.
  private func alerts() async throws -> (alerts: [StoredAlert], documents: String) {
    let store = MemoryStore()
    let count = SecretCorpus.secrets.count
    try await AlertedHistory(store, rules: Self.rules()).running { history in
      for (number, secret) in SecretCorpus.secrets.enumerated() {
        let record = SecretPlaces.record(holding: secret.text, number: number)
        history.log(
          .update, "PROMPT", id: record.resource.id, user: record.user.id, after: ["note": secret.text],
          metadata: ["error": .string(secret.text)])
        if number.isMultiple(of: 100) { try await history.flush() }
      }
      try await history.flush()
      while try await Self.alertCount(in: store, of: "resources") < count { await Task.yield() }
    }
    let documents = try await store.documents(beginning: "")
    return (
      try documents.filter { $0.name.description.hasPrefix(StoredAlert.folder) }.map { try StoredAlert(document: $0) },
      documents.map { String(decoding: $0.content, as: UTF8.self) }.joined(separator: "\n")
    )
  }

  private static func alertCount(in store: MemoryStore, of rule: String) async throws -> Int {
    try await store.documents(beginning: StoredAlert.folder).count { try StoredAlert(document: $0).alert.rule == rule }
  }

  @Test("None of the corpus is in an alert's document, nor in what any delivery tells of it")
  func nowhere() async throws {
    let (alerts, documents) = try await alerts()
    var found: [String: Set<Int>] = [:]
    func look(_ place: String, _ text: String) {
      let bytes = Array(text.utf8)
      let once = Unwrapped.percents(bytes)
      for bytes in [bytes, once, Unwrapped.percents(once)] { found[place, default: []].formUnion(Self.hunt.found(in: bytes)) }
    }
    look("the documents", documents)
    let logs = LogCollector()
    try await StubServer.run([.full(status: 200, body: "<PublishResponse><MessageId>1</MessageId></PublishResponse>")]) { server in
      let client = try AWSClient(
        AWSClientConfiguration(
          environment: [
            "AWS_ENDPOINT_URL": server.url, "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "1", "AWS_SECRET_ACCESS_KEY": "1",
          ]))
      let topics = SNSClient(client)
      let address = try WebAddress(server.url)
      let mail = MailDelivery("mail", to: ["ops@example.org"], from: "annals@example.org")
      let deliveries: [any AlertDelivery] = [
        LogDelivery(logger: logs.logger), WebhookDelivery("hook", to: address, secret: "0123456789abcdef"),
        ChatDelivery("slack", to: address, shape: .slack), ChatDelivery("teams", to: address, shape: .teams),
        TopicDelivery("topic", to: "arn:aws:sns:eu-central-1:123456789012:alerts", through: topics),
      ]
      let byRule = Dictionary(grouping: alerts, by: \.alert.rule)
      #expect(byRule["resources"]?.count == SecretCorpus.secrets.count && byRule["users"]?.isEmpty == false)
      for (_, alerts) in byRule {
        for start in stride(from: 0, to: alerts.count, by: AlertNotice.limit) {
          let part = Array(alerts[start..<min(start + AlertNotice.limit, alerts.count)])
          for kind in [AlertNotice.Kind.opened, .resolved] {
            let notice = try #require(AlertNotice(part, kind, address: "https://annals.example.org"))
            for delivery in deliveries { try await delivery.deliver(notice) }
            look("mail", Unwrapped.mails(String(decoding: mail.message(notice), as: UTF8.self)))
          }
        }
      }
      try await client.shutdown()
      for request in server.requests {
        look(request.path, request.text + "\n" + request.headers.map(\.value).joined(separator: "\n"))
      }
    }
    look("the log", logs.lines.joined(separator: "\n"))
    for (place, indices) in found { #expect(indices.isEmpty, "\(place): \(indices.sorted().map { SecretCorpus.secrets[$0] })") }
    #expect(documents.contains("items/0/[REDACTED:"))
  }
}
