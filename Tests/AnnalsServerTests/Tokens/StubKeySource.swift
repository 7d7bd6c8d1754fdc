import Annals
import Logging
import ServerTestSupport
import Synchronization

@testable import AnnalsServer

/// Keys that a test gives, and counts how often they are asked for.
final class StubKeySource: TokenKeySource {
  private struct State {
    var reply: Result<LoadedKeys, TokenKeysUnavailable>
    var loads = 0
  }

  private let state: Mutex<State>
  let name = "stub"

  init(_ issuers: [TokenIssuer], lifetime: Duration = .seconds(300)) {
    state = Mutex(State(reply: .success(LoadedKeys(bytes: TokenIssuer.set(issuers), lifetime: lifetime))))
  }

  /// How often the keys were asked for.
  var loads: Int { state.withLock { $0.loads } }

  /// Publishes these keys from now on.
  func publish(_ issuers: [TokenIssuer], lifetime: Duration = .seconds(300)) {
    state.withLock { $0.reply = .success(LoadedKeys(bytes: TokenIssuer.set(issuers), lifetime: lifetime)) }
  }

  /// Does not answer from now on.
  func fail() { state.withLock { $0.reply = .failure(TokenKeysUnavailable("the provider is away")) } }

  func load() async throws -> LoadedKeys {
    try state.withLock { state in
      state.loads += 1
      return try state.reply.get()
    }
  }
}

extension TokenAuthenticator {
  /// One that takes the tokens of the tests' issuer.
  static func testing(
    _ source: any TokenKeySource = StubKeySource(TokenIssuer.all), clock: any Clock<Duration> = ContinuousClock(),
    at now: @escaping @Sendable () -> Timestamp = { TokenIssuer.now }, _ change: (inout TokenConfiguration) -> Void = { _ in }
  ) throws -> TokenAuthenticator {
    var configuration = TokenConfiguration(keys: .file("none"), issuer: TokenIssuer.issuer, audiences: [TokenIssuer.audience])
    configuration.claims.roles = ["readers": .reader, "auditors": .auditor, "admins": .admin]
    change(&configuration)
    return try TokenAuthenticator(
      configuration, source: source, clock: clock, now: now, logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }
}
