import Annals
import AnnalsTestSupport
import EngineTestSupport
import ServerTestSupport
import Synchronization
import Testing

@testable import AnnalsServer

@Suite("Keys that a provider withdraws")
struct TokenKeyWithdrawalTests {
  /// Keys that come when the test says so.
  private final class SlowSource: TokenKeySource {
    let name = "slow"
    private let bytes: [UInt8]
    private let gates = Mutex<[CheckedContinuation<Void, Never>]>([])
    private let (begun, continuation) = AsyncStream<Void>.makeStream()

    init(_ issuer: TokenIssuer) { bytes = TokenIssuer.set([issuer]) }

    func load() async throws -> LoadedKeys {
      await withCheckedContinuation { gate in
        gates.withLock { $0.append(gate) }
        continuation.yield()
      }
      return LoadedKeys(bytes: bytes, lifetime: .seconds(4))
    }

    /// Waits until keys are asked for.
    func asked() async { for await _ in begun { return } }

    /// Answers who asked.
    func answer() { gates.withLock { gates in gates.removeFirst() }.resume() }
  }

  private static let standard = TokenConfiguration(keys: .file("none"), issuer: "i", audiences: ["a"])

  private let withdrawn = TokenIssuer("withdrawn")
  private let other = TokenIssuer("other")

  private func user(_ issuer: TokenIssuer, _ authenticator: TokenAuthenticator) async throws -> String {
    try await authenticator.principal(ofToken: issuer.token()).user.id
  }

  @Test("A key that goes without another in its place is refused within five seconds, though the provider lets its keys be kept for a day")
  func withdrawal() async throws {
    let published = Mutex([withdrawn, other])
    try await StubServer.run({ _, _ in
      let set = String(decoding: TokenIssuer.set(published.withLock { $0 }), as: UTF8.self)
      return .json(set, headers: [("Cache-Control", "public, max-age=86400")])
    }) { server in
      let clock = ManualClock()
      let source = try TokenKeyURL(server.url, limit: Self.standard.keyLifetimeLimit)
      let authenticator = try TokenAuthenticator.testing(source, clock: clock)
      for issuer in [withdrawn, other] { #expect(try await user(issuer, authenticator) == "ann") }
      #expect(server.requests.count == 1)
      published.withLock { $0 = [other] }
      clock.advance(by: .seconds(5))
      await #expect(throws: AuthenticationFailure.self) { try await user(withdrawn, authenticator) }
      #expect(try await user(other, authenticator) == "ann")
      #expect(server.requests.count == 2)
    }
  }

  @Test(
    "Keys are as old as the question for them: an answer that took its time does not hold a withdrawn key longer", .timeLimit(.minutes(5)))
  func slowly() async throws {
    let clock = ManualClock()
    let source = SlowSource(other)
    let authenticator = try TokenAuthenticator.testing(source, clock: clock)
    async let first = user(other, authenticator)
    await source.asked()
    clock.advance(by: .seconds(3))
    source.answer()
    #expect(try await first == "ann")
    // Four seconds after the question, one after the answer.
    clock.advance(by: .seconds(1))
    async let second = user(other, authenticator)
    await source.asked()
    source.answer()
    #expect(try await second == "ann")
  }

  @Test("Keys that did not change are not sent again, and hold on")
  func unchanged() async throws {
    let set = String(decoding: TokenIssuer.set([other]), as: UTF8.self)
    try await StubServer.run({ request, _ in
      request.header("if-none-match") == "\"1\"" ? .json("", status: 304) : .json(set, headers: [("ETag", "\"1\"")])
    }) { server in
      let source = try TokenKeyURL(server.url, limit: .seconds(300))
      for _ in 0..<3 { #expect(try await source.load().bytes == TokenIssuer.set([other])) }
      #expect(server.requests.map { $0.header("if-none-match") } == [nil, "\"1\"", "\"1\""])
    }
    // Who says so without having been asked has no keys.
    try await StubServer.run([.json("", status: 304)]) { server in
      _ = await #expect(throws: TokenKeysUnavailable.self) { try await TokenKeyURL(server.url, limit: .seconds(300)).load() }
    }
  }

  @Test("How long keys are used has bounds, so that a provider is neither asked without end nor hardly ever", arguments: [0, 86_401])
  func bounds(seconds: Int) {
    for change: (inout TokenConfiguration) -> Void in [
      { $0.keyLifetimeLimit = .seconds(seconds) }, { $0.staleKeyLimit = .seconds(seconds) },
    ] {
      let error = #expect(throws: HistoryError.self) { try TokenAuthenticator.testing(StubKeySource([other]), change) }
      #expect(error?.code == .invalidConfiguration)
    }
  }
}
