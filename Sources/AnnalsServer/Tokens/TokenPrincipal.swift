import Annals

/// Who a token's claims say that it is, and what they may.
struct TokenPrincipal {
  let mapping: TokenClaimMapping

  /// The principal of claims that were checked. Throws `AuthenticationFailure` where they name nobody.
  func principal(_ claims: TokenClaims) throws(AuthenticationFailure) -> Principal {
    let names = claims.texts(mapping.rolesPath) ?? []
    var roles = Set(names.compactMap { mapping.roles[$0] })
    if let role = mapping.defaultRole { roles.insert(role) }
    return Principal(user: try user(claims), roles: roles, scope: scope(claims), proof: .token)
  }

  private func user(_ claims: TokenClaims) throws(AuthenticationFailure) -> User {
    for path in mapping.users {
      guard let text = claims[path]?.string, !text.isEmpty, path != "email" || isVerified(claims["email_verified"]) else { continue }
      do throws(HistoryError) {
        return try User(text)
      } catch {
        throw AuthenticationFailure("the token's \(path) names no user: \(error.description)")
      }
    }
    throw AuthenticationFailure("the token names no user: it needs \(mapping.users.joined(separator: " or "))")
  }

  /// Cognito writes it as text where it comes from another provider.
  private func isVerified(_ value: JSONValue?) -> Bool { value != false && value != "false" }

  private func scope(_ claims: TokenClaims) -> AccessScope {
    var scope = AccessScope()
    if let texts = narrowing(claims, mapping.resourceTypesPath) { scope.resourceTypes = Set(texts.compactMap { try? ResourceType($0) }) }
    if let texts = narrowing(claims, mapping.idPrefixesPath) { scope.idPrefixes = Set(texts.filter { !$0.isEmpty }) }
    if let texts = narrowing(claims, mapping.usersPath) { scope.users = Set(texts.compactMap { try? User($0) }) }
    return scope
  }

  /// What a claim narrows to; `nil` where it does not, since it was not asked for or says `*`.
  private func narrowing(_ claims: TokenClaims, _ path: String?) -> [String]? {
    guard let path else { return nil }
    let texts = claims.texts(path) ?? []
    return texts.contains("*") ? nil : texts
  }
}
