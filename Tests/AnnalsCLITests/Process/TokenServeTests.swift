import Annals
import EngineTestSupport
import Foundation
import ServerTestSupport
import Synchronization
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite("annals serve with an identity provider's tokens")
struct TokenServeTests {
  private let withdrawn = TokenIssuer("withdrawn")
  private let other = TokenIssuer("other")

  private func status(_ server: RunningServer, _ issuer: TokenIssuer) async throws -> Int? {
    let end = Int(Date().timeIntervalSince1970) + 600
    let token = try issuer.token(TokenIssuer.claims(["exp": .number(JSONNumber(end))]))
    var request = URLRequest(url: try #require(URL(string: server.url + "/api/history/recent")))
    request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
    let (_, response) = try await URLSession.shared.data(for: request)
    return (response as? HTTPURLResponse)?.statusCode
  }

  private func serve(_ folder: CommandFolder, keys: String) async throws -> RunningServer {
    try await RunningServer(
      in: folder,
      [
        "--store", "memory:", "--auth", "tokens", "--jwks", keys, "--set", "token_issuer=\(TokenIssuer.issuer)", "--set",
        "token_audience=\(TokenIssuer.audience)", "--set", "token_roles=readers=reader",
      ])
  }

  /// A key that is withdrawn is refused within five seconds by the server's own clock, and the other one is good all the while.
  private func withdraw(_ server: RunningServer, _ publish: ([TokenIssuer]) throws -> Void) async throws {
    for issuer in [withdrawn, other] { #expect(try await status(server, issuer) == 200) }
    try publish([other])
    let clock = ContinuousClock()
    let start = clock.now
    // A bounded number of requests, each of which is answered, ends it.
    while try await status(server, withdrawn) == 200 { try #require(start.duration(to: clock.now) < .seconds(5)) }
    #expect(try await status(server, withdrawn) == 401)
    #expect(try await status(server, other) == 200)
    // And one that comes is good with its first token.
    let new = TokenIssuer("new")
    try publish([other, new])
    while try await status(server, new) != 200 { try #require(start.duration(to: clock.now) < .seconds(15)) }
  }

  @Test("A key that the provider withdraws opens nothing within five seconds, without a restart", .timeLimit(.minutes(5)))
  func url() async throws {
    let folder = try CommandFolder()
    let published = Mutex(TokenIssuer.set([withdrawn, other]))
    let isAway = Mutex(false)
    try await StubServer.run({ _, _ in
      guard !isAway.withLock({ $0 }) else { return .json("", status: 503) }
      let set = String(decoding: published.withLock { $0 }, as: UTF8.self)
      return .json(set, headers: [("Cache-Control", "public, max-age=86400")])
    }) { provider in
      let server = try await serve(folder, keys: provider.url)
      try await withdraw(server) { keys in published.withLock { $0 = TokenIssuer.set(keys) } }
      // While the provider is away those before are used.
      isAway.withLock { $0 = true }
      #expect(await server.line { $0.contains("The provider's keys cannot be loaded") } != nil)
      #expect(try await status(server, other) == 200)
      #expect(try await status(server, withdrawn) == 401)
      #expect(await server.stop() == 0)
    }
  }

  @Test("The same holds of keys in a file", .timeLimit(.minutes(5)))
  func file() async throws {
    let folder = try CommandFolder()
    let publish = { (keys: [TokenIssuer]) in
      try Data(TokenIssuer.set(keys)).write(to: folder.url.appendingPathComponent("keys.json"), options: .atomic)
    }
    try publish([withdrawn, other])
    let server = try await serve(folder, keys: "keys.json")
    try await withdraw(server, publish)
    #expect(await server.stop() == 0)
  }
}
