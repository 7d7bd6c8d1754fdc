import Synchronization

/// How many listen to what happens now, within a limit: each holds a connection for as long as it likes.
final class LiveClients: Sendable {
  /// Clients at most.
  static let limit = 64

  private let count = Mutex(0)

  /// A client's place, until it is let go.
  final class Seat: Sendable {
    private let clients: LiveClients
    /// Whether nobody else listened.
    let isFirst: Bool

    fileprivate init(_ clients: LiveClients, isFirst: Bool) {
      self.clients = clients
      self.isFirst = isFirst
    }

    deinit { clients.count.withLock { $0 -= 1 } }

    /// Nothing: who calls it later has not let go before.
    func keep() {}
  }

  /// A place; `nil` where all are taken.
  func seat() -> Seat? {
    count.withLock { count in
      guard count < Self.limit else { return nil }
      count += 1
      return Seat(self, isFirst: count == 1)
    }
  }
}
