import Foundation
import Synchronization
import Testing

@testable import AWSClient

@Suite("Keeping credentials", .timeLimit(.minutes(5)))
struct CredentialsCacheTests {
  /// A provider that counts, and gives out what the test lets through.
  private final class Source: Sendable {
    private let stream: AsyncStream<Result<AWSCredentials, AWSError>>
    private let input: AsyncStream<Result<AWSCredentials, AWSError>>.Continuation
    private let count = Mutex(0)

    init(_ ready: [Result<AWSCredentials, AWSError>] = []) {
      (stream, input) = AsyncStream.makeStream()
      for result in ready { input.yield(result) }
    }

    var fetches: Int { count.withLock { $0 } }
    func give(_ result: Result<AWSCredentials, AWSError>) { input.yield(result) }
    func fetch() async throws -> AWSCredentials {
      count.withLock { $0 += 1 }
      var iterator = stream.makeAsyncIterator()
      guard let result = await iterator.next() else { throw CancellationError() }
      return try result.get()
    }
  }

  /// A time that a test moves on.
  private final class Now: Sendable {
    private let seconds = Mutex(0.0)
    var date: Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }
    func set(_ value: Double) { seconds.withLock { $0 = value } }
  }

  private func credentials(_ id: String, until end: Double? = nil) -> AWSCredentials {
    AWSCredentials(accessKeyID: id, secretAccessKey: "s", expiration: end.map { Date(timeIntervalSince1970: $0) })
  }

  @Test("Many askers cause one fetch, and get its result")
  func singleFlight() async throws {
    let cache = CredentialsCache()
    let source = Source()
    let ids = try await withThrowingTaskGroup(of: String.self, returning: Set<String>.self) { group in
      for _ in 0..<50 { group.addTask { try await cache.credentials(now: { Date() }, fetch: source.fetch).accessKeyID } }
      source.give(.success(credentials("A")))
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(ids == ["A"])
    #expect(source.fetches == 1)
  }

  @Test("They are fetched anew five minutes before they end, and kept until then")
  func refresh() async throws {
    let cache = CredentialsCache()
    let now = Now()
    let source = Source([.success(credentials("A", until: 3600)), .success(credentials("B", until: 7200))])
    func id() async throws -> String { try await cache.credentials(now: { now.date }, fetch: source.fetch).accessKeyID }
    #expect(try await id() == "A")
    now.set(3299)
    #expect(try await id() == "A")
    now.set(3300)
    #expect(try await id() == "B")
    #expect(source.fetches == 2)
  }

  @Test("A fetch in vain leaves those that still hold, and is not repeated at once; after their end it is told")
  func vain() async throws {
    let cache = CredentialsCache()
    let now = Now()
    let failure = AWSError(.credentialsUnavailable, "gone")
    let source = Source([.success(credentials("A", until: 3600)), .failure(failure), .failure(failure), .failure(failure)])
    func id() async throws -> String { try await cache.credentials(now: { now.date }, fetch: source.fetch).accessKeyID }
    _ = try await id()
    now.set(3400)
    #expect(try await id() == "A")
    #expect(try await id() == "A")
    #expect(source.fetches == 2)
    now.set(3430)
    #expect(try await id() == "A")
    #expect(source.fetches == 3)
    now.set(3600)
    let error = await #expect(throws: AWSError.self) { try await id() }
    #expect(error?.message == "gone")
  }

  @Test("A failed first fetch is not kept")
  func failure() async throws {
    let cache = CredentialsCache()
    let source = Source([.failure(AWSError(.credentialsNotFound, "none")), .success(credentials("A"))])
    await #expect(throws: AWSError.self) { try await cache.credentials(now: { Date() }, fetch: source.fetch) }
    #expect(try await cache.credentials(now: { Date() }, fetch: source.fetch).accessKeyID == "A")
  }

  @Test("Credentials that have ended already are tried, and asked for again after five minutes")
  func endedAlready() async throws {
    let cache = CredentialsCache()
    let now = Now()
    now.set(1000)
    let source = Source([.success(credentials("A", until: 900)), .success(credentials("B", until: 9000))])
    func id() async throws -> String { try await cache.credentials(now: { now.date }, fetch: source.fetch).accessKeyID }
    #expect(try await id() == "A")
    now.set(1299)
    #expect(try await id() == "A")
    now.set(1300)
    #expect(try await id() == "B")
  }

  @Test("Who is cancelled while it waits is let go, and the others get theirs")
  func cancelled() async throws {
    let cache = CredentialsCache()
    let source = Source()
    let first = Task { try await cache.credentials(now: { Date() }, fetch: source.fetch) }
    let second = Task { try await cache.credentials(now: { Date() }, fetch: source.fetch) }
    first.cancel()
    await #expect(throws: CancellationError.self) { try await first.value }
    source.give(.success(credentials("A")))
    #expect(try await second.value.accessKeyID == "A")
  }

  @Test("Credentials that a service refuses as ended are forgotten; others are not")
  func invalidated() async throws {
    let cache = CredentialsCache()
    let source = Source([.success(credentials("A")), .success(credentials("B"))])
    let first = try await cache.credentials(now: { Date() }, fetch: source.fetch)
    cache.invalidate(credentials("other"))
    #expect(try await cache.credentials(now: { Date() }, fetch: source.fetch).accessKeyID == "A")
    cache.invalidate(first)
    #expect(try await cache.credentials(now: { Date() }, fetch: source.fetch).accessKeyID == "B")
  }
}
