import Foundation
import Synchronization

/// Keeps credentials until shortly before they end, and has them fetched once at a time.
final class CredentialsCache: Sendable {
  typealias Fetch = @Sendable () async throws -> AWSCredentials
  private let state = Mutex(CredentialsCacheState())
  private let waiterID = Atomic<UInt64>(0)

  func credentials(now: @escaping @Sendable () -> Date, fetch: @escaping Fetch) async throws -> AWSCredentials {
    if let credentials = state.withLock({ $0.fresh(at: now()) }) { return credentials }
    let id = waiterID.wrappingAdd(1, ordering: .relaxed).newValue
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        switch state.withLock({ $0.ask(id, continuation, at: now()) }) {
        case .use(let credentials): return continuation.resume(returning: credentials)
        case .wait: break
        case .fetch:
          // Not a child of who asks first: others wait for it too, and it must outlive that one's cancellation. It ends by the waiters'
          // continuations, and in time: every provider bounds its requests.
          Task {
            do { self.finish(.success(try await fetch()), at: now()) } catch { self.finish(.failure(error), at: now()) }
          }
        }
        if Task.isCancelled { abandon(id) }
      }
    } onCancel: {
      abandon(id)
    }
  }

  func invalidate(_ credentials: AWSCredentials) { state.withLock { $0.invalidate(credentials) } }

  private func finish(_ result: Result<AWSCredentials, any Error>, at now: Date) {
    let (waiters, result) = state.withLock { $0.finish(result, at: now) }
    for waiter in waiters { waiter.resume(with: result) }
  }

  private func abandon(_ id: UInt64) {
    state.withLock { $0.removeWaiter(id) }?.resume(throwing: CancellationError())
  }
}

/// What is kept, when it is fetched anew, and who waits for it.
struct CredentialsCacheState {
  typealias Waiter = CheckedContinuation<AWSCredentials, any Error>

  enum Action {
    case use(AWSCredentials)
    case wait
    case fetch
  }

  /// How long before their end credentials are fetched anew.
  static let window: TimeInterval = 5 * 60
  /// How long after a fetch in vain the next one waits, while the old credentials still hold.
  static let pause: TimeInterval = 30

  private var current: AWSCredentials?
  private var refreshAt = Date.distantFuture
  private var isFetching = false
  private var waiters: [UInt64: Waiter] = [:]

  /// The credentials that need no fetch; those that another asker is fetching anew are good until they end.
  func fresh(at now: Date) -> AWSCredentials? {
    guard let current, now < refreshAt || (isFetching && isValid(current, at: now)) else { return nil }
    return current
  }

  mutating func ask(_ id: UInt64, _ waiter: Waiter, at now: Date) -> Action {
    if let credentials = fresh(at: now) { return .use(credentials) }
    waiters[id] = waiter
    if isFetching { return .wait }
    isFetching = true
    return .fetch
  }

  /// Takes a fetch's result; returns who waits, and what they get. A fetch in vain leaves credentials that still hold.
  mutating func finish(
    _ result: Result<AWSCredentials, any Error>, at now: Date
  ) -> (waiters: [Waiter], result: Result<AWSCredentials, any Error>) {
    isFetching = false
    var outcome = result
    switch result {
    case .success(let credentials):
      current = credentials
      refreshAt = credentials.expiration.map { nextFetch(expiration: $0, now: now) } ?? .distantFuture
    case .failure:
      if let current, isValid(current, at: now) {
        outcome = .success(current)
        refreshAt = now.addingTimeInterval(Self.pause)
      }
    }
    defer { waiters = [:] }
    return (Array(waiters.values), outcome)
  }

  mutating func removeWaiter(_ id: UInt64) -> Waiter? { waiters.removeValue(forKey: id) }

  mutating func invalidate(_ credentials: AWSCredentials) { if current == credentials { current = nil } }

  private func isValid(_ credentials: AWSCredentials, at now: Date) -> Bool { credentials.expiration.map { now < $0 } ?? true }

  /// Credentials that have ended already come from a source in trouble: they are tried, as the SDKs do, and asked for again later.
  private func nextFetch(expiration: Date, now: Date) -> Date {
    if expiration <= now { return now.addingTimeInterval(Self.window) }
    return max(expiration.addingTimeInterval(-Self.window), min(expiration, now.addingTimeInterval(Self.pause)))
  }
}
