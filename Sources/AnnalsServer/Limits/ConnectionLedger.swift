import Synchronization

/// How many connections each address has.
final class ConnectionLedger: Sendable {
  private let limit: Int
  private let counts = Mutex<[String: Int]>([:])

  init(limitPerAddress: Int) { limit = limitPerAddress }

  /// Counts a connection; `false` where the address has too many, and then nothing is counted.
  func open(_ address: String) -> Bool {
    counts.withLock { counts in
      guard counts[address] ?? 0 < limit else { return false }
      counts[address, default: 0] += 1
      return true
    }
  }

  /// Ends a connection that was counted.
  func close(_ address: String) {
    counts.withLock { counts in
      guard let count = counts[address] else { return }
      counts[address] = count > 1 ? count - 1 : nil
    }
  }

  /// Addresses that have connections.
  var addresses: Int { counts.withLock { $0.count } }
}
