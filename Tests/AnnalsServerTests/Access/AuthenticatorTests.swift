import Annals
import AnnalsTestSupport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AnnalsServer

@Suite("Who sends a request")
struct AuthenticatorTests {
  private func request(_ headers: [(String, String)], from address: String? = "10.0.0.5") throws -> AuthenticationRequest {
    var fields = HTTPFields()
    for (name, value) in headers { fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
    return AuthenticationRequest(method: .get, path: "/", headers: fields, remoteAddress: address)
  }

  @Test("A key comes as a bearer token or in X-API-Key; other bearer tokens are left to others")
  func keys() async throws {
    let store = MemoryStore()
    let keys = AccessKeys(store)
    let made = try await keys.make(for: User("ann"), roles: [.reader])
    let authenticator = KeyAuthenticator(keys: keys)
    for headers in [[("Authorization", "Bearer \(made.text)")], [("authorization", "bearer  \(made.text) ")], [("X-API-Key", made.text)]] {
      #expect(try await authenticator.principal(of: request(headers))?.keyID == made.key.id)
    }
    for headers in [[], [("Authorization", "Bearer eyJhbGciOi")], [("Authorization", "Basic annals_x")], [("Authorization", made.text)]] {
      #expect(try await authenticator.principal(of: request(headers)) == nil)
    }
    for headers in [
      [("X-API-Key", "other")], [("X-API-Key", made.text + "x")], [("X-API-Key", made.text), ("X-API-Key", made.text)],
      [("X-API-Key", made.text), ("Authorization", "Bearer \(made.text)")],
    ] {
      let failure = await #expect(throws: AuthenticationFailure.self) { try await authenticator.principal(of: request(headers)) }
      #expect(failure?.reason.contains(made.text.suffix(40)) == false)
    }
    _ = try await keys.revoke(made.key.id)
    await #expect(throws: AuthenticationFailure("the API key was revoked: make another with annals keys make")) {
      try await authenticator.principal(of: request([("X-API-Key", made.text)]))
    }
  }

  @Test("A proxy's header is believed from its addresses, once, and from nowhere else")
  func proxy() async throws {
    let authenticator = ProxyAuthenticator(
      userHeader: "X-User", from: [try AddressRange("10.0.0.0/8"), try AddressRange("2001:db8::/32")], rolesHeader: "X-Roles",
      roles: [.reader])
    let ann = Principal(user: try User("ann"), roles: [.reader], proof: .proxy)
    for address in ["10.0.0.5", "10.255.255.255", "::ffff:10.1.2.3", "2001:db8::1"] {
      #expect(try await authenticator.principal(of: request([("X-User", "ann")], from: address)) == ann)
    }
    for address in ["11.0.0.1", "127.0.0.1", "::1", "2001:db9::1", "::ffff:11.0.0.1", "nonsense", nil] {
      #expect(try await authenticator.principal(of: request([("X-User", "ann")], from: address)) == nil)
    }
    #expect(try await authenticator.principal(of: request([("X-Roles", "admin")])) == nil)
    #expect(
      try await authenticator.principal(of: request([("X-User", "ann"), ("X-Roles", "Auditor, operator")]))?.roles == [.auditor, .operator])
    for headers in [
      [("X-User", "ann"), ("X-User", "ben")], [("X-User", "ann"), ("X-Roles", "king")], [("X-User", String(repeating: "a", count: 300))],
      [("X-User", "ann"), ("X-Roles", "admin"), ("X-Roles", "reader")],
    ] {
      await #expect(throws: AuthenticationFailure.self) { try await authenticator.principal(of: request(headers)) }
    }
  }

  @Test("A range holds its addresses, and what is no range is refused")
  func ranges() throws {
    #expect(try AddressRange("192.168.1.0/24").contains("192.168.1.255"))
    #expect(try !AddressRange("192.168.1.0/24").contains("192.168.2.0"))
    #expect(try AddressRange("0.0.0.0/0").contains("8.8.8.8"))
    #expect(try !AddressRange("0.0.0.0/0").contains("::1"))
    #expect(try AddressRange("::1").contains("::1"))
    #expect(try AddressRange("10.0.0.5").contains("10.0.0.5") && !AddressRange("10.0.0.5").contains("10.0.0.4"))
    #expect(try AddressRange("10.0.0.128/25").contains("10.0.0.129") && !AddressRange("10.0.0.128/25").contains("10.0.0.127"))
    for text in ["", "10.0.0", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "::/129", "localhost", "10.0.0.0/"] {
      #expect(throws: HistoryError.self, "\(text)") { try AddressRange(text) }
    }
    for (text, isLoopback) in [
      ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("128.0.0.1", false), ("::2", false), ("0.0.0.0", false),
    ] {
      #expect(IPAddress(text)?.isLoopback == isLoopback)
    }
    #expect(IPAddress("127.evil.example") == nil)
  }

  /// Knows users by a header, or does not know at all.
  private struct OwnUsers: HistoryAuthenticator {
    struct Unreachable: Error {}

    func principal(of request: AuthenticationRequest) async throws -> Principal? {
      guard let name = request.headers.value(of: "X-Own") else { return nil }
      if name == "unreachable" { throw Unreachable() }
      return Principal(user: try User(name), roles: [.reader])
    }
  }

  @Test("Routes that are mounted ask the service's own authenticator, and let nobody in where it cannot tell")
  func mounted() async throws {
    let history = try HistoryService(store: MemoryStore())
    let router = Router(context: BasicRequestContext.self)
    var configuration = HistoryRoutesConfiguration()
    configuration.access.authenticators = [OwnUsers()]
    history.addRoutes(to: router, configuration: configuration)
    try await history.recording {
      try await Application(router: router).test(.live) { http in
        let client = Client(http: http)
        func status(_ name: String?) async throws -> Reply {
          var headers = HTTPFields()
          if let name { headers.set("X-Own", name) }
          return try await client.get("/api/history/recent", headers: headers)
        }
        #expect(try await status(nil).status == 401)
        #expect(try await status("ann").status == 200)
        let reply = try await status("unreachable")
        #expect(reply.status == 503)
        #expect(try reply.code == "access_unknown")
        #expect(reply.headers[.retryAfter] != nil)
        let looks = try await history.looks()
        #expect(looks.map(\.user.id) == ["unknown", "ann"])
        // This context knows no address.
        #expect(looks[1].metadata["proof"] == "service" && looks[1].metadata["remote_address"] == nil)
      }
    }
  }

  @Test("Readiness shows its parts to who may clean up, and to this machine where nobody is asked")
  func readiness() async throws {
    let server = KeyedServer()
    let (reader, admin) = (try await server.key(.reader), try await server.key(.operator))
    try await server.run { (client, _) async throws in
      #expect(try await client.get("/readyz").text == #"{"ready":true}"#)
      #expect(try await client.get("/readyz", headers: reader).json["parts"] == nil)
      #expect(try await client.get("/readyz", headers: [.authorization: "Bearer annals_wrong"]).json["parts"] == nil)
      #expect(try await client.get("/readyz", headers: admin).json["parts"] != nil)
    }
    let open = Gate(access: AccessConfiguration())
    let request = Request(
      head: HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/readyz"), body: RequestBody(buffer: ByteBuffer()))
    #expect(await open.showsParts(to: request, from: "127.0.0.1"))
    #expect(await !open.showsParts(to: request, from: "10.0.0.1"))
    #expect(await !open.showsParts(to: request, from: nil))
  }
}
