import Annals
import Synchronization

/// Gives out moments one after the other, and the last one from then on.
final class Moments: Sendable {
  private let microseconds: Mutex<[Int64]>

  init(_ microseconds: [Int64]) { self.microseconds = Mutex(microseconds) }

  func next() -> Timestamp {
    microseconds.withLock { $0.count > 1 ? Timestamp(microseconds: $0.removeFirst()) : Timestamp(microseconds: $0.first ?? 0) }
  }
}
