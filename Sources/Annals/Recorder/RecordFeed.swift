import Synchronization

/// Tells those who follow it what a recorder has stored, as it is stored.
///
/// A record comes once the store has it, so that whoever was told of it finds it there. What a store had already may be told again: followers
/// know a record by its id. Telling never waits: a follower that is too slow misses the oldest of what waits for it, and is told so.
///
/// ```swift
/// let follower = history.recorder.feed.follow()
/// while let batch = await follower.next() { for record in batch.records { … } }
/// ```
public final class RecordFeed: Sendable {
  private struct State {
    var followers: [UInt64: FollowedRecords] = [:]
    var lastID: UInt64 = 0
  }

  private let state = Mutex(State())
  private let count = Atomic<Int>(0)

  init() {}

  /// Follows what is stored from now on, until the follower is let go.
  ///
  /// - Parameters:
  ///   - limit: Records that wait for the follower at most. Default: 1,000.
  ///   - byteLimit: Bytes that these have at most, as JSON. Default: 16 MiB.
  /// - Returns: Who follows, as long as it is kept.
  public func follow(limit: Int = 1_000, byteLimit: Int = 16 * 1024 * 1024) -> RecordFollower {
    let records = FollowedRecords(limit: max(1, limit), byteLimit: max(1, byteLimit))
    let id = state.withLock { state in
      state.lastID += 1
      state.followers[state.lastID] = records
      return state.lastID
    }
    count.wrappingAdd(1, ordering: .relaxed)
    return RecordFollower(records) { [weak self] in self?.remove(id) }
  }

  /// Whether anyone follows.
  package var isFollowed: Bool { count.load(ordering: .relaxed) > 0 }

  private func remove(_ id: UInt64) {
    guard state.withLock({ $0.followers.removeValue(forKey: id) }) != nil else { return }
    count.wrappingSubtract(1, ordering: .relaxed)
  }

  /// Tells of records that the store has. Costs nothing where nobody follows.
  func tell(_ records: @autoclosure () -> [SanitizedRecord]) {
    guard isFollowed else { return }
    let sized = records().map { (record: $0.record, size: $0.approximateSize) }
    for follower in followers { follower.add(sized) }
  }

  /// Nothing more comes: the recorder has ended. Who follows later waits for its next run.
  func end() { followers.forEach { $0.end() } }

  private var followers: [FollowedRecords] { state.withLock { Array($0.followers.values) } }
}
