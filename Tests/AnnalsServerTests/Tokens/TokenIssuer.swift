import Annals
import Crypto
import CryptoExtras
import Foundation

@testable import AnnalsServer

/// An identity provider of the tests: keys of its own, and tokens signed with them.
struct TokenIssuer: Sendable {
  /// A key with its id.
  enum Key: Sendable {
    case rsa(_RSA.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)
  }

  let id: String?
  let key: Key

  /// A key of each kind; RSA's takes a while to make, so it is made once.
  static let rsa = TokenIssuer(id: "rsa-1", key: .rsa(sharedRSA))
  static let p256 = TokenIssuer(id: "ec-1", key: .p256(P256.Signing.PrivateKey()))
  static let ed25519 = TokenIssuer(id: "ed-1", key: .ed25519(Curve25519.Signing.PrivateKey()))
  static let all = [rsa, p256, ed25519]

  // Key generation of a fixed, allowed size does not fail.
  private static let sharedRSA: _RSA.Signing.PrivateKey = {
    do { return try _RSA.Signing.PrivateKey(keySize: .bits2048) } catch { preconditionFailure("no RSA key: \(error)") }
  }()

  static let issuer = "https://login.example.com/tenant"
  static let audience = "annals"
  /// The moment at which the tests' tokens are good.
  static let now = Timestamp(microseconds: 1_765_917_000_000_000)

  /// The public key as a JWK.
  var jwk: JSONObject {
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

  var algorithm: String {
    switch key {
    case .rsa: "RS256"
    case .p256: "ES256"
    case .ed25519: "EdDSA"
    }
  }

  /// Claims of a token that is good.
  static func claims(_ more: JSONObject = [:]) -> JSONObject {
    let now = now.microseconds / 1_000_000
    var claims: JSONObject = [
      "iss": .string(issuer), "aud": .string(audience), "sub": "ann", "roles": ["readers"], "iat": .number(JSONNumber(Int(now) - 60)),
      "nbf": .number(JSONNumber(Int(now) - 60)), "exp": .number(JSONNumber(Int(now) + 600)),
    ]
    for member in more.members { claims[member.name] = member.value.isNull ? nil : member.value }
    return claims
  }

  /// A token; the header's members are what is given instead of the usual ones.
  func token(_ claims: JSONObject = Self.claims(), header more: JSONObject = [:]) throws -> String {
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
  static func set(_ issuers: [TokenIssuer]) -> [UInt8] { set(issuers.map(\.jwk)) }

  static func set(_ keys: [JSONObject]) -> [UInt8] {
    Array(JSONWriter.text(of: ["keys": .array(keys.map(JSONValue.object))] as JSONObject).utf8)
  }

  static func encode(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
