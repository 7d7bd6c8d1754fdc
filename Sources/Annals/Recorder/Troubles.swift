import Synchronization

/// What is in trouble, so that each trouble is told once until it is over.
final class Troubles: Sendable {
  enum Kind: Hashable {
    case writing
    case reading
    case acknowledging
    case settingAside
    case syncing
  }

  private let kinds = Mutex<Set<Kind>>([])

  /// Notes a trouble; `true` where it is new.
  func begin(_ kind: Kind) -> Bool { kinds.withLock { $0.insert(kind).inserted } }

  /// Notes that a trouble is over; `true` where there was one.
  func end(_ kind: Kind) -> Bool { kinds.withLock { $0.remove(kind) != nil } }
}
