import HTTPTypes
import Hummingbird

/// What each answer tells browsers, so that history is not shown, kept or run where it should not be.
struct SecurityHeaders: Sendable {
  /// Whether connections are encrypted: then browsers are told to insist on that.
  let isEncrypted: Bool

  private static let always: [(name: String, value: String)] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
  ]
  private static let encrypted = (name: "Strict-Transport-Security", value: "max-age=31536000")

  /// Adds what the headers do not say themselves.
  func add(to headers: inout HTTPFields) {
    for (name, value) in Self.always + (isEncrypted ? [Self.encrypted] : []) where headers.value(of: name) == nil {
      headers.set(name, value)
    }
  }
}

/// Adds what each answer tells browsers, and notes whether the credential of its request was let in.
struct EdgeMiddleware<Context: RequestContext>: RouterMiddleware {
  let security: SecurityHeaders
  /// Where callers are counted by their credentials.
  let traffic: Traffic?

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    security.add(to: &response.headers)
    // What everyone is answered tells nothing of a credential.
    if !Self.isForAnyone(request.uri.path) { traffic?.note(request.headers, isLetIn: response.status != .unauthorized) }
    return response
  }

  private static func isForAnyone(_ path: String) -> Bool {
    Endpoint.allCases.contains { $0.rule == .anyone && $0.template == path }
      || DashboardPage.allCases.contains { $0.rule == .anyone && path.hasPrefix($0.fixedPath) }
  }
}
