import Annals
import Crypto
import CryptoExtras
import Foundation
import HTTPTypes
import ServerTestSupport
import Testing

@testable import AnnalsServer

@Suite("Signatures of tokens")
struct TokenSignatureTests {
  private func principal(_ token: String, _ authenticator: TokenAuthenticator? = nil) async throws -> Principal? {
    let authenticator = try authenticator ?? .testing()
    return try await authenticator.principal(
      of: AuthenticationRequest(method: .get, path: "/", headers: [.authorization: "Bearer \(token)"], remoteAddress: nil))
  }

  private func reason(_ token: String, _ authenticator: TokenAuthenticator? = nil) async throws -> String {
    let failure = await #expect(throws: AuthenticationFailure.self) { try await principal(token, authenticator) }
    return failure?.reason ?? ""
  }

  @Test("A token signed with each kind of key says who it is", arguments: [0, 1, 2])
  func good(kind: Int) async throws {
    let found = try await principal(TokenIssuer.all[kind].token())
    #expect(found == Principal(user: try User("ann"), roles: [.reader], proof: .token))
  }

  @Test("Published signatures hold (RFC 7515, appendices A.2 and A.3; RFC 8037, appendix A.4)", arguments: PublishedToken.all)
  func published(_ example: PublishedToken) async throws {
    let token = try WebToken(example.token)
    let json = try #require(JSONParser.parse(example.key).object)
    let key = try #require(try await TokenKey(json))
    #expect(key.signed(token))
    let other = try WebToken(String(example.token.dropLast(6)) + "AAAAAA")
    #expect(!key.signed(other))
  }

  @Test("A token whose claims or signature were changed is refused", arguments: [0, 1, 2])
  func changed(kind: Int) async throws {
    let issuer = TokenIssuer.all[kind]
    let parts = try issuer.token().split(separator: ".")
    let others = try issuer.token(TokenIssuer.claims(["sub": "bob"])).split(separator: ".")
    #expect(try await reason("\(parts[0]).\(others[1]).\(parts[2])").contains("signature"))
    #expect(try await reason("\(parts[0]).\(parts[1]).\(others[2])").contains("signature"))
    #expect(try await reason("\(parts[0]).\(parts[1]).AAAA").contains("signature"))
  }

  @Test(
    "A token that says it is not signed, or signed with a shared secret, is refused",
    arguments: ["none", "None", "nOnE", "HS256", "HS512", "RS1", ""])
  func otherAlgorithm(name: String) async throws {
    let parts = try TokenIssuer.rsa.token(header: ["alg": .string(name)]).split(separator: ".")
    #expect(try await reason(parts.joined(separator: ".")).contains("algorithm is not taken"))
    #expect(try await reason("\(parts[0]).\(parts[1]).").contains("algorithm is not taken"))
  }

  @Test("A public key is no shared secret: a token signed with its text as one is refused")
  func publicKeyAsSecret() async throws {
    guard case .rsa(let key) = TokenIssuer.rsa.key else { return }
    for secret in [
      Data(key.publicKey.pemRepresentation.utf8), key.publicKey.derRepresentation, Data(JSONWriter.text(of: TokenIssuer.rsa.jwk).utf8),
    ] {
      for algorithm in ["HS256", "RS256"] {
        let header: JSONObject = ["alg": .string(algorithm), "kid": "rsa-1", "typ": "JWT"]
        let text =
          TokenIssuer.encode(JSONWriter.text(of: header).utf8) + "." + TokenIssuer.encode(JSONWriter.text(of: TokenIssuer.claims()).utf8)
        let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: secret))
        _ = try await reason(text + "." + TokenIssuer.encode(code))
      }
    }
  }

  @Test(
    "A token that says another algorithm than its key's is refused", arguments: [("RS256", "ec-1"), ("ES256", "rsa-1"), ("EdDSA", "ec-1")])
  func confusedAlgorithm(name: String, id: String) async throws {
    let token = try TokenIssuer.p256.token(header: ["alg": .string(name), "kid": .string(id)])
    #expect(try await reason(token).contains("its key is for another algorithm"))
  }

  @Test("A key that a token brings with it is not used")
  func embeddedKey() async throws {
    let stranger = TokenIssuer(id: "ec-1", key: .p256(P256.Signing.PrivateKey()))
    let token = try stranger.token(header: ["jwk": .object(stranger.jwk), "jku": "https://evil.example/keys"])
    #expect(try await reason(token).contains("signature"))
  }

  @Test("An ECDSA signature of zeros, or one that is empty, is refused", arguments: [64, 0, 1, 63, 65])
  func zeroSignature(count: Int) async throws {
    let parts = try TokenIssuer.p256.token().split(separator: ".")
    _ = try await reason("\(parts[0]).\(parts[1]).\(TokenIssuer.encode([UInt8](repeating: 0, count: count)))")
  }

  @Test("A token without a key id is good where the provider has one key of its algorithm, and refused where it has two")
  func withoutKeyID() async throws {
    let token = try TokenIssuer.p256.token(header: ["kid": .null])
    #expect(try await principal(token)?.user.id == "ann")
    let second = TokenIssuer(id: "ec-2", key: .p256(P256.Signing.PrivateKey()))
    let authenticator = try TokenAuthenticator.testing(StubKeySource([.p256, second]))
    #expect(try await reason(token, authenticator).contains("names no key"))
  }

  @Test(
    "A token of another form is refused before anything is believed",
    arguments: [
      "a.b", "a.b.c.d.e", "....", "..", "e30.e30.", "e30.e30.e30", "e30=.e30.e30", "e31.e30.e30", "bm90.anNvbg.eA", "W10.e30.e30",
      "\u{0}.\u{0}.\u{0}",
      "ä.ö.ü", String(repeating: "a", count: 20_000) + ".b.c",
    ])
  func otherForm(token: String) async throws {
    _ = try await reason(token)
  }

  @Test("What a header demands beyond a plain token is refused")
  func headers() async throws {
    #expect(try await reason(TokenIssuer.p256.token(header: ["crit": ["b64"], "b64": false])).contains("crit"))
    #expect(try await reason(TokenIssuer.p256.token(header: ["typ": "logout+jwt"])).contains("another type"))
    #expect(try await reason(TokenIssuer.p256.token(header: ["kid": 5])).contains("key id"))
    #expect(try await principal(TokenIssuer.p256.token(header: ["typ": "at+JWT"])) != nil)
    #expect(try await principal(TokenIssuer.p256.token(header: ["typ": .null])) != nil)
  }

  @Test("Duplicate names in a header are refused: two readers could take them two ways")
  func duplicateNames() async throws {
    let parts = try TokenIssuer.p256.token().split(separator: ".")
    let header = TokenIssuer.encode(#"{"alg":"none","alg":"ES256","kid":"ec-1"}"#.utf8)
    #expect(try await reason("\(header).\(parts[1]).\(parts[2])").contains("each name once"))
  }

  @Test("What is no token of a provider is left to others")
  func others() async throws {
    let authenticator = try TokenAuthenticator.testing()
    let headers: [HTTPFields] = [
      [:], [.authorization: "Basic YTpi"], [.authorization: "Bearer annals_k1_secret"], [.authorization: "Bearer"],
    ]
    for headers in headers {
      #expect(try await authenticator.principal(of: .init(method: .get, path: "/", headers: headers, remoteAddress: nil)) == nil)
    }
    var twice = HTTPFields()
    twice.append(HTTPField(name: .authorization, value: "Bearer a.b.c"))
    twice.append(HTTPField(name: .authorization, value: "Bearer a.b.c"))
    await #expect(throws: AuthenticationFailure.self) {
      try await authenticator.principal(of: .init(method: .get, path: "/", headers: twice, remoteAddress: nil))
    }
  }

  @Test("No reason holds any of the token")
  func reasonsAreClean() async throws {
    let token = try TokenIssuer.rsa.token(TokenIssuer.claims(["exp": 5]))
    let said = try await reason(token)
    for part in token.split(separator: ".") { #expect(!said.contains(part)) }
  }
}
