import Annals
import HTTPTypes
import Hummingbird

/// Takes a request and says who sent it, or why it is not served.
struct Gate: Sendable {
  let access: AccessConfiguration
  /// The sessions of those who signed in with what one of the authenticators knows.
  var sessions: Sessions?

  /// Who sent a request. Throws a problem: 401 where nothing proves it, 503 where it could not be found out.
  func visitor(sending request: Request, from address: String?) async throws(Problem) -> Visitor {
    guard access.isOn else { return visitor(.anyone, sending: request, from: address) }
    let question = AuthenticationRequest(
      method: request.method, path: request.uri.path, headers: request.headers, remoteAddress: address)
    for authenticator in [session].compactMap(\.self) + access.authenticators {
      let principal: Principal?
      do {
        principal = try await authenticator.principal(of: question)
      } catch let failure as AuthenticationFailure {
        throw Self.unauthenticated(failure.reason)
      } catch {
        // Only the kind: an authenticator's error may hold anything.
        let kind = (error as? HistoryError)?.code.rawValue ?? "\(type(of: error))"
        throw Problem(.accessUnknown, "it cannot be found out who sends this (\(kind)): send it again later")
      }
      if let principal { return visitor(access.hiding(from: principal), sending: request, from: address) }
    }
    throw Self.unauthenticated("nothing says who sends this: send an API key in the header X-API-Key, or as the bearer in Authorization")
  }

  /// Who is not asked who they are, and may nothing but what everyone may.
  func unasked(sending request: Request, from address: String?) -> Visitor {
    visitor(Principal(user: .system, roles: [], proof: .none), sending: request, from: address)
  }

  private func visitor(_ principal: Principal, sending request: Request, from address: String?) -> Visitor {
    Visitor(
      principal: principal, connectionAddress: address, remoteAddress: access.proxies.clientAddress(request.headers, from: address))
  }

  /// Knows people by their sessions.
  var session: (any HistoryAuthenticator)? { sessions.map { SessionAuthenticator(sessions: $0, authenticators: access.authenticators) } }

  /// Throws a problem (403) where a visitor may not use an endpoint.
  func check(_ visitor: Visitor, at endpoint: Endpoint) throws(Problem) {
    try check(visitor, endpoint.rule)
  }

  /// The same for a rule.
  func check(_ visitor: Visitor, _ rule: EndpointRule) throws(Problem) {
    guard case .permitted(let permission) = rule, !visitor.principal.may(permission) else { return }
    let able = Role.allCases.filter { $0.permissions.contains(permission) }.map(\.rawValue).joined(separator: " or ")
    let roles = visitor.principal.roles.map(\.rawValue).sorted().joined(separator: ", ")
    throw Problem(
      .forbidden, "\(roles.isEmpty ? "no role" : "the role \(roles)") does not allow this: ask for the role \(able)", expected: able)
  }

  /// Whether who asks for readiness is told of its parts, which name paths and reasons: who may clean up; without authentication, this machine.
  func showsParts(to request: Request, from address: String?) async -> Bool {
    guard access.isOn else {
      let client = access.proxies.clientAddress(request.headers, from: address)
      return client.flatMap(IPAddress.init)?.isLoopback ?? false
    }
    // A probe's proof that does not hold costs it the parts, not the answer.
    guard let visitor = try? await visitor(sending: request, from: address) else { return false }
    return visitor.principal.may(.cleanup)
  }

  private static func unauthenticated(_ reason: String) -> Problem {
    Problem(.unauthenticated, reason, headers: [.wwwAuthenticate: "Bearer realm=\"annals\""])
  }
}
