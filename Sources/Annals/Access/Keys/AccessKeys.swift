import Synchronization

/// The API keys of a store: made, listed, rotated and revoked here, and verified.
///
/// Each key is a document of its own, `keys/ID`, so that one read verifies one key. What was verified is remembered for at most `ageLimit`: that
/// long after its revocation, wherever it was done, a key opens nothing more.
public final class AccessKeys: Sendable {
  /// What a text that should be a key turned out to be.
  public enum Verdict: Hashable, Sendable {
    /// A key that is good, and who acts with it.
    case good(Principal)
    /// No key, or one that was cut or mistyped.
    case malformed
    /// No key that there is, or not its secret: which of both is not told.
    case unknown
    /// A key whose time is over.
    case expired
    /// A key that was taken back.
    case revoked
  }

  /// A key that was just made, with its text, which is not kept: show it once.
  public struct Made: Sendable {
    /// The key.
    public let key: AccessKey
    /// What its holder sends.
    public let text: String
  }

  /// How long a key is taken for what it was when it was read last. Default: 4 s, so that a revocation is in force within 5.
  public static let ageLimit: Duration = .seconds(4)

  private let store: any DocumentStore
  private let now: @Sendable () -> Timestamp
  private let elapsed: @Sendable () -> Duration
  private let cache: Mutex<KeyCache>

  /// The keys in a store.
  public init(
    _ store: any DocumentStore, clock: some Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> Timestamp = { .now }
  ) {
    self.store = store
    self.now = now
    let start = clock.now
    elapsed = { start.duration(to: clock.now) }
    cache = Mutex(KeyCache(ageLimit: Self.ageLimit, limit: 4096))
  }

  /// Makes a key. Throws `invalidAccess` without a role, `invalidAccess` where the name is too long, and what the store throws.
  public func make(
    for user: User, roles: Set<Role>, scope: AccessScope = .everything, name: String? = nil, expires: Timestamp? = nil
  ) async throws -> Made {
    guard !roles.isEmpty else { throw HistoryError(.invalidAccess, "a key without a role opens nothing: give one of \(Role.names)") }
    if let name, !(1...AccessKey.maximumNameLength).contains(name.utf8.count) || name.hasControlCharacters {
      throw HistoryError(.invalidAccess, "a key's name has 1 to \(AccessKey.maximumNameLength) bytes and no control characters")
    }
    if let expires, expires <= now() {
      throw HistoryError(.invalidAccess, "the key would be expired when it is made: give a later moment")
    }
    return try await keep { text in
      AccessKey(text, user: user, roles: roles, scope: scope, name: name, created: now(), expires: expires)
    }
  }

  /// All keys, the oldest first. Throws what the store throws, and `invalidDocument` where one cannot be read.
  public func all() async throws -> [AccessKey] {
    try await store.documents(beginning: Self.folder).map { try AccessKey(document: $0) }
      .sorted { ($0.created, $0.id) < ($1.created, $1.id) }
  }

  /// The key of an id, or `nil`.
  public func key(_ id: String) async throws -> AccessKey? {
    guard let name = Self.documentName(id) else { return nil }
    return try await store.document(name).map { try AccessKey(document: $0) }
  }

  /// Makes a key in the place of another, which ends when the overlap is over; `nil` where there is no such key.
  ///
  /// The new one has what the old one had, and as long a life. Throws `forbidden` where the old one is revoked or expired.
  public func rotate(_ id: String, overlap: Duration) async throws -> Made? {
    guard let old = try await key(id) else { return nil }
    let moment = now()
    guard old.state(at: moment) == .active else {
      throw HistoryError(.forbidden, "the key \(old.id) is \(old.state(at: moment).rawValue) and cannot be rotated: make a new one")
    }
    let life = old.expires.map { $0.microseconds - old.created.microseconds }
    // The new one first: whatever ends this early, its holder has a key that works.
    let made = try await keep { text in
      AccessKey(
        text, user: old.user, roles: old.roles, scope: old.scope, name: old.name, created: moment,
        expires: life.map { moment.advanced(byMicroseconds: $0) }, rotatedFrom: old.id)
    }
    let end = moment.advanced(byMicroseconds: Int64(max(overlap, .zero) / .microseconds(1)))
    _ = try await change(old.id) { key in key.expires = key.expires.map { min($0, end) } ?? end }
    return made
  }

  /// Takes a key back for good; `nil` where there is no such key. One that is revoked already stays as it is.
  public func revoke(_ id: String) async throws -> AccessKey? {
    let moment = now()
    return try await change(id) { key in key.revoked = key.revoked ?? moment }
  }

  /// Who sends a text as their key. Throws what the store throws: then nobody knows.
  public func verify(_ text: String) async throws -> Verdict {
    guard let text = AccessKeyText(text) else { return .malformed }
    guard let key = try await current(text.id) else {
      AccessKey.compareWithNothing(text.secret)
      return .unknown
    }
    guard key.isSecret(text.secret) else { return .unknown }
    return switch key.state(at: now()) {
    case .active: .good(key.principal)
    case .expired: .expired
    case .revoked: .revoked
    }
  }

  private func current(_ id: String) async throws -> AccessKey? {
    let begun = elapsed()
    if let known = cache.withLock({ $0.key(id, at: begun) }) { return known }
    let key = try await key(id)
    cache.withLock { $0.keep(key, as: id, read: begun) }
    return key
  }

  private func keep(_ make: (AccessKeyText) -> AccessKey) async throws -> Made {
    let text = AccessKeyText()
    let key = make(text)
    guard let name = Self.documentName(key.id), try await store.put(key.document, as: name, replacing: 0) else {
      throw HistoryError(.storeUnavailable, "another key got the same id: make it again")
    }
    return Made(key: key, text: text.text)
  }

  /// Changes a key in the store, again where another changed it meanwhile.
  private func change(_ id: String, _ body: (inout AccessKey) -> Void) async throws -> AccessKey? {
    guard let name = Self.documentName(id) else { return nil }
    while let document = try await store.document(name) {
      var key = try AccessKey(document: document)
      body(&key)
      let isKept = try await store.put(key.document, as: name, replacing: document.version)
      cache.withLock { $0.forget(id) }
      if isKept { return key }
    }
    return nil
  }

  /// What the names of keys' documents begin with.
  package static let folder = "keys/"

  /// The name of a key's document; `nil` where the text is no id.
  static func documentName(_ id: String) -> DocumentName? {
    AccessKeyText.isID(id) ? try? DocumentName(folder + id) : nil
  }
}
