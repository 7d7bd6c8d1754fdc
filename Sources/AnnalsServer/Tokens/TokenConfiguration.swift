public import Annals

/// Which tokens of an identity provider are taken, and what their claims stand for.
public struct TokenConfiguration: Sendable {
  /// Where the provider's public keys are.
  public enum Keys: Hashable, Sendable {
    /// At a URL, as its `jwks_uri` says.
    case url(String)
    /// In a file, which is read again when it changes.
    case file(String)
  }

  /// Where the provider's public keys are, as a JWK set.
  public var keys: Keys
  /// What `iss` says, to the letter.
  public var issuer: String
  /// Whom tokens are for: one of these is in `aud`; where a token has no `aud`, as Cognito's access tokens, it is its `client_id`.
  public var audiences: Set<String>
  /// How far clocks may differ, for `exp`, `nbf` and `iat`. Default: 30 s.
  public var leeway: Duration = .seconds(30)
  /// Claims that must be there with these values, such as `token_use` with `access`, or `tid` with a tenant's id.
  public var requiredClaims: [String: String] = [:]
  /// What the claims say of who asks.
  public var claims = TokenClaimMapping()
  /// The longest that keys of a URL are used without asking the provider again, whatever its `Cache-Control` says: as long as a key that it has
  /// withdrawn may still be taken. 1 second to 1 day. Default: 4 s, so that a withdrawal is in force within five.
  public var keyLifetimeLimit: Duration = .seconds(4)
  /// How long keys are used while they cannot be loaded: as long as an outage of the provider costs nobody the access, and as long as a key that
  /// is withdrawn during one may still be taken. From ``keyLifetimeLimit`` to 1 day. Default: 1 hour, about as long as tokens last.
  public var staleKeyLimit: Duration = .seconds(3600)

  /// The tokens of an issuer for one or more audiences, with its keys.
  public init(keys: Keys, issuer: String, audiences: Set<String>) {
    self.keys = keys
    self.issuer = issuer
    self.audiences = audiences
  }

  /// Throws `invalidConfiguration` where tokens could not be told apart, or would give nobody anything.
  func check() throws(HistoryError) {
    guard !issuer.isEmpty else {
      throw HistoryError(.invalidConfiguration, "tokens have no issuer: give what the provider's tokens have in iss")
    }
    guard !audiences.isEmpty, !audiences.contains("") else {
      throw HistoryError(
        .invalidConfiguration,
        "tokens have no audience: give what the provider's tokens for Annals have in aud, or tokens for others would do")
    }
    guard (.zero ... .seconds(300)).contains(leeway) else {
      throw HistoryError(.invalidConfiguration, "the leeway of tokens is \(leeway): give 0 to 5 minutes")
    }
    guard (.seconds(1) ... .seconds(86_400)).contains(keyLifetimeLimit) else {
      throw HistoryError(
        .invalidConfiguration, "the provider's keys are to be used for \(keyLifetimeLimit) without asking again: give 1 second to 1 day")
    }
    guard keyLifetimeLimit <= staleKeyLimit, staleKeyLimit <= .seconds(86_400) else {
      throw HistoryError(
        .invalidConfiguration,
        "the provider's keys are to be used for \(staleKeyLimit) while they cannot be loaded: give \(keyLifetimeLimit), for which they are used "
          + "anyway, to 1 day")
    }
    guard !claims.users.isEmpty else {
      throw HistoryError(.invalidConfiguration, "no claim says who a token's user is: give at least one, such as sub")
    }
    guard !claims.roles.isEmpty || claims.defaultRole != nil else {
      throw HistoryError(
        .invalidConfiguration, "no token would give a role: say which of the provider's names is which role, or give a default role")
    }
  }
}

/// What a token's claims say of who asks.
///
/// A claim is given by its name, or by a path of names joined by dots: `realm_access.roles`. A name that has dots itself, such as
/// `https://example.com/roles`, is found as it is.
public struct TokenClaimMapping: Sendable {
  /// The claims that say who it is; the first that a token has is taken. `email` is not where `email_verified` is false. Default: `sub`.
  public var users = ["sub"]
  /// The claim with the provider's names of roles or groups: a list, or text with spaces between. Default: `roles`.
  public var rolesPath = "roles"
  /// Which of these names is which role; others say nothing.
  public var roles: [String: Role] = [:]
  /// The role of each whose token is good, besides those that it names. Default: none.
  public var defaultRole: Role?
  /// The claim that lists the resource types that one may see, `*` for all; a token without it sees none. Default: not narrowed.
  public var resourceTypesPath: String?
  /// The claim that lists the beginnings of the ids that one may see, `*` for all; a token without it sees none. Default: not narrowed.
  public var idPrefixesPath: String?
  /// The claim that lists the users whose operations one may see, `*` for all; a token without it sees none. Default: not narrowed.
  public var usersPath: String?

  /// The defaults.
  public init() {}
}
