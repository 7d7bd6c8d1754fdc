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
    #expect(server.greeting == "annals \(try await version(folder)) listening on http://127.0.0.1:\(server.port) (store sqlite:annals.sqlite)")
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

  @Test("A host that other machines reach is warned of, one of this machine is not")
  func warning() async throws {
    let folder = try CommandFolder()
    let open = try await RunningServer(in: folder, ["--host", "0.0.0.0", "--store", "memory:"])
    #expect(open.warnings.contains { $0.contains("no authentication") })
    #expect(await open.stop() == 0)
    let closed = try await RunningServer(in: folder, ["--store", "memory:"])
    #expect(closed.warnings == [])
    #expect(await closed.stop() == 0)
  }

  @Test("A host that is none is one sentence and status 1")
  func unknownHost() async throws {
    let outcome = try await CommandFolder().run("serve", "--host", "nowhere.invalid", "--port", "0", "--store", "memory:")
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
