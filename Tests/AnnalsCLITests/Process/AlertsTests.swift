import Annals
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite("annals alerts")
struct AlertsTests {
  @Test("12 deletions over HTTP are told of at a web hook, whose link names just these", .timeLimit(.minutes(5)))
  func story() async throws {
    let folder = try CommandFolder()
    try await folder.run("import", RealOperations.path)
    try await StubServer.run([.full(status: 200)]) { hook in
      try folder.write(
        """
        standard_rules: true
        deliveries:
          - {name: ops, webhook: "\(hook.url)/hook", secret: $HOOK_SECRET}
        """, to: "alerts.yaml")
      let server = try await RunningServer(
        in: folder, ["--alerts", "alerts.yaml", "--public-url", "https://annals.example.org/"],
        environment: ["HOOK_SECRET": "0123456789abcdef"])
      let records = (0..<12).map { number in
        #"{"operation_type": "DELETE", "resource_type": "PROMPT", "resource_id": "p-\#(number)", "user_id": "ann@igad.org", "before_state": {"n": "state \#(number)"}}"#
      }
      var request = URLRequest(url: try #require(URL(string: server.url + "/api/history/records")))
      request.httpMethod = "POST"
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
      request.httpBody = Data("[\(records.joined(separator: ","))]".utf8)
      let start = ContinuousClock.now
      _ = try await URLSession.shared.data(for: request)
      var alert: JSONObject?
      while alert == nil, let told = await hook.nextRequest() {
        let notice = try #require(try JSONValue(parsing: told.body).object)
        guard notice["rule"] == "deletions-by-user" else { continue }
        print("12 deletions were told of \(ContinuousClock.now - start) after they were sent")
        #expect(told.header("annals-signature")?.hasPrefix("v1=") == true && !told.text.contains("state 3"))
        alert = notice["alerts"]?.array?.first?.object
      }
      let found = try #require(alert)
      #expect(found["count"] == 12)
      let link = try #require(found["url"]?.string.flatMap { URLComponents(string: $0) })
      #expect(link.string?.hasPrefix("https://annals.example.org/search?user=ann%40igad.org&kind=DELETE&from=") == true)
      let items = Dictionary(uniqueKeysWithValues: (link.queryItems ?? []).map { ($0.name, $0.value ?? "") })
      #expect(await server.stop() == 0)
      let shown = try await folder.run(
        "recent", "--user", items["user"] ?? "", "--operation", items["kind"] ?? "", "--from", items["from"] ?? "", "--to",
        items["to"] ?? "", "--json")
      #expect(shown.lines.count == 12)
      let list = try await folder.run("alerts", "list")
      #expect(list.output.contains("deletions-by-user") && list.output.contains("user ann@igad.org: 12 DELETE"), "\(list.output)")
    }
  }

  @Test("A replay over the real operations says what would have been raised, and a file is tried on given records")
  func replay() async throws {
    let folder = try CommandFolder()
    try await folder.run("import", RealOperations.path)
    try folder.write("rules:\n  - {name: purge, operations: DELETE, more_than: 200, within: 1h, by: user}", to: "new.yaml")
    let replayed = try await folder.run("alerts", "replay", "--rules", "new.yaml", "--json")
    #expect(replayed.status == 0, "\(replayed.errors)")
    #expect(!replayed.lines.isEmpty && replayed.errors.contains(" alerts in 36,335 records: purge "), "\(replayed.errors)")
    let tested = try await folder.run("alerts", "test", "new.yaml", "--records", RealOperations.path, "--json")
    #expect(tested.output == replayed.output, "\(tested.errors)")
    let part = try await folder.run("alerts", "replay", "--rules", "new.yaml", "--from", "2100-01-01", "--to", "2101-01-01")
    #expect(part.status == 0 && part.lines.isEmpty && part.errors.contains("0 alerts in 0 records"), "\(part.errors)")
  }

  @Test("A file is checked with line and column, and what is handled is recorded")
  func check() async throws {
    let folder = try CommandFolder()
    try folder.write("rules:\n  - {name: a, more_than: x, within: 1h}", to: "bad.yaml")
    let bad = try await folder.run("alerts", "check", "bad.yaml")
    #expect(bad.status == 64 && bad.errors.contains("bad.yaml:2:26: expected a whole number from 0 to 100000"), "\(bad.errors)")
    try folder.write("rules:\n  - {name: a, operations: DELETE, more_than: 3, within: 1h, by: user}", to: "good.yaml")
    let good = try await folder.run("alerts", "check", "good.yaml")
    #expect(good.output == "a (warning): DELETE, more than 3 within 1 hour, by user\n", "\(good.output) \(good.errors)")
    try await folder.run("log", "create", "PROMPT", "p-1")
    #expect(try await folder.run("alerts", "list").status == 2)
    let muted = try await folder.run("alerts", "mute", "a", "--for", "2h", "--by", "root")
    #expect(muted.status == 0, "\(muted.errors)")
    #expect(try await folder.run("alerts", "list").errors.contains("a is muted by root until "))
    #expect(try await folder.run("alerts", "acknowledge", "0000000000000-00000000", "--by", "root").status == 2)
    #expect(try await folder.run("alerts", "acknowledge", "nothing").status == 64)
    let acts = try await folder.run("recent", "--json", "--type", "HISTORY")
    #expect(acts.lines.count == 1 && acts.output.contains("access/alerts/rules/a"))
  }
}
