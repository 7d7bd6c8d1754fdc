public import Annals
import HTTPTypes

/// Knows people and services by their API keys: `Authorization: Bearer annals_…`, or `X-API-Key: annals_…`.
public struct KeyAuthenticator: HistoryAuthenticator {
  private let keys: AccessKeys

  static let header = "X-API-Key"
  private static let beginning = "annals_"

  /// Verifies keys of a store.
  public init(keys: AccessKeys) { self.keys = keys }

  /// Who has the key that a request carries. A bearer token that is no key of ours is left to others.
  public func principal(of request: AuthenticationRequest) async throws -> Principal? {
    guard let text = try Self.text(in: request.headers) else { return nil }
    switch try await keys.verify(text) {
    case .good(let principal): return principal
    case .malformed: throw AuthenticationFailure("the API key was cut or mistyped: send it whole, as annals keys make gave it")
    case .unknown: throw AuthenticationFailure("the API key is not known: make one with annals keys make")
    case .expired: throw AuthenticationFailure("the API key has expired: make or rotate one with annals keys")
    case .revoked: throw AuthenticationFailure("the API key was revoked: make another with annals keys make")
    }
  }

  private static func text(in headers: HTTPFields) throws(AuthenticationFailure) -> String? {
    var texts = HTTPField.Name(header).map { headers[values: $0] } ?? []
    for value in headers[values: .authorization] {
      let parts = value.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "bearer" else { continue }
      let token = parts[1].trimmingSpaces
      if token.hasPrefix(beginning) { texts.append(token) }
    }
    guard texts.count <= 1 else { throw AuthenticationFailure("the request carries \(texts.count) API keys: send one") }
    return texts.first
  }
}
