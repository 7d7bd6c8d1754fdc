import AnnalsTestSupport
import Synchronization
import Testing

@testable import Annals

/// A store that counts how often documents are read, and can be taken away.
private final class CountingDocuments: FrontStore {
  let store: any HistoryStore = MemoryStore()
  let reads = Mutex(0)
  let isAway = Mutex(false)

  func document(_ name: DocumentName) async throws -> StoredDocument? {
    reads.withLock { $0 += 1 }
    if isAway.withLock(\.self) { throw HistoryError(.storeUnavailable, "the store was taken away") }
    return try await store.document(name)
  }
}

@Suite("API keys")
struct AccessKeysTests {
  private let clock = ManualClock()
  private let store = CountingDocuments()
  private let time = ManualTime()

  private func keys() -> AccessKeys { AccessKeys(store, clock: clock, now: { [time] in time.now }) }

  /// Moves both clocks on.
  private func pass(_ seconds: Int) {
    clock.advance(by: .seconds(seconds))
    time.now = time.now.advanced(byMicroseconds: Int64(seconds) * 1_000_000)
  }

  @Test("A key is good for who it was made for, with what they may")
  func good() async throws {
    let scope = try AccessScope(json: ["users": ["ann"]])
    let made = try await keys().make(for: User("ann"), roles: [.auditor], scope: scope)
    #expect(
      try await keys().verify(made.text)
        == .good(Principal(user: User("ann"), roles: [.auditor], scope: scope, proof: .key, keyID: made.key.id)))
  }

  @Test("A secret that differs in any one character is as unknown as a key that there never was")
  func unknown() async throws {
    let keys = keys()
    let made = try #require(AccessKeyText(try await keys.make(for: User("ann"), roles: [.reader]).text))
    #expect(try await keys.verify(AccessKeyText().text) == .unknown)
    for place in 0..<AccessKeyText.secretLength {
      var secret = Array(made.secret)
      secret[place] = secret[place] == "0" ? "1" : "0"
      let other = AccessKeyText(id: made.id, secret: String(secret))
      #expect(try await keys.verify(other.text) == .unknown, "\(place)")
    }
    #expect(try await keys.verify("annals_nonsense") == .malformed)
  }

  @Test("A revocation elsewhere is in force within five seconds, and the store is asked no more often than that needs")
  func revocation() async throws {
    let (server, elsewhere) = (keys(), keys())
    let made = try await elsewhere.make(for: User("ann"), roles: [.reader])
    for _ in 0..<100 { #expect(try await server.verify(made.text) != .unknown) }
    #expect(store.reads.withLock(\.self) == 1)
    let revoked = try #require(try await elsewhere.revoke(made.key.id))
    #expect(revoked.state(at: .now) == .revoked)
    pass(4)
    #expect(try await server.verify(made.text) == .revoked)
    #expect(AccessKeys.ageLimit < .seconds(5))
  }

  @Test("A revocation in the same process is in force at once, and a second one changes nothing")
  func revocationHere() async throws {
    let keys = keys()
    let made = try await keys.make(for: User("ann"), roles: [.reader])
    _ = try await keys.verify(made.text)
    let first = try await keys.revoke(made.key.id)
    #expect(try await keys.verify(made.text) == .revoked)
    pass(10)
    #expect(try await keys.revoke(made.key.id) == first)
    #expect(try await keys.revoke("0000000000ab") == nil)
    #expect(try await keys.revoke("../keys/x") == nil)
  }

  @Test("A key ends at its moment, though it is remembered")
  func expiry() async throws {
    let keys = keys()
    let end = time.now.advanced(byMicroseconds: 2_000_000)
    let made = try await keys.make(for: User("ann"), roles: [.reader], expires: end)
    #expect(try await keys.verify(made.text) != .expired)
    pass(2)
    #expect(try await keys.verify(made.text) == .expired)
    #expect(await errorCode { _ = try await keys.make(for: User("ann"), roles: [.reader], expires: end) } == .invalidAccess)
    #expect(await errorCode { _ = try await keys.make(for: User("ann"), roles: []) } == .invalidAccess)
    #expect(await errorCode { _ = try await keys.make(for: User("ann"), roles: [.reader], name: "a\nb") } == .invalidAccess)
  }

  @Test("A rotated key has what the old one had; both are good until the overlap is over")
  func rotation() async throws {
    let keys = keys()
    let end = time.now.advanced(byMicroseconds: 86_400_000_000)
    let scope = try AccessScope(json: ["id_prefixes": ["p-"]])
    let old = try await keys.make(for: User("ann"), roles: [.operator], scope: scope, name: "n", expires: end)
    pass(3600)
    let new = try #require(try await keys.rotate(old.key.id, overlap: .seconds(60)))
    #expect(new.key.rotatedFrom == old.key.id && new.key.scope == scope && new.key.roles == [.operator] && new.key.name == "n")
    #expect(new.key.expires == end.advanced(byMicroseconds: 3_600_000_000))
    #expect(new.text != old.text)
    pass(59)
    #expect(try await keys.verify(old.text) != .expired)
    pass(1)
    #expect(try await keys.verify(old.text) == .expired)
    if case .good(let principal) = try await keys.verify(new.text) { #expect(principal.user.id == "ann") } else { Issue.record("not good") }
    #expect(await errorCode { _ = try await keys.rotate(old.key.id, overlap: .zero) } == .forbidden)
    #expect(try await keys.rotate("0000000000ab", overlap: .zero) == nil)
    #expect(try await keys.all().map(\.id) == [old.key.id, new.key.id])
  }

  @Test("Nobody is let in where the store does not answer, and what was known is no older than its limit")
  func unavailable() async throws {
    let keys = keys()
    let made = try await keys.make(for: User("ann"), roles: [.reader])
    _ = try await keys.verify(made.text)
    store.isAway.withLock { $0 = true }
    pass(3)
    #expect(try await keys.verify(made.text) != .unknown)
    pass(1)
    #expect(await errorCode { _ = try await keys.verify(made.text) } == .storeUnavailable)
  }

  @Test("Unknown ids are remembered too, and a flood of them pushes out no key that there is")
  func flood() async throws {
    let made = try await keys().make(for: User("ann"), roles: [.reader]).key
    var cache = KeyCache(ageLimit: .seconds(4), limit: 100)
    cache.keep(made, as: made.id, read: .zero)
    for number in 0..<10_000 { cache.keep(nil, as: "\(number)", read: .zero) }
    #expect(cache.count <= 100)
    #expect(cache.key(made.id, at: .seconds(3)) == .some(made))
    #expect(cache.key("9999", at: .seconds(3)) == .some(nil))
    #expect(cache.key("none", at: .seconds(3)) == nil)
    #expect(cache.key(made.id, at: .seconds(4)) == nil)
  }
}
