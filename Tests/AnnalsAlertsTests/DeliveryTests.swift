import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsTestSupport
import Crypto
import EngineTestSupport
import Foundation
import ServiceContextModule
import Testing

@testable import AnnalsAlerts

@Suite("Deliveries")
struct DeliveryTests {
  /// The notice of a real alert.
  private func notice(_ user: String = "ann") async throws -> AlertNotice {
    let store = MemoryStore()
    let collector = NoticeCollector()
    return try await AlertedHistory(store, rules: AlertRules([AlertRule.standard[0]]), deliveries: [collector]).running { history in
      AlertedHistory.delete(11, by: user, in: history)
      return try #require(await collector.next())
    }
  }

  @Test(
    "A receiver that fails, breaks off and hangs gets the notice in the end, each time under one id and signed", .timeLimit(.minutes(5)))
  func webhook() async throws {
    let secret = "0123456789abcdef0123456789abcdef"
    try await StubServer.run([.full(status: 500), .reset, .silence, .full(status: 429), .full(status: 204)]) { server in
      let hook = WebhookDelivery("ops", to: try WebAddress(server.url + "/hook"), secret: secret)
      let collector = NoticeCollector()
      let store = MemoryStore()
      let alerted = try AlertedHistory(store, rules: AlertRules([AlertRule.standard[0]]), deliveries: [hook, collector]) {
        $0.deliveryLimit = .milliseconds(500)
      }
      try await alerted.running { history in
        AlertedHistory.delete(12, by: "ann", in: history)
        // A hook that hangs keeps no other delivery waiting.
        _ = await collector.next()
        for _ in 0..<5 { _ = await server.nextRequest() }
        // The answer to the fifth is known once the document says so.
        while try await AlertDesk(store).alerts().alerts.first?.progress["ops"]?.taken != 1 { await Task.yield() }
      }
      #expect(server.requests.count == 5)
      #expect(Set(server.requests.map { $0.header("idempotency-key") ?? "" }).count == 1)
      for request in server.requests {
        let (id, timestamp) = (try #require(request.header("idempotency-key")), try #require(request.header("annals-timestamp")))
        var code = HMAC<SHA256>(key: SymmetricKey(data: Data(secret.utf8)))
        code.update(data: Data("\(timestamp).\(id).\(request.text)".utf8))
        let expected = code.finalize().map { String(format: "%02x", $0) }.joined()
        #expect(request.header("annals-signature") == "v1=\(expected)")
        let json = try #require(try JSONValue(parsing: request.body).object)
        #expect(json["notice_id"] == .string(id) && json["alerts"]?.array?.count == 1)
      }
    }
  }

  @Test("A web hook is told of the trace that its delivery belongs to, and of none where there is none", .timeLimit(.minutes(5)))
  func traced() async throws {
    let notice = try await notice()
    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    try await StubServer.run([.full(status: 204)]) { server in
      let hook = WebhookDelivery("ops", to: try WebAddress(server.url))
      var context = ServiceContext.topLevel
      context.trace = TraceContext(traceparent: parent, tracestate: "vendor=1")
      try await ServiceContext.withValue(context) { try await hook.deliver(notice) }
      try await hook.deliver(notice)
      #expect(server.requests.map { $0.header("traceparent") } == [parent, nil])
      #expect(server.requests.map { $0.header("tracestate") } == ["vendor=1", nil])
    }
  }

  @Test("Slack and Teams get their shapes, and names in them are no markup", .timeLimit(.minutes(5)))
  func chat() async throws {
    let notice = try await notice("<!channel> *ann* [x](http://evil)")
    try await StubServer.run([.full(status: 200)]) { server in
      try await ChatDelivery("s", to: WebAddress(server.url), shape: .slack).deliver(notice)
      try await ChatDelivery("t", to: WebAddress(server.url), shape: .teams).deliver(notice)
      let slack = try #require(try JSONValue(parsing: server.requests[0].body).object?["text"]?.string)
      #expect(slack.hasPrefix(":rotating_light: *CRITICAL deletions-by-user*\n"))
      #expect(slack.contains("&lt;!channel&gt;") && !slack.contains("<!channel>"))
      #expect(slack.contains("<https://annals.example.org/search?user="))
      let teams = try #require(try JSONValue(parsing: server.requests[1].body).object)
      let card = try #require(teams["attachments"]?.array?.first?.object?["content"]?.object)
      let text = JSONWriter.text(of: card)
      #expect(card["type"] == "AdaptiveCard" && text.contains("\\\\[x\\\\]") && !text.contains("](http"))
      #expect(card["actions"]?.array?.first?.object?["url"]?.string?.hasPrefix("https://annals.example.org/search?") == true)
    }
  }

  @Test("A topic of SNS gets the notice as JSON, and hands it on", .timeLimit(.minutes(5)))
  func topic() async throws {
    let notice = try await notice()
    try await DynamoDBEngine.withClient { client in
      let topics = SNSClient(client)
      let arn = try #require(try await topics.createTopic("alerts"))
      try await StubServer.run([.full(status: 200)]) { server in
        try await topics.subscribe(server.url, to: arn)
        while let request = await server.nextRequest() {
          let json = try #require(try JSONValue(parsing: request.body).object)
          guard json["Type"] == "Notification" else {
            // An address that was not asked gets nothing.
            let token = try #require(json["Token"]?.string)
            try await topics.confirmSubscription(to: arn, token: token)
            try await TopicDelivery("topic", to: arn, through: topics).deliver(notice)
            continue
          }
          let message = try #require(json["Message"]?.string)
          #expect(try JSONValue(parsing: Array(message.utf8)) == .object(notice.json))
          #expect(json["Subject"] == "CRITICAL deletions-by-user")
          break
        }
      }
      let error = await #expect(throws: AlertDeliveryError.self) {
        try await TopicDelivery("topic", to: arn + "-not", through: topics).deliver(notice)
      }
      #expect(error?.description.contains("SNS did not take it") == true)
    }
  }

  @Test("A command gets the notice on its standard input, and is known by its status", .timeLimit(.minutes(5)))
  func command() async throws {
    let notice = try await notice()
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("annals-command-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await CommandDelivery("c", ["sh", "-c", "cat > \"$1\"; echo \"$ANNALS_NOTICE\" >> \"$1\"", "sh", path]).deliver(notice)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(try JSONValue(parsing: Array(lines[0].utf8)) == .object(notice.json))
    #expect(lines[1] == notice.id)
    for (words, sentence) in [
      (["sh", "-c", "exit 3"], "sh ended with status 3"), (["/does/not/exist"], "/does/not/exist ended with status 127"),
    ] {
      let error = await #expect(throws: AlertDeliveryError.self) { try await CommandDelivery("c", words).deliver(notice) }
      #expect(error?.description == sentence)
    }
    // One that does not end is ended with its time.
    let hanging = Task { try await CommandDelivery("c", ["sleep", "600"]).deliver(notice) }
    hanging.cancel()
    await #expect(throws: AlertDeliveryError.self) { try await hanging.value }
  }

  @Test("A mail is one message however often it is sent, with its text encoded", .timeLimit(.minutes(5)))
  func mail() async throws {
    let notice = try await notice("éva\u{202E}")
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("annals-mail-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let mail = MailDelivery(
      "m", to: ["ops@example.org", "ann@example.org"], from: "annals@example.org", command: ["sh", "-c", "cat > \"$1\"", "sh", path])
    try await mail.deliver(notice)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let parts = text.components(separatedBy: "\n\n")
    #expect(parts[0].contains("To: ops@example.org, ann@example.org\n") && parts[0].contains("From: annals@example.org\n"))
    #expect(parts[0].contains("Message-ID: <annals.\(notice.id)@example.org>\n"))
    #expect(parts[0].utf8.allSatisfy { $0 < 0x7F } && parts[0].split(separator: "\n").allSatisfy { $0.utf8.count <= 78 })
    let body = try #require(Data(base64Encoded: parts[1].replacing("\n", with: "")))
    #expect(String(decoding: body, as: UTF8.self).contains("11 DELETE (more than 10 within 1 hour)"))
  }

  @Test("Two processes on one table raise one alert, of what both recorded", .timeLimit(.minutes(5)))
  func twoProcesses() async throws {
    try await DynamoDBEngine.withClient { client in
      _ = try await TableSetup(client: client, tableName: "history").run()
      try await TwoProcesses.test(
        try DynamoDBStore(client: client, tableName: "history"), try DynamoDBStore(client: client, tableName: "history"))
    }
  }
}
