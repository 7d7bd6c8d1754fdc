import Annals
import ServerTestSupport
import Testing

@testable import AnnalsServer

/// Tokens as Amazon Cognito and Microsoft Entra give them, and the settings that docs/TOKENS.md names for each.
///
/// Sources: Amazon Cognito Developer Guide, "Understanding the access token" and "Understanding the identity (ID) token"; Microsoft identity
/// platform, "Access token claims reference" (version 2.0).
@Suite("Tokens of known providers")
struct ProviderShapeTests {
  private func principal(_ claims: JSONObject, _ change: (inout TokenConfiguration) -> Void) async throws -> Principal {
    try await TokenAuthenticator.testing(StubKeySource([.rsa]), change).principal(ofToken: TokenIssuer.rsa.token(claims))
  }

  private static let times = TokenIssuer.claims(["iss": .null, "aud": .null, "sub": .null, "roles": .null, "nbf": .null])

  private static func claims(_ own: JSONObject, in others: JSONObject = times) -> JSONObject {
    var claims = others
    for member in own.members { claims[member.name] = member.value }
    return claims
  }

  private static let pool = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_example"

  private static let cognitoAccess = claims([
    "sub": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "device_key": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
    "cognito:groups": ["history-auditors"],
    "iss": .string(pool), "version": 2, "client_id": "xxxxxxxxxxxxexample", "token_use": "access", "scope": "openid phone email",
    "auth_time": 1_765_916_900, "jti": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "username": "my-test-user",
  ])

  private static let cognitoID = claims([
    "sub": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "cognito:groups": ["history-auditors"], "email_verified": true, "iss": .string(pool),
    "cognito:username": "my-test-user", "aud": "xxxxxxxxxxxxexample", "token_use": "id", "email": "my-test-user@example.com",
  ])

  private static func cognito(use: String, users: [String]) -> (inout TokenConfiguration) -> Void {
    { configuration in
      configuration.issuer = pool
      configuration.audiences = ["xxxxxxxxxxxxexample"]
      configuration.requiredClaims = ["token_use": use]
      configuration.claims.users = users
      configuration.claims.rolesPath = "cognito:groups"
      configuration.claims.roles = ["history-auditors": .auditor]
    }
  }

  @Test("Cognito's access token has its client in client_id, its user in username and its groups in cognito:groups")
  func cognitoAccessToken() async throws {
    let found = try await principal(Self.cognitoAccess, Self.cognito(use: "access", users: ["username"]))
    #expect(found.user.id == "my-test-user" && found.roles == [.auditor])
  }

  @Test("Cognito's id token is another kind, and not taken for an access token")
  func cognitoIDToken() async throws {
    let found = try await principal(Self.cognitoID, Self.cognito(use: "id", users: ["email", "cognito:username"]))
    #expect(found.user.id == "my-test-user@example.com" && found.roles == [.auditor])
    await #expect(throws: AuthenticationFailure.self) {
      try await principal(Self.cognitoID, Self.cognito(use: "access", users: ["email"]))
    }
  }

  private static let tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee"

  private static let entra = claims([
    "aud": "00001111-aaaa-2222-bbbb-3333cccc4444", "iss": .string("https://login.microsoftonline.com/\(tenant)/v2.0"),
    "azp": "11112222-bbbb-3333-cccc-4444dddd5555", "name": "Ann Example", "oid": "22223333-cccc-4444-dddd-5555eeee6666",
    "preferred_username": "ann@example.com", "roles": ["History.Read", "History.Operate"], "scp": "access_as_user",
    "sub": "pairwise", "tid": .string(tenant), "ver": "2.0",
  ])

  private static func entra(_ users: [String]) -> (inout TokenConfiguration) -> Void {
    { configuration in
      configuration.issuer = "https://login.microsoftonline.com/\(tenant)/v2.0"
      configuration.audiences = ["00001111-aaaa-2222-bbbb-3333cccc4444"]
      configuration.requiredClaims = ["tid": tenant]
      configuration.claims.users = users
      configuration.claims.roles = ["History.Read": .reader, "History.Operate": .operator]
    }
  }

  @Test("Entra's token has its application's roles in roles, its tenant in tid, and its user in oid or preferred_username")
  func entraToken() async throws {
    let found = try await principal(Self.entra, Self.entra(["preferred_username", "oid"]))
    #expect(found.user.id == "ann@example.com" && found.roles == [.reader, .operator])
    #expect(try await principal(Self.entra, Self.entra(["oid"])).user.id == "22223333-cccc-4444-dddd-5555eeee6666")
  }

  @Test("Entra's token of another tenant is refused")
  func otherTenant() async throws {
    let other = Self.claims(["tid": "99998888-0000-cccc-1111-dddd2222eeee"], in: Self.entra)
    await #expect(throws: AuthenticationFailure.self) { try await principal(other, Self.entra(["oid"])) }
  }
}
