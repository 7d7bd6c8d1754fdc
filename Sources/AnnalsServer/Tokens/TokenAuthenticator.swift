public import Annals
import HTTPTypes
public import Logging
public import ServiceLifecycle

/// Knows who sent a request by a token of an identity provider (a JWT, RFC 7519) in `Authorization: Bearer`.
///
/// The signature is checked with the provider's public keys, RS256, ES256 and EdDSA alone; then issuer, audience and times. It is a service
/// besides: while it runs, keys are renewed before they are old. Not running, it loads them when they are needed.
///
/// ```swift
/// var tokens = TokenConfiguration(keys: .url("https://login.example.com/keys"), issuer: "https://login.example.com/", audiences: ["annals"])
/// tokens.claims.roles = ["history-readers": .reader]
/// let authenticator = try TokenAuthenticator(tokens)
/// ```
public struct TokenAuthenticator: HistoryAuthenticator, Service {
  private let configuration: TokenConfiguration
  private let keys: TokenKeys
  private let now: @Sendable () -> Timestamp

  /// Takes the tokens that a configuration describes. Throws `invalidConfiguration` where it is not safe, or not whole.
  public init(
    _ configuration: TokenConfiguration, clock: any Clock<Duration> = ContinuousClock(),
    now: @escaping @Sendable () -> Timestamp = { .now },
    logger: Logger = Logger(label: "annals")
  ) throws(HistoryError) {
    try configuration.check()
    let source: any TokenKeySource =
      switch configuration.keys {
      case .url(let url): try TokenKeyURL(url, limit: configuration.keyLifetimeLimit)
      case .file(let path): TokenKeyFile(path: path)
      }
    try self.init(configuration, source: source, clock: clock, now: now, logger: logger)
  }

  init(
    _ configuration: TokenConfiguration, source: any TokenKeySource, clock: any Clock<Duration>, now: @escaping @Sendable () -> Timestamp,
    logger: Logger
  ) throws(HistoryError) {
    try configuration.check()
    self.configuration = configuration
    self.now = now
    keys = TokenKeys(source, staleLimit: configuration.staleKeyLimit, clock: clock, logger: logger)
  }

  /// Who sent the request; `nil` where it has no bearer token, or an API key in its place.
  ///
  /// Throws `AuthenticationFailure` for a token that does not hold, and another error where the provider's keys cannot be had.
  public func principal(of request: AuthenticationRequest) async throws -> Principal? {
    guard let text = try Self.token(in: request.headers) else { return nil }
    return try await principal(ofToken: text)
  }

  /// Renews the keys until graceful shutdown.
  public func run() async throws {
    do {
      try await cancelWhenGracefulShutdown { try await keys.renew() }
    } catch is CancellationError {
      // That is how it ends.
    }
  }

  func principal(ofToken text: String) async throws -> Principal {
    let token = try WebToken(text)
    let key = try await keys.key(for: token)
    guard key.signed(token) else { throw AuthenticationFailure("the token's signature does not hold: send it as the provider gave it") }
    let claims = TokenClaims(object: try token.claims())
    try claims.check(configuration, at: now())
    return try TokenPrincipal(mapping: configuration.claims).principal(claims)
  }

  /// The bearer token (RFC 6750, section 2.1) that may be one of a provider: it has dots, which an API key has not.
  private static func token(in headers: HTTPFields) throws(AuthenticationFailure) -> String? {
    let fields = headers[values: .authorization]
    guard let field = fields.first else { return nil }
    guard fields.count == 1 else { throw AuthenticationFailure("there are \(fields.count) Authorization headers: send one") }
    let parts = field.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    let text = parts[1].trimmingSpaces
    return text.contains(".") ? text : nil
  }
}
