import Annals
import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite("annals serve behind a proxy")
struct ProxiedServeTests {
  @Test(
    "Records of who looked have the address that a listed proxy adds, by the header that it is to add to, and no other",
    arguments: [
      (["proxy_addresses=127.0.0.0/8"], "203.0.113.7"),
      (["proxy_addresses=127.0.0.0/8", "proxy_address_header=forwarded"], "198.51.100.9"),
      (["proxy_addresses=127.0.0.0/8", "proxy_address_header="], "127.0.0.1"), (["proxy_addresses=10.0.0.0/8"], "127.0.0.1"),
      ([], "127.0.0.1"),
    ])
  func address(settings: [String], expected: String) async throws {
    let folder = try CommandFolder()
    let key = try #require(try await folder.run("keys", "make", "--user", "ann", "--role", "reader").lines.first)
    let server = try await RunningServer(in: folder, ["--auth", "keys"] + settings.flatMap { ["--set", $0] })
    var request = URLRequest(url: try #require(URL(string: server.url + "/api/history/recent")))
    for (name, value) in [
      ("Authorization", "Bearer \(key)"), ("X-Forwarded-For", "192.0.2.1, 203.0.113.7"), ("Forwarded", "for=192.0.2.1, for=198.51.100.9"),
    ] { request.setValue(value, forHTTPHeaderField: name) }
    let (_, response) = try await URLSession.shared.data(for: request)
    #expect((response as? HTTPURLResponse)?.statusCode == 200)
    #expect(await server.stop() == 0)
    let records = try await folder.run("recent", "--json", "--all").lines.map { try HistoryRecord(json: JSONParser.parse($0)) }
    let look = try #require(records.first { $0.resource.id == "access/recent" })
    #expect(look.metadata["remote_address"] == .string(expected))
  }

  @Test("A header that it cannot be is status 64, with those that it can be")
  func unknown() async throws {
    let outcome = try await CommandFolder().run("serve", "--port", "0", "--set", "proxy_address_header=X-Real-IP")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("X-Forwarded-For, Forwarded, or nothing"), "\(outcome.errors)")
  }
}
