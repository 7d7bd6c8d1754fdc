import Annals
import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite("annals keys")
struct KeysTests {
  @Test("A key is shown once, opens a running server, and opens nothing within five seconds of its revocation", .timeLimit(.minutes(5)))
  func life() async throws {
    let folder = try CommandFolder()
    try await folder.run("log", "create", "PROMPT", "p-1")
    try await folder.run("log", "create", "SECRET", "s-1")
    let server = try await RunningServer(in: folder, ["--auth", "keys"])
    #expect(server.greeting.hasSuffix("(store sqlite:annals.sqlite, authentication on)"))
    #expect(try await answer(server, nil).status == 401)

    let made = try await folder.run(
      "keys", "make", "--user", "ann", "--role", "reader", "--type", "prompt", "--name", "test", "--by", "root")
    #expect(made.status == 0, "\(made.errors)")
    let key = try #require(made.lines.first)
    #expect(made.lines.count == 1 && key.hasPrefix("annals_"))
    #expect(made.errors.contains("is good for good; keep it now"))
    let (status, body) = try await answer(server, key)
    #expect(status == 200 && body.contains("p-1") && !body.contains("s-1"))

    let id = String(key.split(separator: "_")[1])
    let list = try await folder.run("keys", "list")
    #expect(
      list.lines.last?.hasPrefix("\(id)  active  ann   reader  {\"resource_types\":[\"PROMPT\"]}  never    test") == true, "\(list.output)")
    #expect(try await folder.run("keys", "revoke", id, "--by", "root").status == 0)
    let clock = ContinuousClock()
    let start = clock.now
    // The server's own clock decides; a bounded number of requests, each of which is answered, ends it.
    while try await answer(server, key).status == 200 { try #require(start.duration(to: clock.now) < .seconds(5)) }
    #expect(try await answer(server, key).body.contains("was revoked"))
    #expect(await server.stop() == 0)

    let records = try await folder.run("recent", "--json", "--all")
    let ids = try records.lines.map { try HistoryRecord(json: JSONParser.parse($0)) }
      .filter { $0.user.id == "root" }.map { "\($0.operation) \($0.resource.id)" }
    #expect(ids == ["DELETE access/keys/\(id)", "CREATE access/keys/\(id)"])
    let secret = String(key.split(separator: "_")[2])
    for file in try FileManager.default.contentsOfDirectory(at: folder.url, includingPropertiesForKeys: nil)
    where file.lastPathComponent.hasPrefix("annals.sqlite") && !file.hasDirectoryPath {
      #expect(try Data(contentsOf: file).range(of: Data(secret.utf8)) == nil, "\(file)")
    }
  }

  @Test("A key is rotated with an overlap, and the list says what became of each")
  func rotate() async throws {
    let folder = try CommandFolder()
    let made = try await folder.run("keys", "make", "--user", "svc", "--role", "writer", "--role", "reader", "--expires", "90d", "--json")
    let first = try #require(try JSONParser.parse(made.output).object)
    #expect(first["state"] == "active" && first["roles"] == ["reader", "writer"] && first["secret_sha256"] == nil)
    let id = try #require(first["id"]?.string)
    let rotated = try await folder.run("keys", "rotate", id, "--overlap", "0m", "--json")
    let second = try #require(try JSONParser.parse(rotated.output).object)
    #expect(second["rotated_from"] == .string(id) && second["key"] != first["key"])
    let states = try await folder.run("keys", "list", "--json").lines.map { try JSONParser.parse($0).object?["state"]?.string }
    #expect(states == ["expired", "active"])
    #expect(try await folder.run("keys", "rotate", id).status == 1)
  }

  @Test(
    "What makes no key is status 64, what is no key status 2, each in a sentence",
    arguments: [
      (["make", "--user", "ann"], 64, "--role"), (["make", "--role", "reader"], 64, "--user"),
      (["make", "--user", "ann", "--role", "king"], 64, "writer, reader, auditor, operator, admin, monitor"),
      (["make", "--user", "ann", "--role", "reader", "--expires", "soon"], 64, "90d"),
      (["make", "--user", "ann", "--role", "reader", "--hide-field", "a..b"], 64, "joined by dots"),
      (["make", "--user", "ann", "--role", "reader", "--id-prefix", ""], 64, "--id-prefix"),
      (["make", "--user", "ann", "--role", "reader", "--expires", "2020-01-01"], 64, "later moment"),
      (["revoke", "0k3v9x2m7q1c"], 2, "there is no key 0k3v9x2m7q1c"), (["rotate", "x"], 2, "there is no key x"),
      (["rotate", "x", "--overlap", "long"], 64, "--overlap"),
    ] as [([String], Int32, String)])
  func refused(arguments: [String], status: Int32, right: String) async throws {
    let outcome = try await CommandFolder().run(arguments: ["keys"] + arguments)
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.errors.contains(right), "\(outcome.errors)")
  }

  private func answer(_ server: RunningServer, _ key: String?) async throws -> (status: Int?, body: String) {
    var request = URLRequest(url: try #require(URL(string: server.url + "/api/history/recent")))
    if let key { request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization") }
    let (data, response) = try await URLSession.shared.data(for: request)
    return ((response as? HTTPURLResponse)?.statusCode, String(decoding: data, as: UTF8.self))
  }
}
