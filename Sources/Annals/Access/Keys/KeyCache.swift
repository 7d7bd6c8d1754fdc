/// Keys as they were read lately, unknown ones too, so that not each request asks the store; bounded, and nothing in it is older than its limit.
struct KeyCache {
  private struct Entry {
    let key: AccessKey?
    /// When its reading began: what changed after that may not be in it.
    let read: Duration
  }

  /// The age at which an entry counts no more.
  let ageLimit: Duration
  /// Entries at most.
  let limit: Int
  private var entries: [String: Entry] = [:]

  init(ageLimit: Duration, limit: Int) {
    self.ageLimit = ageLimit
    self.limit = limit
  }

  /// What is known of an id: `nil` where it must be read, `.some(nil)` where there is no such key.
  func key(_ id: String, at time: Duration) -> AccessKey?? {
    guard let entry = entries[id], time - entry.read < ageLimit else { return nil }
    return .some(entry.key)
  }

  /// Keeps what a reading that began at a time found.
  mutating func keep(_ key: AccessKey?, as id: String, read: Duration) {
    if entries[id] == nil, entries.count >= limit { makeRoom(at: read) }
    entries[id] = Entry(key: key, read: read)
  }

  /// Forgets a key that was changed here.
  mutating func forget(_ id: String) { entries[id] = nil }

  /// How many entries there are.
  var count: Int { entries.count }

  /// Lets go what is too old, else what is unknown, so that a flood of made-up ids does not push the real ones out; else all.
  private mutating func makeRoom(at time: Duration) {
    entries = entries.filter { time - $0.value.read < ageLimit }
    if entries.count >= limit { entries = entries.filter { $0.value.key != nil } }
    if entries.count >= limit { entries = [:] }
  }
}
