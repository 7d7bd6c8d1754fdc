package import Annals
package import Crypto
package import CryptoExtras
import Foundation

/// An identity provider of the tests: keys of its own, and tokens signed with them.
package struct TokenIssuer: Sendable {
  /// A key with its id.
  package enum Key: Sendable {
    case rsa(_RSA.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)
  }

  package let id: String?
  package let key: Key

  package init(id: String?, key: Key) {
    self.id = id
    self.key = key
  }

  /// One with a new key.
  package init(_ id: String) { self.init(id: id, key: .ed25519(Curve25519.Signing.PrivateKey())) }

  /// A key of each kind; RSA's takes a while to make, so it is made once.
  package static let rsa = TokenIssuer(id: "rsa-1", key: .rsa(sharedRSA))
  package static let p256 = TokenIssuer(id: "ec-1", key: .p256(P256.Signing.PrivateKey()))
  package static let ed25519 = TokenIssuer(id: "ed-1", key: .ed25519(Curve25519.Signing.PrivateKey()))
  package static let all = [rsa, p256, ed25519]

  // Key generation of a fixed, allowed size does not fail.
  private static let sharedRSA: _RSA.Signing.PrivateKey = {
    do { return try _RSA.Signing.PrivateKey(keySize: .bits2048) } catch { preconditionFailure("no RSA key: \(error)") }
  }()

  package static let issuer = "https://login.example.com/tenant"
  package static let audience = "annals"
  /// The moment at which the tests' tokens are good.
  package static let now = Timestamp(microseconds: 1_765_917_000_000_000)

  /// The public key as a JWK.
  package var jwk: JSONObject {
    var jwk: JSONObject
    switch key {
    case .rsa(let key):
      let parts = try? key.publicKey.getKeyPrimitives()
      jwk = ["kty": "RSA", "n": .string(Self.encode(parts?.modulus ?? Data())), "e": .string(Self.encode(parts?.publicExponent ?? Data()))]
    case .p256(let key):
      let point = key.publicKey.rawRepresentation
      jwk = ["kty": "EC", "crv": "P-256", "x": .string(Self.encode(point.prefix(32))), "y": .string(Self.encode(point.suffix(32)))]
    case .ed25519(let key):
      jwk = ["kty": "OKP", "crv": "Ed25519", "x": .string(Self.encode(key.publicKey.rawRepresentation))]
    }
    jwk["kid"] = id.map(JSONValue.string)
    jwk["use"] = "sig"
    return jwk
  }

  package var algorithm: String {
    switch key {
    case .rsa: "RS256"
    case .p256: "ES256"
    case .ed25519: "EdDSA"
    }
  }

  /// Claims of a token that is good.
  package static func claims(_ more: JSONObject = [:]) -> JSONObject {
    let now = now.microseconds / 1_000_000
    var claims: JSONObject = [
      "iss": .string(issuer), "aud": .string(audience), "sub": "ann", "roles": ["readers"], "iat": .number(JSONNumber(Int(now) - 60)),
      "nbf": .number(JSONNumber(Int(now) - 60)), "exp": .number(JSONNumber(Int(now) + 600)),
    ]
    for member in more.members { claims[member.name] = member.value.isNull ? nil : member.value }
    return claims
  }

  /// A token; the header's members are what is given instead of the usual ones.
  package func token(_ claims: JSONObject = Self.claims(), header more: JSONObject = [:]) throws -> String {
    var header: JSONObject = ["alg": .string(algorithm), "typ": "JWT"]
    header["kid"] = id.map(JSONValue.string)
    for member in more.members { header[member.name] = member.value.isNull ? nil : member.value }
    let text = Self.encode(JSONWriter.text(of: header).utf8) + "." + Self.encode(JSONWriter.text(of: claims).utf8)
    return text + "." + Self.encode(try signature(of: Data(text.utf8)))
  }

  private func signature(of data: Data) throws -> Data {
    switch key {
    case .rsa(let key): try key.signature(for: SHA256.hash(data: data), padding: .insecurePKCS1v1_5).rawRepresentation
    case .p256(let key): try key.signature(for: data).rawRepresentation
    case .ed25519(let key): try key.signature(for: data)
    }
  }

  /// A set of keys as a provider publishes it.
  package static func set(_ issuers: [TokenIssuer]) -> [UInt8] { set(issuers.map(\.jwk)) }

  package static func set(_ keys: [JSONObject]) -> [UInt8] {
    Array(JSONWriter.text(of: ["keys": .array(keys.map(JSONValue.object))] as JSONObject).utf8)
  }

  package static func encode(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
