import AWSClient
import Metrics
import Synchronization

/// Capacity units and requests that a store used, by DynamoDB's operation.
public struct ConsumedUnits: Hashable, Sendable {
  /// Requests by operation, such as `Query`.
  public var requests: [String: Int] = [:]
  /// Capacity units by operation.
  public var units: [String: Double] = [:]

  /// Items that queries and scans looked at, and that reads by key found.
  public var itemsRead = 0

  /// All requests.
  public var totalRequests: Int { requests.values.reduce(0, +) }
  /// All capacity units.
  public var totalUnits: Double { units.values.reduce(0, +) }
}

/// Sums what calls cost, and exports it.
final class CapacityMeter: Sendable {
  private let sums = Mutex(ConsumedUnits())

  var consumed: ConsumedUnits { sums.withLock { $0 } }

  func addItems(_ count: Int) { sums.withLock { $0.itemsRead += count } }

  func add(_ costs: [ConsumedCapacity], to operation: String) {
    let units = costs.reduce(0) { $0 + $1.total.capacityUnits }
    sums.withLock { sums in
      sums.requests[operation, default: 0] += 1
      sums.units[operation, default: 0] += units
    }
    Counter(label: "annals.dynamodb.requests", dimensions: [("operation", operation)]).increment()
    FloatingPointCounter(label: "annals.dynamodb.consumed_capacity", dimensions: [("operation", operation)]).increment(by: units)
  }
}
