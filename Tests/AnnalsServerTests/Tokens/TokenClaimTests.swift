import Annals
import HTTPTypes
import ServerTestSupport
import Testing

@testable import AnnalsServer

@Suite("Claims of tokens")
struct TokenClaimTests {
  private static let second = TokenIssuer.now.microseconds / 1_000_000

  private func principal(_ claims: JSONObject, _ change: (inout TokenConfiguration) -> Void = { _ in }) async throws -> Principal {
    try await TokenAuthenticator.testing(StubKeySource([.ed25519]), change).principal(ofToken: TokenIssuer.ed25519.token(claims))
  }

  private func refused(_ more: JSONObject, _ word: String, _ change: (inout TokenConfiguration) -> Void = { _ in }) async throws {
    let failure = await #expect(throws: AuthenticationFailure.self, "\(word)") { try await principal(TokenIssuer.claims(more), change) }
    #expect(failure?.reason.contains(word) == true, "\(failure?.reason ?? "")")
  }

  private static func seconds(_ offset: Int64) -> JSONValue { .number(JSONNumber(Int(second + offset))) }

  @Test("A token is good within its times, give or take the leeway of 30 seconds")
  func times() async throws {
    for (name, offset) in [("exp", Int64(-29)), ("nbf", 30), ("iat", 30)] {
      #expect(try await principal(TokenIssuer.claims(JSONObject([(name, Self.seconds(offset))]))).user.id == "ann")
    }
    try await refused(["exp": Self.seconds(-30)], "expired")
    try await refused(["nbf": Self.seconds(31)], "not good yet")
    try await refused(["iat": Self.seconds(31)], "from the future")
    try await refused(["exp": Self.seconds(-1)], "expired") { $0.leeway = .zero }
    let fraction = try JSONNumber("\(Self.second + 1).25")
    #expect(try await principal(TokenIssuer.claims(["exp": .number(fraction)])).user.id == "ann")
  }

  @Test("A token without an end, or with a time that is none, is refused")
  func noTimes() async throws {
    try await refused(["exp": .null], "exp")
    try await refused(["exp": "1765917600"], "no moment")
    try await refused(["nbf": [1]], "no moment")
    try await refused(["iat": .number(JSONNumber("1e30"))], "no moment")
  }

  @Test("Another issuer is refused, to the letter")
  func issuer() async throws {
    for issuer in [TokenIssuer.issuer + "/", TokenIssuer.issuer.uppercased(), "", "https://evil.example"] {
      try await refused(["iss": .string(issuer)], "another issuer")
    }
    try await refused(["iss": .null], "another issuer")
    try await refused(["iss": [.string(TokenIssuer.issuer)]], "another issuer")
  }

  @Test("A token is for one of the audiences, alone or among others")
  func audience() async throws {
    #expect(try await principal(TokenIssuer.claims(["aud": ["other", "annals"]])).user.id == "ann")
    #expect(try await principal(TokenIssuer.claims(["aud": .null, "client_id": "annals"])).user.id == "ann")
    try await refused(["aud": "other"], "another audience")
    try await refused(["aud": []], "another audience")
    try await refused(["aud": .null], "another audience")
    try await refused(["aud": "other", "client_id": "annals"], "another audience")
    try await refused(["aud": 5, "client_id": "annals"], "another audience")
  }

  @Test("Claims that must be there must say what they must")
  func required() async throws {
    #expect(
      try await principal(TokenIssuer.claims(["token_use": "access"])) { $0.requiredClaims = ["token_use": "access"] }.user.id == "ann")
    #expect(
      try await principal(TokenIssuer.claims(["scp": "a annals.read"])) { $0.requiredClaims = ["scp": "annals.read"] }.user.id == "ann")
    try await refused(["token_use": "id"], "token_use") { $0.requiredClaims = ["token_use": "access"] }
    try await refused([:], "tid") { $0.requiredClaims = ["tid": "9188040d"] }
  }

  @Test("Roles are found by name, path, list or text; names that are not known say nothing")
  func roles() async throws {
    func roles(_ claims: JSONObject, _ path: String) async throws -> Set<Role> {
      try await principal(TokenIssuer.claims(claims)) { $0.claims.rolesPath = path }.roles
    }
    #expect(try await roles(["roles": ["readers", "strangers", 5]], "roles") == [.reader])
    #expect(try await roles(["roles": "readers auditors"], "roles") == [.reader, .auditor])
    #expect(try await roles(["realm_access": ["roles": ["admins"]]], "realm_access.roles") == [.admin])
    #expect(try await roles(["https://example.com/roles": ["auditors"]], "https://example.com/roles") == [.auditor])
    #expect(try await roles(["a.b": ["c.d": ["admins"]]], "a.b.c.d") == [.admin])
    #expect(try await roles(["roles": ["admin"]], "roles") == [])
    #expect(try await roles(["roles": .null], "roles") == [])
    #expect(try await principal(TokenIssuer.claims(["roles": .null])) { $0.claims.defaultRole = .writer }.roles == [.writer])
  }

  @Test("The user is that of the first claim that is there; an email that is not verified is none")
  func user() async throws {
    let mapping: (inout TokenConfiguration) -> Void = { $0.claims.users = ["email", "sub"] }
    #expect(try await principal(TokenIssuer.claims(["email": "ann@example.com"]), mapping).user.id == "ann@example.com")
    #expect(try await principal(TokenIssuer.claims(["email": "x@example.com", "email_verified": false]), mapping).user.id == "ann")
    #expect(try await principal(TokenIssuer.claims(["email": "x@example.com", "email_verified": "false"]), mapping).user.id == "ann")
    try await refused(["sub": .null], "names no user")
    try await refused(["sub": "a\u{0}b"], "names no user")
    try await refused(["sub": 17], "names no user")
  }

  @Test("Scopes come from claims; a token without a claim that narrows sees nothing, and * sees all")
  func scope() async throws {
    func scope(_ claims: JSONObject) async throws -> AccessScope {
      try await principal(TokenIssuer.claims(claims)) {
        $0.claims.resourceTypesPath = "types"
        $0.claims.idPrefixesPath = "prefixes"
        $0.claims.usersPath = "users"
      }.scope
    }
    let narrow = try await scope(["types": ["prompt", "A#B"], "prefixes": "team-a/ team-b/", "users": ["ann"]])
    #expect(narrow.resourceTypes == [try ResourceType("PROMPT")])
    #expect(narrow.idPrefixes == ["team-a/", "team-b/"])
    #expect(narrow.users == [try User("ann")])
    let none = try await scope([:])
    #expect(none.resourceTypes == [] && none.idPrefixes == [] && none.users == [])
    #expect(try await scope(["types": "*", "prefixes": ["*"], "users": ["*", "x"]]).holdsAllRecords)
  }

  @Test("A configuration that would take what it should not, or give nothing, is refused")
  func configuration() throws {
    let changes: [(String, (inout TokenConfiguration) -> Void)] = [
      ("issuer", { $0.issuer = "" }), ("audience", { $0.audiences = [] }), ("audience", { $0.audiences = [""] }),
      ("role", { $0.claims.roles = [:] }), ("user", { $0.claims.users = [] }), ("leeway", { $0.leeway = .seconds(3600) }),
    ]
    for (word, change) in changes {
      let error = #expect(throws: HistoryError.self) { try TokenAuthenticator.testing(StubKeySource([.ed25519]), change) }
      #expect(error?.description.contains(word) == true)
    }
    for url in ["http://login.example.com/keys", "https://a:b@login.example.com/", "ftp://x/", "https://", "http://127.evil.example/keys"] {
      #expect(throws: HistoryError.self, "\(url)") { try TokenKeyURL(url, limit: .seconds(60)) }
    }
  }
}
