/// How a token may be signed: each with a key of a provider, whose public half is all that is here.
///
/// `none` and the algorithms of a shared secret (`HS256` and its like) are not among them, whatever a token says of itself, so a public key is
/// never taken for a secret.
enum TokenAlgorithm: String, Hashable, Sendable, CaseIterable {
  case rs256 = "RS256"
  case es256 = "ES256"
  case eddsa = "EdDSA"

  /// The algorithms by name, for errors.
  static let names = allCases.map(\.rawValue).joined(separator: ", ")
}
