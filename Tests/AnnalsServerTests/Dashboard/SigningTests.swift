import Annals
import AnnalsTestSupport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AnnalsServer

@Suite("Signing in to the dashboard")
struct SigningTests {
  private func key(_ server: KeyedServer, _ roles: Role...) async throws -> String {
    try await AccessKeys(server.store).make(for: User("ann"), roles: Set(roles)).text
  }

  private func enter(_ client: Client, _ key: String, next: String = "/search", headers: HTTPFields = [:]) async throws -> Reply {
    try await client.post("/sign-in", "key=\(PercentCoding.encode(key))&next=\(PercentCoding.encode(next))", headers: headers)
  }

  private func cookie(_ reply: Reply) throws -> HTTPFields {
    let text = try #require(reply.headers[.setCookie])
    return [.cookie: String(text.prefix { $0 != ";" })]
  }

  @Test("A key gives a cookie that scripts cannot read and other sites cannot send, and does not hold the key")
  func enters() async throws {
    let server = KeyedServer()
    let key = try await key(server, .reader)
    try await server.run { (client, _) async throws in
      let reply = try await enter(client, key, next: "/search?type=PROMPT")
      #expect(reply.status == 303 && reply.headers[.location] == "/search?type=PROMPT")
      let text = try #require(reply.headers[.setCookie])
      #expect(
        text.hasPrefix("annals_session=") && text.contains("; HttpOnly") && text.contains("; SameSite=Strict") && text.contains("; Path=/;")
      )
      #expect(
        text.contains("; Max-Age=43200") && !text.contains("Secure") && !text.contains(key)
          && !text.contains("annals_\(key.dropFirst(7).prefix(12))"))
      let cookie = try cookie(reply)
      let page = try await client.get("/search", headers: cookie)
      #expect(page.status == 200 && page.text.contains("Signed in as ann"))
      #expect(try await client.get("/api/history/recent", headers: cookie).status == 200)
      #expect(try await client.post("/api/history/cleanup?days_to_keep=1", headers: cookie).status == 403)
    }
  }

  @Test("Where connections are encrypted the cookie is for those alone")
  func secure() async throws {
    var server = KeyedServer()
    server.configuration.hasSecureCookies = true
    let key = try await key(server, .reader)
    try await server.run { (client, _) async throws in
      let text = try #require(try await enter(client, key).headers[.setCookie])
      #expect(text.hasPrefix("__Host-annals_session=") && text.hasSuffix("; Secure"))
    }
  }

  @Test("A wrong key gives no cookie, and says what was wrong; where to go on is on this server alone")
  func refuses() async throws {
    let server = KeyedServer()
    let key = try await key(server, .reader)
    try await server.run { (client, _) async throws in
      for wrong in ["", "annals_wrong", "nonsense", "a b", "x\r\ny"] {
        let reply = try await enter(client, wrong)
        #expect(reply.status == 401 && reply.headers[.setCookie] == nil, "\(wrong)")
        #expect(reply.text.contains("role=\"alert\"") && (wrong.isEmpty || !reply.text.contains(wrong)))
      }
      for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
        #expect(try await enter(client, key, next: elsewhere).headers[.location] == "/")
      }
    }
  }

  @Test("A session ends with its key, with its time, and by signing out")
  func ends() async throws {
    let server = KeyedServer()
    let keys = AccessKeys(server.store)
    let made = try await keys.make(for: User("ann"), roles: [.reader])
    let time = Box<Int64>()
    time.set(0)
    let sessions = Sessions(server.store) { Timestamp(microseconds: time.current ?? 0) }
    let text = try await sessions.cookie(of: made.text, isSecure: false)
    let headers: HTTPFields = [.cookie: String(text.prefix { $0 != ";" })]
    #expect(try await sessions.credential(in: headers) == made.text)
    time.set(Sessions.lifetime * 1_000_000)
    #expect(try await sessions.credential(in: headers) == nil)
    #expect(try await sessions.credential(in: [.cookie: "annals_session=\(Base64URL.text(of: [UInt8](repeating: 7, count: 90)))"]) == nil)
    try await server.run { (client, _) async throws in
      let cookie = try cookie(try await enter(client, made.text))
      let left = try await client.send(.post, "/sign-out", headers: cookie)
      #expect(left.status == 303 && left.headers[.setCookie]?.contains("Max-Age=0") == true)
    }
    _ = try await keys.revoke(made.key.id)
    try await server.run { (client, _) async throws in
      // A server that did not verify the key a moment ago knows at once that it was revoked.
      let text = try await Sessions(server.store, now: { .now }).cookie(of: made.text, isSecure: false)
      let reply = try await client.get("/search", headers: [.cookie: String(text.prefix { $0 != ";" })])
      #expect(reply.status == 401 && reply.text.contains("the API key was revoked"))
    }
  }

  @Test(
    "What a page of another site sends changes nothing, with or without a session",
    arguments: [["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"], ["Origin": "https://evil.example"], ["Origin": "null"]])
  func foreign(headers: [String: String]) async throws {
    let server = KeyedServer()
    let key = try await key(server, .admin)
    try await server.put([("PROMPT", "p-1")])
    try await server.run { (client, history) async throws in
      var sent = try cookie(try await enter(client, key))
      for (name, value) in headers { sent.set(name, value) }
      #expect(try await client.post("/api/history/cleanup?days_to_keep=1", headers: sent).status == 403)
      #expect(try await enter(client, key, headers: sent).status == 403)
      #expect(try await history.records(of: "PROMPT", id: "p-1").records.count == 1)
      #expect(try await client.get("/api/history/recent", headers: sent).status == 200)
    }
    try await withServer { (client, _) async throws in
      var sent: HTTPFields = [:]
      for (name, value) in headers { sent.set(name, value) }
      #expect(try await client.post("/api/history/cleanup?days_to_keep=1", headers: sent).status == 403)
    }
  }

  @Test("The dashboard's own requests, and those of what is no browser, are taken")
  func own() async throws {
    try await withServer { client, _ in
      let port = try #require(client.http.port)
      #expect(try await client.post("/api/history/cleanup?days_to_keep=1").status == 200)
      #expect(
        try await client.post("/api/history/cleanup?days_to_keep=1", headers: fields(["Sec-Fetch-Site": "same-origin"])).status == 200)
      let own = Array(
        "POST /api/history/cleanup?days_to_keep=1 HTTP/1.1\r\nHost: a.example\r\nOrigin: https://a.example\r\nConnection: close\r\n\r\n"
          .utf8)
      #expect(try await RawConnection.send(own, port: port).statuses == [200])
    }
  }

  @Test("Of who comes by a link of another site the page asks for itself again, for only then the cookie comes along")
  func hop() async throws {
    let server = KeyedServer()
    try await server.run { (client, _) async throws in
      let reply = try await client.get("/search?type=PROMPT", headers: fields(["Sec-Fetch-Site": "cross-site"]))
      #expect(reply.status == 401 && reply.text.contains("http-equiv=\"refresh\""))
      #expect(try await client.get("/search", headers: fields(["Sec-Fetch-Site": "same-origin"])).text.contains("Sign in"))
    }
  }

  private func fields(_ headers: [String: String]) -> HTTPFields {
    var fields: HTTPFields = [:]
    for (name, value) in headers { fields.set(name, value) }
    return fields
  }
}
