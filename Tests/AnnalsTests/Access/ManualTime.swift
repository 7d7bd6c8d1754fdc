import Annals
import Synchronization

/// A time of day that stands still until a test sets it.
final class ManualTime: Sendable {
  private let moment = Mutex(Timestamp(microseconds: 1_700_000_000_000_000))

  var now: Timestamp {
    get { moment.withLock(\.self) }
    set { moment.withLock { $0 = newValue } }
  }
}
