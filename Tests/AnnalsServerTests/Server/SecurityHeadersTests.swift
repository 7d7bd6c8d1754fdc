import Annals
import AnnalsTestSupport
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AnnalsServer

@Suite("What answers tell browsers")
struct SecurityHeadersTests {
  private static let expected = [
    ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"), ("Cache-Control", "no-store"),
    ("X-Frame-Options", "DENY"),
  ]

  @Test(
    "Every answer says that nothing of it may be run, framed, guessed or kept",
    arguments: [
      ("GET", "/healthz"), ("GET", "/api/history/recent"), ("GET", "/api/history/recent?limit=x"), ("GET", "/nothing"),
      ("PUT", "/api/history/recent"),
      ("OPTIONS", "/api/history/recent"), ("HEAD", "/api/history/stats"), ("GET", "/openapi.json"), ("POST", "/api/history/records"),
    ])
  func headers(method: String, path: String) async throws {
    try await withServer { client, _ in
      let reply = try await client.send(#require(HTTPRequest.Method(method)), path)
      for (name, value) in Self.expected { #expect(reply.headers.value(of: name) == value, "\(name)") }
      #expect(reply.headers.value(of: "Strict-Transport-Security") == nil)
      #expect(reply.headers.value(of: "Access-Control-Allow-Origin") == nil)
    }
  }

  @Test("An answer to what is no request says so too")
  func malformed() async throws {
    try await withServer { client, _ in
      let found = try await RawConnection.send(text: "nonsense\n\n", port: #require(client.http.port))
      #expect(found.statuses == [400])
      for (name, value) in Self.expected { #expect(found.text.lowercased().contains("\(name): \(value)".lowercased()), "\(name)") }
    }
  }

  @Test("What an answer says itself is kept")
  func kept() {
    var headers: HTTPFields = [.contentSecurityPolicy: "default-src 'self'"]
    SecurityHeaders(isEncrypted: true).add(to: &headers)
    #expect(headers[.contentSecurityPolicy] == "default-src 'self'")
    #expect(headers[.strictTransportSecurity] == "max-age=31536000")
  }
}
