import HTTPTypes

/// Whom a request is counted for.
enum Caller: Hashable, Sendable {
  /// Who has shown this key, token or cookie, and was let in with it.
  case credential(Int)
  /// Everyone else from an address.
  case address(String)
  /// All that came when too many were told apart already.
  case others

  /// The mark of a request's credential, for this process alone: nothing can be read from it. `nil` where the request has none.
  static func credential(in headers: HTTPFields) -> Int? {
    var hasher = Hasher()
    var isThere = false
    for name in credentialHeaders {
      let values = headers[values: name]
      guard !values.isEmpty else { continue }
      isThere = true
      hasher.combine(name)
      hasher.combine(values)
    }
    return isThere ? hasher.finalize() : nil
  }

  private static let credentialHeaders: [HTTPField.Name] = [.authorization, .cookie] + [HTTPField.Name("X-API-Key")].compactMap(\.self)
}

/// The credentials that were let in lately, in bounded memory: the older half is forgotten whenever the newer half is full.
struct KnownCredentials {
  private let limit: Int
  private var newer: Set<Int> = []
  private var older: Set<Int> = []

  init(limit: Int) { self.limit = max(1, limit / 2) }

  func contains(_ credential: Int) -> Bool { newer.contains(credential) || older.contains(credential) }

  mutating func insert(_ credential: Int) {
    if newer.count >= limit {
      older = newer
      newer = []
    }
    newer.insert(credential)
  }

  mutating func remove(_ credential: Int) {
    newer.remove(credential)
    older.remove(credential)
  }
}
