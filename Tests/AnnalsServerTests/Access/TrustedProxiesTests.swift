import Annals
import AnnalsTestSupport
import HTTPTypes
import Hummingbird
import Testing

@testable import AnnalsServer

@Suite("Whose a request is that comes through proxies")
struct TrustedProxiesTests {
  private static let ranges = ["10.0.0.0/8", "2001:db8:1::/48"]

  private func client(
    _ header: TrustedProxies.Header?, _ fields: [(String, String)], from address: String? = "10.0.0.5"
  ) throws -> String? {
    var headers = HTTPFields()
    for (name, value) in fields { headers.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
    return TrustedProxies(at: try Self.ranges.map { try AddressRange($0) }, header: header).clientAddress(headers, from: address)
  }

  @Test(
    "The rightmost address that is no proxy's is the sender's, whatever is made up left of it",
    arguments: [
      ("203.0.113.7", "203.0.113.7"), ("198.51.100.1, 203.0.113.7", "203.0.113.7"), ("127.0.0.1, 203.0.113.7, 10.0.0.9", "203.0.113.7"),
      ("10.0.0.9", "10.0.0.9"), ("203.0.113.7:4711", "203.0.113.7"), ("2001:DB8::0001", "2001:db8::1"),
      ("[2001:db8::1]:4711", "2001:db8::1"),
      ("::ffff:203.0.113.7", "203.0.113.7"), ("203.0.113.7, 2001:db8:1::9", "203.0.113.7"),
      // Where a proxy does not say whom it had a request from, it is the proxy's: what stands left of that is not believed.
      ("", "10.0.0.5"), ("unknown", "10.0.0.5"), ("203.0.113.7, unknown", "10.0.0.5"), ("203.0.113.7,", "10.0.0.5"),
      ("203.0.113.7, evil, 10.0.0.9", "10.0.0.9"), ("203.0.113.7:port", "10.0.0.5"), ("[203.0.113.7", "10.0.0.5"),
      ("\"203.0.113.7\"", "10.0.0.5"), ("203.0.113.7 198.51.100.1", "10.0.0.5"),
      ((0..<40).map { "203.0.113.\($0)" }.joined(separator: ",") + String(repeating: ",10.0.0.9", count: 32), "10.0.0.9"),
    ])
  func forwardedFor(value: String, expected: String) throws {
    #expect(try client(.xForwardedFor, [("X-Forwarded-For", value)]) == expected)
  }

  @Test(
    "The same holds of the standard's header, and an open quote does not swallow what the proxy added",
    arguments: [
      ("for=203.0.113.7", "203.0.113.7"), ("For=\"[2001:db8::1]:4711\";proto=https;by=10.0.0.5", "2001:db8::1"),
      ("for=198.51.100.1, for=203.0.113.7;proto=https, for=10.0.0.9", "203.0.113.7"),
      ("for=\"198.51.100.1, for=203.0.113.7", "203.0.113.7"),
      ("for=\"203.0.113.7:80\"", "203.0.113.7"), ("for=_hidden", "10.0.0.5"), ("for=unknown", "10.0.0.5"), ("by=203.0.113.7", "10.0.0.5"),
      ("for=203.0.113.7;for=198.51.100.1", "10.0.0.5"), ("203.0.113.7", "10.0.0.5"), ("for=\"203.0.113.7", "10.0.0.5"),
    ])
  func standard(value: String, expected: String) throws {
    #expect(try client(.forwarded, [("Forwarded", value)]) == expected)
  }

  @Test("A header that comes in several lines is read as one, and only the one that the proxies add to")
  func headers() throws {
    let fields = [("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-For", "203.0.113.7, 10.0.0.9"), ("Forwarded", "for=192.0.2.1")]
    #expect(try client(.xForwardedFor, fields) == "203.0.113.7")
    #expect(try client(.forwarded, fields) == "192.0.2.1")
    #expect(try client(nil, fields) == "10.0.0.5")
  }

  @Test("From any other address the header says nothing", arguments: ["203.0.113.1", "127.0.0.1", "::1", "11.0.0.1", "2001:db8:2::1", nil])
  func others(address: String?) throws {
    #expect(try client(.xForwardedFor, [("X-Forwarded-For", "192.0.2.1")], from: address) == address)
  }

  private func forwarded(_ value: String, _ headers: HTTPFields = [:]) -> HTTPFields {
    var headers = headers
    headers.set("X-Forwarded-For", value)
    return headers
  }

  @Test("Records of who looked, and of who was refused, have the sender's address; a forged one is in none", arguments: [true, false])
  func looks(isProxy: Bool) async throws {
    var server = KeyedServer()
    if isProxy { server.configuration.routes.access.proxies.addresses = [try AddressRange("127.0.0.0/8")] }
    try await server.put([("PROMPT", "p-1")])
    let reader = try await server.key(.reader)
    try await server.run { (client, history) async throws in
      _ = try await client.get("/api/history/recent", headers: forwarded("192.0.2.1, 203.0.113.7", reader))
      _ = try await client.get("/search", headers: forwarded("192.0.2.1, 203.0.113.7", reader))
      _ = try await client.get("/api/history/recent", headers: forwarded("192.0.2.1, 203.0.113.8"))
      _ = try await client.get("/", headers: forwarded("192.0.2.1, 203.0.113.8"))
      _ = try await client.get("/api/history/recent", headers: reader)
      let found = try await history.looks().map { $0.metadata["remote_address"]?.string }
      #expect(
        found
          == (isProxy
            ? ["203.0.113.7", "203.0.113.7", "203.0.113.8", "203.0.113.8", "127.0.0.1"] : Array(repeating: "127.0.0.1", count: 5)))
    }
  }

  @Test("A rate is counted for the sender behind the proxy, and a forged address does not go around it", arguments: [true, false])
  func rate(isProxy: Bool) async throws {
    var configuration = HistoryServerConfiguration()
    configuration.limits.refusalDelay = .zero
    (configuration.limits.requestRate, configuration.limits.requestBurst) = (1, 3)
    if isProxy { configuration.routes.access.proxies.addresses = [try AddressRange("127.0.0.1")] }
    try await withServer(configuration: configuration) { (client, _) async throws in
      func statuses(_ address: (Int) -> String) async throws -> Set<Int> {
        var found: Set<Int> = []
        for number in 0..<12 {
          found.insert(try await client.get("/api/history/recent", headers: forwarded(address(number))).status)
        }
        return found
      }
      #expect(try await statuses { "192.0.2.\($0), 203.0.113.7" } == [200, 429])
      // Each of these sends once, where the proxy is believed.
      #expect(try await statuses { "203.0.113.\(100 + $0)" } == (isProxy ? [200] : [429]))
    }
  }

  @Test("Readiness shows its parts to this machine alone, not to all that a proxy on it hands on")
  func readiness() async throws {
    var access = AccessConfiguration()
    access.proxies.addresses = [try AddressRange("127.0.0.1")]
    let gate = Gate(access: access)
    func shows(_ headers: HTTPFields) async -> Bool {
      let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/readyz", headerFields: headers)
      return await gate.showsParts(to: Request(head: head, body: RequestBody(buffer: ByteBuffer())), from: "127.0.0.1")
    }
    #expect(await shows([:]))
    #expect(await !shows(forwarded("203.0.113.7")))
    #expect(await !shows(forwarded("127.0.0.1, 203.0.113.7")))
  }

  @Test("A proxy's word for who asks is still that of the connection, not of the sender")
  func authentication() async throws {
    var configuration = HistoryServerConfiguration()
    let addresses = [try AddressRange("127.0.0.1")]
    configuration.routes.access.proxies.addresses = addresses
    configuration.routes.access.authenticators = [ProxyAuthenticator(userHeader: "X-User", from: addresses)]
    try await withServer(configuration: configuration) { (client, history) async throws in
      var headers = forwarded("203.0.113.7")
      headers.set("X-User", "ann")
      #expect(try await client.get("/api/history/recent", headers: headers).status == 200)
      let look = try #require(try await history.looks().first)
      #expect(look.user.id == "ann" && look.metadata["remote_address"] == "203.0.113.7")
    }
  }
}
