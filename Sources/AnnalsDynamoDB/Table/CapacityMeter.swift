import AWSClient
import Metrics
import Synchronization

/// Requests, capacity units and items read that a store used, by DynamoDB's operation.
public struct ConsumedUnits: Hashable, Sendable {
  /// Requests by operation, such as `Query`.
  public var requests: [String: Int] = [:]
  /// Capacity units by operation.
  public var units: [String: Double] = [:]
  /// Items that DynamoDB read by operation, those that a filter left out included.
  public var itemsRead: [String: Int] = [:]

  /// All requests.
  public var totalRequests: Int { requests.values.reduce(0, +) }
  /// All capacity units.
  public var totalUnits: Double { units.values.reduce(0, +) }
  /// All items read.
  public var totalItemsRead: Int { itemsRead.values.reduce(0, +) }
}

/// Sums what calls cost, and exports it.
final class CapacityMeter: Sendable {
  /// An operation's metrics, made once: a backend may look each one up when it is made.
  private struct Metrics {
    let requests: Counter
    let units: FloatingPointCounter
    let itemsRead: Counter

    init(_ operation: String) {
      requests = Counter(label: "annals.dynamodb.requests", dimensions: [("operation", operation)])
      units = FloatingPointCounter(label: "annals.dynamodb.consumed_capacity", dimensions: [("operation", operation)])
      itemsRead = Counter(label: "annals.dynamodb.items_read", dimensions: [("operation", operation)])
    }
  }

  private struct State {
    var consumed = ConsumedUnits()
    var metrics: [String: Metrics] = [:]
  }

  private let state = Mutex(State())

  var consumed: ConsumedUnits { state.withLock(\.consumed) }

  func add(_ costs: [ConsumedCapacity], itemsRead: Int = 0, to operation: String) {
    let units = costs.reduce(0) { $0 + $1.total.capacityUnits }
    let metrics = state.withLock { state in
      state.consumed.requests[operation, default: 0] += 1
      state.consumed.units[operation, default: 0] += units
      if itemsRead > 0 { state.consumed.itemsRead[operation, default: 0] += itemsRead }
      let metrics = state.metrics[operation] ?? Metrics(operation)
      state.metrics[operation] = metrics
      return metrics
    }
    metrics.requests.increment()
    metrics.units.increment(by: units)
    if itemsRead > 0 { metrics.itemsRead.increment(by: itemsRead) }
  }
}
