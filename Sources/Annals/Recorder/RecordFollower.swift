import DequeModule
import Synchronization

/// One who follows a ``RecordFeed``: takes what was told since the last time. For one task at a time.
public final class RecordFollower: Sendable {
  /// What was told since the last time.
  public struct Batch: Sendable {
    /// The records, in the order in which they were stored.
    public var records: [HistoryRecord] = []
    /// How many came before these and were left out, for there was no room.
    public var missed = 0
    /// The earliest moment of those that were left out: from there on the store has them.
    public var missedFrom: Timestamp?

    /// Whether there is nothing in it.
    public var isEmpty: Bool { records.isEmpty && missed == 0 }
  }

  private let followed: FollowedRecords
  private let leave: @Sendable () -> Void

  init(_ followed: FollowedRecords, leave: @escaping @Sendable () -> Void) {
    self.followed = followed
    self.leave = leave
  }

  deinit { leave() }

  /// What is there now; empty where nothing is.
  public func take() -> Batch { followed.take() }

  /// Returns once something may be there, the recorder has ended, or the task is cancelled.
  public func wait() async { await followed.signal.wait() }

  /// Waits for what comes next; `nil` once the recorder has ended and everything was taken, or the task is cancelled.
  public func next() async -> Batch? {
    while true {
      let batch = take()
      if !batch.isEmpty { return batch }
      if followed.isEnded || Task.isCancelled { return nil }
      await wait()
    }
  }
}

/// What waits for one follower, within bounds.
final class FollowedRecords: Sendable {
  private struct State {
    var records = Deque<(record: HistoryRecord, size: Int)>()
    var size = 0
    var missed = 0
    var missedFrom: Timestamp?
    var isEnded = false
  }

  let signal = WakeSignal()
  private let state = Mutex(State())
  private let limit: Int
  private let byteLimit: Int

  init(limit: Int, byteLimit: Int) {
    self.limit = limit
    self.byteLimit = byteLimit
  }

  var isEnded: Bool { state.withLock { $0.isEnded } }

  func add(_ records: [(record: HistoryRecord, size: Int)]) {
    state.withLock { state in
      for element in records {
        state.records.append(element)
        state.size += element.size
        while state.records.count > limit || state.size > byteLimit, let oldest = state.records.popFirst() {
          state.size -= oldest.size
          state.missed += 1
          state.missedFrom = min(state.missedFrom ?? oldest.record.timestamp, oldest.record.timestamp)
        }
      }
    }
    signal.set()
  }

  func take() -> RecordFollower.Batch {
    state.withLock { state in
      let batch = RecordFollower.Batch(records: state.records.map(\.record), missed: state.missed, missedFrom: state.missedFrom)
      state.records.removeAll()
      (state.size, state.missed, state.missedFrom) = (0, 0, nil)
      return batch
    }
  }

  func end() {
    state.withLock { $0.isEnded = true }
    signal.set()
  }
}
