import Annals
import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite("annals serve")
struct ServeTests {
  @Test("It tells its address, answers, and has stored everything when it ends")
  func life() async throws {
    let folder = try CommandFolder()
    let server = try await RunningServer(in: folder)
    #expect(
      server.greeting
        == "annals \(try await version(folder)) listening on http://127.0.0.1:\(server.port) (store sqlite:annals.sqlite, no authentication)"
    )
    #expect(server.port != "0")
    #expect(try await status(of: server.url + "/healthz") == 200)

    let lines = (1...500).map { number in
      #"{"operation_type":"CREATE","resource_type":"PROMPT","resource_id":"p-\#(number)","timestamp":"2025-12-16T20:30:00Z"}"#
    }
    var request = URLRequest(url: try #require(URL(string: server.url + "/api/history/records")))
    request.httpMethod = "POST"
    request.setValue("application/x-ndjson", forHTTPHeaderField: "Content-Type")
    request.httpBody = Data(lines.joined(separator: "\n").utf8)
    let (_, response) = try await URLSession.shared.data(for: request)
    #expect((response as? HTTPURLResponse)?.statusCode == 202)

    #expect(await server.stop() == 0)
    let stats = try await folder.run("stats", "--json")
    #expect(try JSONParser.parse(stats.output).object?["total_operations"] == 500)
  }

  @Test("A second server on one port says that it is in use")
  func portInUse() async throws {
    let folder = try CommandFolder()
    let server = try await RunningServer(in: folder)
    let second = try await folder.run("serve", "--port", server.port, "--store", "memory:")
    #expect(second.status == 1)
    #expect(second.errorLines.last == "annals: \(server.url) is in use: stop what listens there, or give another --port")
    #expect(await server.stop() == 0)
  }

  @Test("A store that cannot be used is one sentence and status 1")
  func unusableStore() async throws {
    let outcome = try await CommandFolder().run("serve", "--port", "0", "--store", "sqlite:none/history.sqlite")
    #expect(outcome.status == 1)
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.contains("none does not exist: make it first"), "\(outcome.errors)")
  }

  @Test(
    "Without authentication it refuses to listen where other machines reach it, and says what to do",
    arguments: ["0.0.0.0", "::", "127.0.0.1.nip.io"])
  func refusal(host: String) async throws {
    let outcome = try await CommandFolder().run("serve", "--host=\(host)", "--port", "0", "--store", "memory:")
    #expect(outcome.status == 64)
    #expect(outcome.errorLines.count == 1)
    #expect(
      outcome.errorLines.last
        == "annals: other machines reach \(host), and nobody would be asked who they are: give --auth keys and make a "
        + "key with \"annals keys make\", or --insecure where a proxy checks before it")
  }

  @Test(
    "Settings of access that contradict each other, or have no meaning, are status 64",
    arguments: [
      (["--auth", "off,keys"], "both off and on"), (["--auth", "king"], "keys, tokens, proxy"), (["--auth", "proxy"], "proxy_addresses"),
      (["--set", "two_person=true"], "give auth too"), (["--auth", "proxy", "--set", "proxy_addresses=10.0.0.1/8"], "10.0.0.0/8"),
      (["--auth", "proxy", "--set", "proxy_roles=king"], "admin"), (["--set", "hidden_fields=profile.email"], "reader:profile.email"),
    ])
  func contradiction(arguments: [String], right: String) async throws {
    let outcome = try await CommandFolder().run(arguments: ["serve", "--port", "0", "--store", "memory:"] + arguments)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(right), "\(outcome.errors)")
  }

  @Test("Where --insecure says so it listens for other machines, and warns; for this machine, or with authentication, it does not")
  func warning() async throws {
    let folder = try CommandFolder()
    let open = try await RunningServer(in: folder, ["--host", "0.0.0.0", "--insecure", "--store", "memory:"])
    #expect(open.warnings.contains { $0.contains("no authentication") })
    let keyed = try await RunningServer(in: folder, ["--host", "0.0.0.0", "--auth", "keys", "--store", "memory:"])
    #expect(keyed.warnings == ["annals: there is no key yet, so nobody is let in: make one with \"annals keys make\""])
    #expect(await keyed.stop() == 0)
    #expect(await open.stop() == 0)
    let closed = try await RunningServer(in: folder, ["--store", "memory:"])
    #expect(closed.warnings == [])
    #expect(await closed.stop() == 0)
  }

  @Test("A host that is none is one sentence and status 1")
  func unknownHost() async throws {
    let outcome = try await CommandFolder().run("serve", "--host", "nowhere.invalid", "--insecure", "--port", "0", "--store", "memory:")
    #expect(outcome.status == 1)
    #expect(outcome.errorLines.last == "annals: the host nowhere.invalid is unknown: give a name or an address of this machine")
  }

  private func version(_ folder: CommandFolder) async throws -> String {
    try #require(try await folder.run("--version").lines.first?.split(separator: " ").last.map(String.init))
  }

  private func status(of url: String) async throws -> Int? {
    let (_, response) = try await URLSession.shared.data(from: try #require(URL(string: url)))
    return (response as? HTTPURLResponse)?.statusCode
  }
}
