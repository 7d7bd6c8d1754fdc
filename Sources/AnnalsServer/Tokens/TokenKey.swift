import Annals
import Foundation
import JWTKit

/// A provider's public key, good for one algorithm.
struct TokenKey: Sendable {
  let id: String?
  let algorithm: TokenAlgorithm
  private let verifier: any JWTAlgorithm

  /// Whether the token was signed with this key. The algorithm is the key's own: what the token says only has to agree.
  func signed(_ token: WebToken) -> Bool {
    guard token.algorithm == algorithm, verifier.name == algorithm.rawValue else { return false }
    // Each of the three refuses a signature of another length or form by throwing; none of that is told apart.
    return (try? verifier.verify(token.signature, signs: token.signedBytes)) ?? false
  }

  /// The key of a JWK (RFC 7517); `nil` for one that is for something else: another use, algorithm, curve or kind of key.
  ///
  /// Throws where it is for this and cannot be used.
  init?(_ json: JSONObject) async throws {
    guard let algorithm = Self.algorithm(json), Self.isForSignatures(json) else { return nil }
    let name = json["kid"]?.string ?? "without an id"
    guard json["d"] == nil else {
      throw HistoryError(.invalidConfiguration, "the key \(name.prefix(80)) is a private one: publish public keys alone, and replace it")
    }
    self.algorithm = algorithm
    id = json["kid"]?.string
    do {
      verifier = try await Self.verifier(json, algorithm)
    } catch {
      throw HistoryError(.invalidConfiguration, "the key \(name.prefix(80)) cannot be used for \(algorithm.rawValue)", underlying: error)
    }
  }

  private static func algorithm(_ json: JSONObject) -> TokenAlgorithm? {
    let algorithm: TokenAlgorithm? =
      switch (json["kty"]?.string, json["crv"]?.string) {
      case ("RSA", nil): .rs256
      case ("EC", "P-256"): .es256
      case ("OKP", "Ed25519"): .eddsa
      default: nil
      }
    guard let named = json["alg"]?.string, named != algorithm?.rawValue else { return algorithm }
    return nil
  }

  private static func isForSignatures(_ json: JSONObject) -> Bool {
    let use = json["use"]?.string ?? "sig"
    let operations = json["key_ops"]?.array.map { $0.compactMap(\.string) } ?? ["verify"]
    return use == "sig" && operations.contains("verify")
  }

  private static func verifier(_ json: JSONObject, _ algorithm: TokenAlgorithm) async throws -> any JWTAlgorithm {
    // One key a collection: a collection of many falls back on a key of its own choice.
    let collection = JWTKeyCollection()
    switch algorithm {
    case .rs256:
      let key = try Insecure.RSA.PublicKey(modulus: try part("n", of: json), exponent: try part("e", of: json))
      await collection.add(rsa: key, digestAlgorithm: .sha256)
    case .es256:
      let key = try ES256PublicKey(parameters: (x: try part("x", of: json, bytes: 32), y: try part("y", of: json, bytes: 32)))
      await collection.add(ecdsa: key)
    case .eddsa:
      await collection.add(eddsa: try EdDSA.PublicKey(x: try part("x", of: json, bytes: 32), curve: .ed25519))
    }
    return try await collection.getKey()
  }

  private static func part(_ name: String, of json: JSONObject, bytes count: Int? = nil) throws -> String {
    guard let text = json[name]?.string, let bytes = Base64URL.bytes(in: text), count == nil || bytes.count == count else {
      throw HistoryError(.invalidConfiguration, "\(name) of a key is not \(count.map { "\($0) bytes of " } ?? "")Base64 for URLs")
    }
    return text
  }
}
