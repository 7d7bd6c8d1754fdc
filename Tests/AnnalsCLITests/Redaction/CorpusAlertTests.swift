import Annals
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

/// The corpus through `annals serve` with rules that find each record, and every delivery: what receivers get, what is kept, shown and logged.
@Suite("Secrets, in alerts", .timeLimit(.minutes(10)))
struct CorpusAlertTests {
  private typealias Finds = CorpusServerTests.Finds
  /// One secret of each kind, by its place in the corpus.
  private static let numbers = SecretCorpus.oneOfEachKind
  /// Records that are sent at once: as many alerts as a notice names.
  private static let batch = 20

  /// Rules that put all into an alert that can be in one: users, resources, types, counts, links.
  private static func rules(_ url: String) -> String {
    """
    standard_rules: true
    read_every: 1s
    rules:
      - {name: resources, types: PROMPT, more_than: 0, by: resource, summary: Someone touches a resource.}
      - {name: users, types: PROMPT, more_than: 0, by: user}
      - {name: types, more_than: 0, by: type}
      - {name: all, more_than: 1, within: 1h}
      - {name: newcomers, first_seen: true, types: PROMPT}
      - {name: failing, failed_share: 1%, at_least: 1, within: 1h, by: resource}
      - {name: many, resources_more_than: 1, within: 1h}
      - {name: night, outside_hours: {days: mon, hours: "00:00-00:01"}}
      - {name: touched, fields: [place0.value, place3.list, place6, place8.payload], by: resource}
    deliveries:
      - {name: told, log: true}
      - {name: hook, webhook: "\(url)/hook", secret: $HOOK_KEY}
      - {name: slack, slack: "\(url)/slack"}
      - {name: teams, teams: "\(url)/teams"}
      - {name: topic, sns: "arn:aws:sns:eu-central-1:123456789012:alerts"}
      - {name: mail, mail: [ops@example.org], from: annals@example.org, sendmail: [sh, -c, "cat >> mails; echo >> mails"]}
      - {name: program, command: [sh, -c, "cat >> notices; echo $ANNALS_NOTICE >> notices"]}
    """
  }

  private let server = CorpusServerTests()

  /// What is found of each record's resource where it is told of: the fingerprint of the secret in its id, which differs from secret to secret.
  private static let marks: [Int: String] = {
    guard let sanitizer = try? Sanitizer() else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: numbers.map { number in
        let id = sanitizer.redacted(SecretPlaces.record(holding: SecretCorpus.secrets[number].text, number: number)).resource.id
        return (number, id.firstMatch(of: #/[0-9a-f]{16}/#).map { String($0.0) } ?? "none")
      })
  }()

  @Test("None of the corpus is in what any delivery gets, in an alert as it is kept, listed or shown, in what is told live, or in the log")
  func nowhere() async throws {
    let folder = try CommandFolder()
    var finds = Finds()
    try await StubServer.run([
      .full(status: 200, body: "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>")
    ]) { receiver in
      try folder.write(Self.rules(receiver.url), to: "alerts.yaml")
      let running = try await RunningServer(
        in: folder, ["--log-level", "trace", "--alerts", "alerts.yaml", "--public-url", "https://annals.example.org/"],
        environment: [
          "HOOK_KEY": "0123456789abcdef", "AWS_ENDPOINT_URL": receiver.url, "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "1",
          "AWS_SECRET_ACCESS_KEY": "1",
        ])
      var told = Told()
      let live = try await LiveListener.listen(to: running)
      #expect(Set(Self.marks.values).count == Self.numbers.count)
      for start in stride(from: 0, to: Self.numbers.count, by: Self.batch) {
        let numbers = Self.numbers[start..<min(start + Self.batch, Self.numbers.count)]
        try await send(numbers.map(Self.record), to: running, &finds)
        repeat {
          _ = await receiver.nextRequest()
          told.hear(receiver.requests)
        } while !told.isWhole(numbers)
      }
      try await send(Self.numbers.compactMap(Self.recordOfType), to: running, &finds)
      let last = Self.numbers[Self.numbers.count - 1]
      await live.until { Self.has(Self.marks[last] ?? "", in: $0) }
      finds.look("what is told live", live.bytes)
      for request in receiver.requests { look(at: request, &finds) }
      try await handle(running, &finds)
      for path in ["/api/history/alerts?limit=500", "/alerts", "/", "/metrics"] { try await look(at: path, running, &finds) }
      var next = try await nextPage("/alerts", running)
      while let path = next {
        try await look(at: path, running, &finds)
        next = try await nextPage(path, running)
      }
      #expect(try await send("/api/history/alerts?limit=500", running).text.contains(Self.marks[last] ?? ""))
      try await waitForFiles(folder)
      finds.look("the mails", Unwrapped.mails(try folder.read("mails")))
      for name in ["mails", "notices"] { finds.look(name, Unwrapped.percents(Array(try folder.read(name).utf8))) }
      try finds.lookIntoFiles(of: folder, except: "")
      let end = await running.stopAndTell()
      #expect(end.status == 0)
      finds.look("the log", Unwrapped.percents(Array(end.lines.joined(separator: "\n").utf8)))
      // All that could be told was: each resource by each delivery.
      let log = end.lines.joined(separator: "\n")
      for number in Self.numbers { #expect(log.contains(Self.marks[number] ?? ""), "\(number) is not in the log") }
    }
    for arguments in [["alerts", "list"], ["alerts", "list", "--json"], ["alerts", "replay", "--rules", "alerts.yaml", "--json"]] {
      let outcome = try await folder.run(arguments: arguments, environment: ["HOOK_KEY": "0123456789abcdef"])
      #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
      finds.look("annals \(arguments[1])", Unwrapped.percents(Array((outcome.output + outcome.errors).utf8)))
    }
    print("Redaction: \(Self.numbers.count) kinds in alerts, \(finds.places.count) found, \(finds.bytes) bytes searched")
    #expect(finds.places.isEmpty, "\(finds.list)")
  }

  // MARK: Records

  /// A record of now that has a secret everywhere; every second has only the state after, so that fields count as touched.
  private static func record(_ number: Int) -> JSONValue {
    var json = SecretPlaces.record(holding: SecretCorpus.secrets[number].text, number: number).json
    json["history_id"] = nil
    json["timestamp"] = nil
    if number.isMultiple(of: 16) { json["before_state"] = nil }
    return .object(json)
  }

  /// A record whose type is the secret, where one can be. A name of digits alone is a number, whatever it could be.
  private static func recordOfType(_ number: Int) -> JSONValue? {
    let text = SecretCorpus.secrets[number].text
    guard text == text.uppercased(), !text.allSatisfy(\.isNumber), (try? ResourceType(text)) != nil else { return nil }
    return ["operation_type": "UPDATE", "resource_type": .string(text), "resource_id": "of a type"]
  }

  private func send(_ records: [JSONValue], to running: RunningServer, _ finds: inout Finds) async throws {
    let (status, answer) = try await server.send("POST", running, "/api/history/records", body: JSONWriter.text(of: .array(records)))
    #expect(status == 202, "\(answer.prefix(300))")
    finds.look("an answer to records", answer)
  }

  /// What receivers were told so far, by path; each request is read once.
  private struct Told {
    private var texts: [String: [UInt8]] = [:]
    private var count = 0

    mutating func hear(_ requests: [StubServer.Request]) {
      for request in requests.dropFirst(count) { texts[request.path, default: []] += Unwrapped.percents(request.body) + [0x0A] }
      count = requests.count
    }

    /// Whether each receiver was told of each of these.
    func isWhole(_ numbers: ArraySlice<Int>) -> Bool {
      ["/hook", "/slack", "/teams", "/"].allSatisfy { path in
        numbers.allSatisfy { CorpusAlertTests.has(CorpusAlertTests.marks[$0] ?? "", in: texts[path] ?? []) }
      }
    }
  }

  /// Waits until each file that a command writes tells of each record.
  private func waitForFiles(_ folder: CommandFolder) async throws {
    for name in ["mails", "notices"] {
      var text = ""
      repeat {
        await Task.yield()
        text = Unwrapped.mails((try? folder.read(name)) ?? "")
      } while !Self.numbers.allSatisfy { text.contains(Self.marks[$0] ?? "") }
    }
  }

  // MARK: What is looked at

  private static func has(_ text: String, in bytes: [UInt8]) -> Bool { bytes.firstRange(of: Array(text.utf8)) != nil }

  /// A request to a receiver, as it came and with its encoded parts as what they stand for.
  private func look(at request: StubServer.Request, _ finds: inout Finds) {
    let place = request.path == "/" ? "what SNS gets" : "what \(request.path) gets"
    let head = request.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    let once = Unwrapped.percents(request.body)
    for bytes in [Array(head.utf8), request.body, once, Unwrapped.percents(once)] { finds.look(place, bytes) }
  }

  private func look(at path: String, _ running: RunningServer, _ finds: inout Finds) async throws {
    let (status, text) = try await send(path, running)
    #expect(status == 200, "\(status) at \(path)")
    let shown = Unwrapped.page(text)
    for bytes in [Array(text.utf8), Array(shown.utf8), Unwrapped.percents(Array(shown.utf8))] { finds.look("\(path.prefix(20))", bytes) }
  }

  private func send(_ path: String, _ running: RunningServer) async throws -> (status: Int, text: String) {
    try await server.send("GET", running, path)
  }

  private func nextPage(_ path: String, _ running: RunningServer) async throws -> String? {
    let text = try await send(path, running).text
    return text.firstMatch(of: #/rel="next" href="([^"]+)"/#).map { Unwrapped.page(String($0.1)) }
  }

  /// Handles alerts and rules with secrets as reasons, ids and states: what is answered, and what forms are answered.
  private func handle(_ running: RunningServer, _ finds: inout Finds) async throws {
    let listed = try await send("/api/history/alerts?limit=500", running).text
    let ids = (try JSONParser.parse(listed).object?["alerts"]?.array ?? []).compactMap { $0.object?["alert_id"]?.string }
    #expect(ids.count >= Self.numbers.count)
    for (number, id) in zip(Self.numbers, ids) {
      let text = SecretCorpus.secrets[number].text
      let value = CorpusServerTests.encoded(String(text.prefix(1500)))
      // Many secrets could be names of rules; for the rest some are enough.
      let isWhole = number.isMultiple(of: 32)
      var posts = [("/api/history/alerts/rules/\(value)/mute?minutes=1", 400...404)]
      if isWhole {
        posts += [
          ("/api/history/alerts/\(id)/acknowledge", 200...200), ("/api/history/alerts/\(value)/acknowledge", 400...404),
          ("/api/history/alerts/rules/all/mute?minutes=\(value)", 400...404),
        ]
      }
      for (path, statuses) in posts {
        let (status, answer) = try await server.send("POST", running, path, body: "", headers: ["X-Change-Reason": text])
        #expect(statuses.contains(status), "\(status) at \(path.prefix(40))")
        finds.look("an answer about alerts", answer)
      }
      guard isWhole else { continue }
      for path in [
        "/api/history/alerts?state=\(value)", "/api/history/alerts?cursor=\(value)", "/alerts?state=\(value)", "/alerts?cursor=\(value)",
      ] {
        let (status, answer) = try await send(path, running)
        #expect(status == 400, "\(status) at \(path.prefix(30))")
        finds.look("a problem with alerts", Unwrapped.page(answer))
      }
    }
  }
}
