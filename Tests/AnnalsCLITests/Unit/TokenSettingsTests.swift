import Annals
import AnnalsServer
import Logging
import Testing

@testable import AnnalsCLI

@Suite("Settings of tokens and certificates")
struct TokenSettingsTests {
  private func settings(_ values: [String: String]) throws -> Settings {
    let flags = values.mapValues { SettingValue.text($0) }.map { name, value in
      (name, Setting.named(name)?.isList == true ? .list(value.text.split(separator: ",").map(String.init)) : value)
    }
    return try SettingSources(flags: Dictionary(uniqueKeysWithValues: flags), file: nil, environment: [:]).settings()
  }

  private static let whole = [
    "jwks": "https://login.example.com/keys", "token_issuer": "https://login.example.com/", "token_audience": "annals,api://annals",
    "token_roles": "cn=readers=reader,ops=operator", "token_user_claim": "preferred_username,sub", "token_require": "token_use=access",
    "token_leeway": "1m", "jwks_refresh": "30s",
  ]

  @Test("They are what they say")
  func whole() throws {
    let configuration = try #require(try settings(Self.whole).tokens.configuration())
    #expect(configuration.keys == .url("https://login.example.com/keys"))
    #expect(configuration.audiences == ["annals", "api://annals"])
    #expect(configuration.claims.roles == ["cn=readers": .reader, "ops": .operator])
    #expect(configuration.claims.users == ["preferred_username", "sub"])
    #expect(configuration.requiredClaims == ["token_use": "access"])
    #expect(configuration.leeway == .seconds(60) && configuration.keyLifetimeLimit == .seconds(30))
    #expect(try settings(Self.whole).tokens.authenticator(logger: Logger(label: "test")) != nil)
  }

  @Test("Without keys there are none, and keys may be a file")
  func keys() throws {
    #expect(try settings([:]).tokens.configuration() == nil)
    #expect(try settings(["jwks": "/etc/annals/keys.json"]).tokens.configuration()?.keys == .file("/etc/annals/keys.json"))
  }

  @Test(
    "What is not whole is refused, and says what is missing",
    arguments: [
      (["token_issuer": "x"], "jwks"), (["jwks": "https://x/"], "issuer"), (["jwks": "https://x/", "token_issuer": "x"], "audience"),
      (["jwks": "https://x/", "token_issuer": "x", "token_audience": "a"], "role"),
      (["jwks": "http://x/", "token_issuer": "x", "token_audience": "a", "token_default_role": "reader"], "https"),
      (["token_roles": "ops=king"], "token_roles"),
      (["token_roles": "ops"], "token_roles"), (["token_default_role": "king"], "token_default_role"),
    ])
  func missing(values: [String: String], word: String) throws {
    let error = #expect(throws: HistoryError.self) { _ = try settings(values).tokens.authenticator(logger: Logger(label: "test")) }
    #expect(error?.code == .invalidConfiguration && error?.description.contains(word) == true, "\(error?.description ?? "")")
  }

  @Test("A certificate needs its key, and the key its certificate")
  func certificate() throws {
    #expect(try settings([:]).tls.files() == nil)
    #expect(try settings(["tls_certificate": "c", "tls_key": "k"]).tls.files() == TLSFiles(certificate: "c", key: "k"))
    for values in [["tls_certificate": "c"], ["tls_key": "k"]] {
      #expect(throws: HistoryError.self) { try settings(values).tls.files() }
    }
  }
}
