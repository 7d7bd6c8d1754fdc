import Annals
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import ServerTestSupport
import Testing

@testable import AnnalsServer

@Suite("Keys of a provider over time")
struct TokenKeyRotationTests {
  private let old = TokenIssuer("old")
  private let new = TokenIssuer("new")

  private func user(_ issuer: TokenIssuer, _ authenticator: TokenAuthenticator) async throws -> String {
    try await authenticator.principal(ofToken: issuer.token()).user.id
  }

  @Test("A new key is in force with its first token, and the one that went is refused from then on")
  func rotation() async throws {
    let clock = ManualClock()
    let source = StubKeySource([old])
    let authenticator = try TokenAuthenticator.testing(source, clock: clock)
    #expect(try await user(old, authenticator) == "ann")
    source.publish([new])
    clock.advance(by: .seconds(3))
    #expect(try await user(new, authenticator) == "ann")
    #expect(source.loads == 2)
    await #expect(throws: AuthenticationFailure.self) { try await user(old, authenticator) }
  }

  @Test("Tokens with made-up keys cause one question to the provider in two seconds, and a rotation is in force within five all the same")
  func flood() async throws {
    let clock = ManualClock()
    let source = StubKeySource([old])
    let authenticator = try TokenAuthenticator.testing(source, clock: clock)
    #expect(try await user(old, authenticator) == "ann")
    for tenth in 0..<100 {
      if tenth == 50 { source.publish([new]) }
      await #expect(throws: AuthenticationFailure.self) { try await user(TokenIssuer("stranger-\(tenth)"), authenticator) }
      clock.advance(by: .milliseconds(100))
    }
    #expect((5...6).contains(source.loads))
    #expect(try await user(new, authenticator) == "ann")
  }

  @Test("Known keys need no question, and are asked for again when they are old")
  func lifetime() async throws {
    let clock = ManualClock()
    let source = StubKeySource([old], lifetime: .seconds(60))
    let authenticator = try TokenAuthenticator.testing(source, clock: clock)
    for _ in 0..<59 {
      #expect(try await user(old, authenticator) == "ann")
      clock.advance(by: .seconds(1))
    }
    #expect(source.loads == 1)
    clock.advance(by: .seconds(1))
    #expect(try await user(old, authenticator) == "ann")
    #expect(source.loads == 2)
  }

  @Test("While it runs, keys are loaded before they are old, so that no request waits for it", .timeLimit(.minutes(5)))
  func background() async throws {
    let clock = ManualClock()
    let source = StubKeySource([old], lifetime: .seconds(100))
    let authenticator = try TokenAuthenticator.testing(source, clock: clock)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await authenticator.run() }
      await clock.sleepers(1)
      #expect(source.loads == 1)
      source.publish([new], lifetime: .seconds(100))
      clock.advance(by: .seconds(79))
      #expect(source.loads == 1)
      clock.advance(by: .seconds(1))
      await clock.sleepers(1)
      #expect(source.loads == 2)
      let found = try await user(new, authenticator)
      #expect(found == "ann" && source.loads == 2)
      group.cancelAll()
    }
  }

  @Test("While the provider is away, keys are used for an hour, then nobody is let in, until it is back")
  func away() async throws {
    let clock = ManualClock()
    let source = StubKeySource([old], lifetime: .seconds(60))
    let authenticator = try TokenAuthenticator.testing(source, clock: clock)
    #expect(try await user(old, authenticator) == "ann")
    source.fail()
    clock.advance(by: .seconds(3_599))
    #expect(try await user(old, authenticator) == "ann")
    clock.advance(by: .seconds(10))
    await #expect(throws: TokenKeysUnavailable.self) { try await user(old, authenticator) }
    source.publish([old])
    await #expect(throws: TokenKeysUnavailable.self) { try await user(old, authenticator) }
    clock.advance(by: .seconds(5))
    #expect(try await user(old, authenticator) == "ann")
  }

  @Test("Many tokens at once ask the provider once")
  func together() async throws {
    let source = StubKeySource([old])
    let authenticator = try TokenAuthenticator.testing(source, clock: ManualClock())
    try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<50 { group.addTask { try await user(old, authenticator) } }
      for try await user in group { #expect(user == "ann") }
    }
    #expect(source.loads == 1)
  }

  @Test("A key file that changes is in force within five seconds, and one that breaks leaves the keys before")
  func file() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "annals-keys-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: "keys.json")
    try Data(TokenIssuer.set([old])).write(to: url)
    let clock = ManualClock()
    let authenticator = try TokenAuthenticator.testing(TokenKeyFile(path: url.path), clock: clock)
    #expect(try await user(old, authenticator) == "ann")
    try Data(TokenIssuer.set([new])).write(to: url)
    clock.advance(by: .seconds(4))
    await #expect(throws: AuthenticationFailure.self) { try await user(old, authenticator) }
    #expect(try await user(new, authenticator) == "ann")
    try Data("{".utf8).write(to: url)
    clock.advance(by: .seconds(60))
    #expect(try await user(new, authenticator) == "ann")
    try FileManager.default.removeItem(at: url)
    clock.advance(by: .seconds(60))
    #expect(try await user(new, authenticator) == "ann")
  }

  @Test("Keys at a URL are used as long as the provider says, within bounds")
  func url() async throws {
    let set = String(decoding: TokenIssuer.set([old]), as: UTF8.self)
    try await StubServer.run([.json(set, headers: [("Cache-Control", "public, max-age=120"), ("Age", "20")])]) { server in
      let loaded = try await TokenKeyURL(server.url, limit: .seconds(300)).load()
      #expect(loaded.bytes == TokenIssuer.set([old]))
      #expect(loaded.lifetime == .seconds(100))
    }
    try await StubServer.run([.json("gone", status: 404)]) { server in
      _ = await #expect(throws: TokenKeysUnavailable.self) { try await TokenKeyURL(server.url, limit: .seconds(300)).load() }
    }
    try await StubServer.run([.json("", status: 302, headers: [("Location", "http://127.0.0.1:1/")])]) { server in
      _ = await #expect(throws: TokenKeysUnavailable.self) { try await TokenKeyURL(server.url, limit: .seconds(300)).load() }
    }
    try await StubServer.run([.json(String(repeating: " ", count: 2 * 1024 * 1024))]) { server in
      _ = await #expect(throws: (any Error).self) { try await TokenKeyURL(server.url, limit: .seconds(300)).load() }
    }
  }

  @Test(
    "How long an answer may be used is at least ten seconds, and at most the limit",
    arguments: [
      (["max-age=60"], nil, 60), (["max-age=86400"], nil, 300), (["no-store"], nil, 10), (["no-cache, max-age=60"], nil, 10),
      ([], nil, 300), (["max-age=60"], "45", 15), (["max-age=60"], "999999999999", 10), (["max-age=\"30\""], nil, 30),
      (["max-age=-5"], nil, 10), (["max-age=x"], nil, 10), (["max-age=99999999999999999999"], nil, 10),
      (["private", "MAX-AGE=20"], nil, 20),
    ] as [([String], String?, Int)])
  func freshness(control: [String], age: String?, seconds: Int) {
    #expect(CacheFreshness(control: control, age: age).lifetime(atMost: .seconds(300)) == .seconds(seconds))
  }

  @Test("Keys of a set that are for something else are left out, and a private or unusable one refuses the set")
  func sets() async throws {
    let good = old.jwk
    var encryption = new.jwk
    encryption["use"] = "enc"
    var other = TokenIssuer.rsa.jwk
    other["alg"] = "RS512"
    let secret: JSONObject = ["kty": "oct", "k": "c2VjcmV0", "kid": "s", "alg": "HS256"]
    let curve: JSONObject = ["kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"]
    let set = try await TokenKeySet(TokenIssuer.set([encryption, other, secret, curve, good]))
    #expect(set.keys.map(\.id) == ["old"])
    var leaked = old.jwk
    leaked["d"] = "c2VjcmV0"
    var broken = TokenIssuer.p256.jwk
    broken["x"] = broken["y"]
    var short = TokenIssuer.rsa.jwk
    short["n"] = "AQAB"
    for keys in [[leaked], [broken], [short], [secret], []] as [[JSONObject]] {
      await #expect(throws: HistoryError.self) { try await TokenKeySet(TokenIssuer.set(keys)) }
    }
  }
}
