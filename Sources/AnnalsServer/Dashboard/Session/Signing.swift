import Annals
import HTTPTypes
import Hummingbird

/// Signs people in, who get a cookie for their key or token, and out again.
struct Signing {
  let dashboard: Dashboard
  let request: Request
  let address: String?
  let links: Links
  let gate: Gate
  let sessions: Sessions
  let isSecure: Bool

  /// Bytes of the form at most: a token of 16 KB, percent-encoded, and where to go on.
  private static let formLimit = 32 * 1024

  func response(at page: DashboardPage) async throws -> Response {
    if page == .signOut { return leave() }
    guard request.method == .post else {
      let query = try PageQuery(request.uri.query, knowing: page.parameters)
      return try dashboard.signInPage(Self.body(next: query["next"] ?? links.home, links: links, problem: nil), request, links, status: .ok)
    }
    return try await enter()
  }

  private func enter() async throws -> Response {
    let bytes = try await RequestBytes(limit: Self.formLimit).read(request)
    let form = try PageQuery(String(decoding: bytes, as: UTF8.self), knowing: ["key", "next"])
    let next = Self.local(form["next"]) ?? links.home
    let question = AuthenticationRequest(method: .get, path: next, headers: [:], remoteAddress: address)
    do {
      guard let credential = form["key"]?.trimmingSpaces, Self.isHeaderValue(credential) else {
        throw AuthenticationFailure("no key was sent: paste an API key, or a token of your identity provider")
      }
      let session = SessionAuthenticator(sessions: sessions, authenticators: gate.access.authenticators)
      guard try await session.principal(with: credential, sending: question) != nil else {
        throw AuthenticationFailure("this is no API key, and no token that the server takes: paste the whole of one")
      }
      let cookie = try await sessions.cookie(of: credential, isSecure: isSecure)
      return Response(status: .seeOther, headers: [.location: next, .setCookie: cookie, .cacheControl: "no-store"])
    } catch let failure as AuthenticationFailure {
      let body = Self.body(next: next, links: links, problem: failure.reason)
      return try dashboard.signInPage(body, request, links, status: .unauthorized)
    }
  }

  private func leave() -> Response {
    Response(
      status: .seeOther,
      headers: [.location: "\(links.base)/sign-in", .setCookie: Sessions.end(isSecure: isSecure), .cacheControl: "no-store"])
  }

  static func body(next: String, links: Links, problem: String?) -> PageVisit.Body {
    PageVisit.Body(
      title: "Sign in", template: "sign-in",
      view: ["action": "\(links.base)/sign-in", "next": local(next) ?? links.home, "problem": problem])
  }

  /// An address on this server; `nil` where it leads elsewhere.
  static func local(_ address: String?) -> String? {
    guard let address, address.hasPrefix("/"), !address.hasPrefix("//"),
      address.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C })
    else { return nil }
    return address
  }

  private static func isHeaderValue(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}
