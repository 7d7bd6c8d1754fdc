import AWSClient
import Annals
import AnnalsTestSupport
import Testing

@testable import AnnalsAlerts

@Suite("A file of rules")
struct AlertFileTests {
  @Test("Every condition and delivery is read")
  func all() async throws {
    let file = try AlertFile(
      """
      standard_rules: true
      read_every: 2s
      rules:
        - name: purge
          summary: Someone empties a type.
          severity: critical
          operations: [DELETE]
          types: prompt
          more_than: 50
          within: 10m
          by: type
          quiet: 1h
          deliver_to: [ops, pager]
        - {name: failing, failed_share: 2.5%, at_least: 50, within: 15m}
        - {name: scraping, operations: READ, resources_more_than: 200, within: 1h}
        - name: night
          outside_hours: {days: mon-fri, hours: "07:00-19:00", zone: Europe/Berlin}
          except_users: [system]
        - {name: newcomer, first_seen: true, types: [PROMPT]}
        - {name: unusual, times_usual: 5, at_least: 30}
        - {name: salaries, fields: [salary, profile.iban]}
        - {name: key-resource, types: [SETTINGS], ids: [billing/], more_than: 0}
        - {name: stopped, types: [HEARTBEAT], silent_for: 6h}
      deliveries:
        - {name: ops, webhook: "https://ops.example.org/hook", secret: $ALERT_SECRET}
        - {name: chat, slack: $SLACK_URL}
        - {name: teams, teams: "https://example.org/teams"}
        - {name: topic, sns: "arn:aws:sns:eu-central-1:123456789012:alerts"}
        - {name: mail, mail: [ops@example.org], from: annals@example.org}
        - {name: pager, command: [/usr/local/bin/page, --team, ops]}
        - {name: log, log: true}
      """, file: "alerts.yaml")
    #expect(file.rules.rules.count == 4 + 9)
    let purge = try #require(file.rules.named("purge"))
    #expect(purge.condition == .count(moreThan: 50, within: .seconds(600)))
    #expect(purge.severity == .critical && purge.grouping == .type && purge.quiet == .seconds(3600))
    #expect(try purge.filter.operations == [.delete] && purge.filter.types == [ResourceType("PROMPT")])
    #expect(purge.deliveries == ["ops", "pager"])
    #expect(file.rules.named("failing")?.condition == .failedShare(above: 0.025, atLeast: 50, within: .seconds(900)))
    #expect(file.rules.named("scraping")?.grouping == .user)
    #expect(file.rules.named("stopped")?.grouping == .type)
    #expect(file.readInterval == .seconds(2))
    let secrets = ["ALERT_SECRET": "0123456789abcdef", "SLACK_URL": "https://hooks.example.org/x"]
    let credentials = StaticCredentials(.init(accessKeyID: "1", secretAccessKey: "x"))
    let client = try AWSClient(AWSClientConfiguration(region: "eu-central-1", credentials: credentials))
    let deliveries = try file.makeDeliveries(environment: secrets, logger: LogCollector().logger) { client }
    try await client.shutdown()
    #expect(deliveries.map(\.kind) == ["webhook", "slack", "teams", "sns", "mail", "command", "log"])
  }

  @Test("A file without rules has the standard ones, and without deliveries the log")
  func standard() throws {
    let file = try AlertFile("read_every: 5s", file: "alerts.yaml")
    #expect(file.rules == .standard)
    let deliveries = try file.makeDeliveries(environment: [:], logger: LogCollector().logger) { throw CancellationError() }
    #expect(deliveries.map(\.kind) == ["log"])
  }

  @Test(
    "What is wrong is told with its line and column, and what would be right",
    arguments: [
      ("rules:\n  - {name: a, more_than: ten, within: 1h}", "alerts.yaml:2:26: expected a whole number"),
      ("rules:\n  - {name: a, more_than: 10}", "alerts.yaml:2:5: \"within\" is missing"),
      (
        "rules:\n  - name: a\n    more_than: 10\n    within: 1 hour",
        "alerts.yaml:4:13: \"1 hour\" is no time: give it as 90s, 15m, 1h or 7d"
      ),
      ("rules:\n  - {name: A b, more_than: 1, within: 1h}", "alerts.yaml:2:12: \"A b\" is no name"),
      ("rules:\n  - {name: a, summary: x}", "a rule without a condition finds nothing: give one of more_than"),
      ("rules:\n  - {name: a, more_than: 1, within: 1h, silent_for: 1h}", "a rule has one condition, not more_than and silent_for"),
      ("rules:\n  - {name: a, more_then: 1, within: 1h}", "there is no \"more_then\""),
      ("rules:\n  - {name: a, silent_for: 1h}", "silence is of types that are named"),
      ("rules:\n  - {name: a, failed_share: 120%, within: 1h}", "alerts.yaml:2:29: \"120%\" is no share"),
      ("rules:\n  - {name: a, first_seen: true, within: 1h}", "first_seen knows no \"within\""),
      ("rules:\n  - {name: a, more_than: 1, within: 1h, by: team}", "\"team\" is not known: give one of everything, user, type, resource"),
      ("rules:\n  - {name: a, more_than: 1, within: 1h, deliver_to: ops}", "there is no delivery \"ops\": known are log"),
      ("rules:\n  - {name: a, more_than: 1, within: 1h, operations: [DROP]}", "the operation \"DROP\" is unknown"),
      ("rules:\n  - name: a\n    outside_hours: {hours: 7-19}", "alerts.yaml:3:28: \"7-19\" are no hours"),
      ("rules:\n  - name: a\n    outside_hours: {hours: \"07:00-19:00\", zone: Mars/Base}", "the time zone \"Mars/Base\" is unknown"),
      (
        "rules:\n  - {name: a, more_than: 1, within: 1h}\n  - {name: a, more_than: 2, within: 1h}",
        "alerts.yaml:3:5: two rules are called a"
      ),
      ("rules: []", "there is no rule"),
      ("deliveries:\n  - {name: a, webhook: \"http://example.org\"}", "alerts.yaml:2:24: this is no https address"),
      ("deliveries:\n  - {name: a, webhook: \"https://example.org\", secret: hunter2}", "name the variable that holds it"),
      ("deliveries:\n  - {name: a, mail: nobody}", "\"nobody\" is no mail address"),
      ("deliveries:\n  - {name: a, mail: \"a@b.c\", sendmail: x}", "\"from\" is missing"),
      ("deliveries:\n  - {name: a}", "a delivery goes to one place"),
      ("rules: [", "alerts.yaml is no YAML"),
    ] as [(String, String)])
  func wrong(text: String, sentence: String) {
    let error = #expect(throws: HistoryError.self) { try AlertFile(text, file: "alerts.yaml") }
    #expect(error?.code == .invalidConfiguration)
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("hunter2") != true)
  }

  @Test("A variable that is not set is told with the place of the delivery")
  func variables() throws {
    let file = try AlertFile("deliveries:\n  - {name: a, slack: $SLACK_URL}", file: "alerts.yaml")
    let error = #expect(throws: HistoryError.self) {
      try file.makeDeliveries(environment: [:], logger: LogCollector().logger) { throw CancellationError() }
    }
    #expect(error?.description == "alerts.yaml:2:5: the variable SLACK_URL is not set: set it, or write the value here")
  }
}
