import Annals
import Logging
import ServiceLifecycle

/// A provider's keys, kept and renewed: those in use stay in use while newer ones are loaded, and for a time while they cannot be.
actor TokenKeys {
  private let source: any TokenKeySource
  private let clock: any Clock<Duration>
  private let elapsed: @Sendable () -> Duration
  private let logger: Logger
  private var cache: TokenKeyCache
  private var loading: Task<Void, Never>?

  init(_ source: any TokenKeySource, staleLimit: Duration, clock: any Clock<Duration>, logger: Logger) {
    self.source = source
    self.clock = clock
    self.logger = logger
    elapsed = Self.stopwatch(clock)
    cache = TokenKeyCache(staleLimit: staleLimit)
  }

  /// The key that a token was signed with, as it says. Throws `AuthenticationFailure` where the provider has no such key, and
  /// `TokenKeysUnavailable` where there are no keys.
  func key(for token: WebToken) async throws -> TokenKey {
    var fallback = TokenKeyCache.Fallback.unavailable
    switch cache.action(for: token, at: elapsed()) {
    case .use(let key): return key
    case .refuse(let failure):
      // What is being loaded may have the key.
      guard let loading else { throw failure }
      await loading.value
      fallback = .refuse(failure)
    case .unavailable:
      guard let loading else { throw Self.unavailable }
      await loading.value
    case .load(let otherwise):
      fallback = otherwise
      await load()
    }
    switch (cache.action(for: token, at: elapsed()), fallback) {
    case (.use(let key), _), (.load(.use(let key)), _): return key
    case (.refuse(let failure), _), (.load(.refuse(let failure)), _): throw failure
    case (_, .use(let key)): return key
    case (_, .refuse(let failure)): throw failure
    case (_, .unavailable): throw Self.unavailable
    }
  }

  /// Loads the keys again and again, before they are old, until the task is cancelled.
  func renew() async throws {
    while !Task.isCancelled {
      let wait = cache.wait(at: elapsed())
      if wait > .zero { try await clock.sleep(for: wait) }
      if cache.wait(at: elapsed()) == .zero { await load() }
    }
  }

  /// Loads the keys; who asks meanwhile waits for the same load.
  func load() async {
    if let loading { return await loading.value }
    let start = elapsed()
    cache.began(at: start)
    // Not a child of who asks first: others wait for it too. It ends in time, for each source bounds its work.
    let task = Task { await self.replace(begunAt: start) }
    loading = task
    await task.value
    loading = nil
  }

  private func replace(begunAt start: Duration) async {
    do {
      let loaded = try await source.load()
      let keys = try await TokenKeySet(loaded.bytes)
      cache.loaded(keys, lifetime: loaded.lifetime, begunAt: start)
    } catch {
      guard cache.failed() else { return }
      let reason = (error as? HistoryError)?.description ?? (error as? TokenKeysUnavailable)?.description ?? "\(type(of: error))"
      logger.warning(
        "The provider's keys cannot be loaded; those before are used for a time",
        metadata: ["annals.keys": "\(source.name)", "error.message": "\(reason)"])
    }
  }

  private static let unavailable = TokenKeysUnavailable("the provider's keys cannot be had: send the request again later")

  private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }
}
