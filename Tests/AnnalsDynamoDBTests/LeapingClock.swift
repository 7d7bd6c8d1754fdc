import Annals
import Synchronization

/// A calendar that leaps on with each look at it.
final class LeapingClock: Sendable {
  private let now: Mutex<Timestamp>
  private let leap: Int64

  init(from start: Timestamp = .now, leap: Duration = .seconds(1800)) {
    now = Mutex(start)
    self.leap = leap.components.seconds * 1_000_000
  }

  func next() -> Timestamp {
    now.withLock { now in
      now = now.advanced(byMicroseconds: leap)
      return now
    }
  }
}

/// A calendar that stands still until a test moves it on.
final class Calendar: Sendable {
  private let moment: Mutex<Timestamp>

  init(_ start: Timestamp) { moment = Mutex(start) }

  var now: Timestamp { moment.withLock { $0 } }

  func advance(by duration: Duration) {
    moment.withLock { $0 = $0.advanced(byMicroseconds: duration.components.seconds * 1_000_000) }
  }
}
