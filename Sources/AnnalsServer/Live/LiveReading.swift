import Annals

/// What other processes put into the store, told apart from what this one stored itself: each record is told once, by whom it came from first.
struct LiveReading: Sendable {
  /// How late a record may come into the store and still be found, for other processes gather and try again.
  static let overlap: Int64 = 10_000_000
  /// Records that are read at a time; of more, the newest.
  static let pageLimit = 200
  /// Found records that wait for who listens, at most.
  static let waitLimit = 500
  /// Records that are known at most. What is beyond lies behind the newest of a page where so many come.
  static let markLimit = 20_000

  private enum Source {
    case own
    case store
  }

  private let begun: Timestamp
  /// From which moment on the store is asked.
  private var start: Timestamp
  private var known: [RecordPosition: Source] = [:]
  private var found: [HistoryRecord] = []
  /// How many were found and do not wait any more.
  private var past = 0

  /// Nothing from before a moment is told.
  init(from moment: Timestamp, after place: Int = 0) {
    begun = moment
    start = moment
    past = place
  }

  /// How many records are known.
  var knownCount: Int { known.count }

  /// The place behind all that was found.
  var end: Int { past + found.count }

  /// What the store is asked for. What lies in the future is found when its time has come.
  func filter(at now: Timestamp) -> RecordFilter {
    RecordFilter(from: start, to: max(now, start).advanced(byMicroseconds: Self.overlap))
  }

  /// Of what this process stored, what was not found in the store before.
  mutating func take(_ records: [HistoryRecord]) -> [HistoryRecord] {
    let fresh = records.filter { record in
      guard record.timestamp >= start else { return true }
      guard let source = known[record.position] else {
        known[record.position] = .own
        return true
      }
      return source == .own
    }
    if known.count > 2 * Self.markLimit {
      for position in known.keys.sorted().dropLast(Self.markLimit) { known[position] = nil }
    }
    return fresh
  }

  /// Takes what the store answered, newest first; what is not known of it is others'.
  mutating func find(_ records: [HistoryRecord], at now: Timestamp) {
    for record in records.reversed() where known.updateValue(known[record.position] ?? .store, forKey: record.position) == nil {
      found.append(record)
    }
    let surplus = found.count - Self.waitLimit
    if surplus > 0 {
      found.removeFirst(surplus)
      past += surplus
    }
    start = max(begun, now.advanced(byMicroseconds: -Self.overlap))
    known = known.filter { $0.key.key.timestamp >= start }
  }

  /// What was found behind a place, oldest first, how many are not there any more, and the place to go on from.
  func news(after place: Int) -> (records: [HistoryRecord], missed: Int, end: Int) {
    (Array(found.suffix(max(0, min(found.count, end - place)))), max(0, past - place), end)
  }
}
