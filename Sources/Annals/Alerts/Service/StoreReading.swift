/// When the store is asked for what others recorded, and from which moment on; and what was seen of it already.
struct StoreReading: Sendable {
  private let interval: Duration
  private static let never: Duration = .seconds(100 * 365 * 86_400)
  private let overlap: Int64
  /// When it is asked next.
  private(set) var next: Duration
  /// From which moment on it is asked.
  private(set) var start: Timestamp
  /// What was observed lately, by its mark, with its moment.
  private var seen: [UInt64: Int64] = [:]

  /// Everything before a moment was read. Without an interval the store is asked only where something was missed.
  init(from moment: Timestamp, interval: Duration?, overlap: Duration, at time: Duration) {
    let interval = interval ?? Self.never
    self.interval = interval
    self.overlap = overlap.microseconds
    next = time + interval
    start = moment.advanced(byMicroseconds: -self.overlap)
  }

  /// Whether an operation was not observed lately; notes that it is now.
  mutating func isNew(_ operation: AlertObservation) -> Bool {
    guard operation.moment >= start.microseconds else { return true }
    return seen.updateValue(operation.moment, forKey: operation.mark ^ UInt64(bitPattern: operation.moment)) == nil
  }

  func isDue(at time: Duration) -> Bool { next <= time }

  /// There is something from this moment on that was not observed: the store is asked for it next.
  mutating func reach(back moment: Timestamp?) {
    guard let moment else { return }
    start = min(start, moment)
    next = .zero
  }

  /// Everything before a moment was read.
  mutating func finish(at moment: Timestamp, elapsed time: Duration) {
    next = time + interval
    start = moment.advanced(byMicroseconds: -overlap)
    let oldest = start.microseconds
    seen = seen.filter { $0.value >= oldest }
  }

  /// It could not be read.
  mutating func postpone(at time: Duration) { next = time + min(interval, .seconds(5)) }
}
