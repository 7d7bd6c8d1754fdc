import Annals
import AnnalsServer
import Logging

/// Which tokens of an identity provider are taken, as it was given.
struct TokenSettings: Sendable {
  /// The URL or the file of the provider's keys.
  var keys: String?
  /// What tokens have in `iss`.
  var issuer: String?
  /// What tokens have in `aud`.
  var audiences: [String] = []
  /// How far clocks may differ.
  var leeway = Self.standard.leeway
  /// Claims that tokens must have.
  var requiredClaims: [String: String] = [:]
  /// What the claims say of who asks.
  var claims = TokenClaimMapping()
  /// The longest that keys are used without asking for them again.
  var keyLifetimeLimit = Self.standard.keyLifetimeLimit

  /// How long they are used while they cannot be loaded.
  var staleKeyLimit = Self.standard.staleKeyLimit

  private static let standard = TokenConfiguration(keys: .file(""), issuer: "", audiences: [])

  /// Who is known by tokens; `nil` where no keys are given. Throws `invalidConfiguration` where what is given is not whole.
  func authenticator(logger: Logger) throws(HistoryError) -> TokenAuthenticator? {
    guard let configuration = try configuration() else { return nil }
    return try TokenAuthenticator(configuration, logger: logger)
  }

  /// The configuration of these settings.
  func configuration() throws(HistoryError) -> TokenConfiguration? {
    guard let keys else {
      guard issuer == nil, audiences.isEmpty else {
        throw HistoryError(
          .invalidConfiguration, "token_issuer or token_audience is given, but no keys: give jwks, the URL or file of the keys")
      }
      return nil
    }
    let place: TokenConfiguration.Keys = keys.contains("://") ? .url(keys) : .file(keys)
    var configuration = TokenConfiguration(keys: place, issuer: issuer ?? "", audiences: Set(audiences))
    configuration.leeway = leeway
    configuration.requiredClaims = requiredClaims
    configuration.claims = claims
    configuration.keyLifetimeLimit = keyLifetimeLimit
    configuration.staleKeyLimit = staleKeyLimit
    return configuration
  }
}
