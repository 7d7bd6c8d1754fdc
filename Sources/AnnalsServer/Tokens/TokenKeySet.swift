import Annals

/// A provider's public keys (a JWK set, RFC 7517), read and usable.
struct TokenKeySet: Sendable {
  let keys: [TokenKey]

  /// Bytes that a set may have.
  static let sizeLimit = 1024 * 1024
  /// Keys that a set may have.
  static let keyLimit = 100

  /// Reads a set. Throws `invalidConfiguration` where it is none, or no key in it is for tokens.
  init(_ bytes: [UInt8]) async throws {
    guard let members = (try? JSONValue(parsing: bytes))?.object?["keys"]?.array, members.count <= Self.keyLimit else {
      throw HistoryError(
        .invalidConfiguration, "the keys are no JWK set: publish {\"keys\": […]} with at most \(Self.keyLimit) keys (RFC 7517)")
    }
    var keys: [TokenKey] = []
    for member in members {
      if let object = member.object, let key = try await TokenKey(object) { keys.append(key) }
    }
    guard !keys.isEmpty else {
      throw HistoryError(.invalidConfiguration, "no key of the set is for \(TokenAlgorithm.names): publish one with its kid")
    }
    self.keys = keys
  }

  /// What the set knows of a token's key.
  enum Match {
    case key(TokenKey)
    /// The set has no such key, but a newer one may.
    case unknown
    case failure(AuthenticationFailure)
  }

  /// The key that a token says it was signed with; without an id, the only one of its algorithm.
  func match(_ token: WebToken) -> Match {
    guard let id = token.keyID else {
      let candidates = keys.filter { $0.algorithm == token.algorithm }
      guard candidates.count <= 1 else {
        return .failure(AuthenticationFailure("the token names no key (kid), and the provider has several: send one that does"))
      }
      return candidates.first.map(Match.key) ?? .unknown
    }
    let named = keys.filter { $0.id?.utf8.elementsEqual(id.utf8) ?? false }
    if let key = named.first(where: { $0.algorithm == token.algorithm }) { return .key(key) }
    guard named.isEmpty else {
      return .failure(AuthenticationFailure("the token says \(token.algorithm.rawValue), but its key is for another algorithm"))
    }
    return .unknown
  }
}
