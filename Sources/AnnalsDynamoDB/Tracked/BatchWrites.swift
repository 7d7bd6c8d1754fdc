import AWSClient
import Annals

/// Batches of writes, each for itself: DynamoDB returns no states with them.
struct BatchWrites: Sendable {
  private let tracking: CallTracking
  private let function: String

  init(_ tracking: CallTracking, _ function: String) {
    self.tracking = tracking
    self.function = function
  }

  func write(_ request: BatchWriteItem) async throws -> BatchWriteItem.Output {
    let writes = request.requestItems.sorted { $0.key < $1.key }.flatMap { table, writes in
      writes.compactMap { write in tracking.item(write.attributes, in: table).map { (item: $0, write: write) } }
    }
    let client = tracking.client
    guard !writes.isEmpty else { return try await client.batchWriteItem(request) }
    let before = await StatesBefore(reading: writes.map(\.item), for: tracking)
    let outcome = await CallOutcome.of { try await client.batchWriteItem(request) }
    let call = TrackedCall("BatchWriteItem", function).ended(outcome)
    let unprocessed = unprocessed(outcome)
    for (item, write) in writes where !unprocessed.contains(ItemPlace(item)) {
      var operation = operation(item, write, before.state(of: item), isDone: outcome.failure == nil)
      operation.addedCapacity = before.cost(of: item)
      operation.record(call, in: tracking.history)
    }
    return try outcome.result.get()
  }

  private func operation(_ item: TrackedItem, _ write: BatchWriteItem.Write, _ before: KnownState, isDone: Bool) -> ItemOperation {
    switch write {
    case .put(let attributes):
      let after = isDone ? item.exact(attributes) : .none
      return ItemOperation(kind: .writing(over: before, claim: .none), item: item, before: before, after: after)
    case .delete: return ItemOperation(kind: .delete, item: item, before: before)
    }
  }

  private func unprocessed(_ outcome: CallOutcome<BatchWriteItem.Output>) -> Set<ItemPlace> {
    guard case .success(let output) = outcome.result else { return [] }
    var places: Set<ItemPlace> = []
    for (name, writes) in output.unprocessedItems {
      guard let table = tracking.table(name) else { continue }
      for write in writes { places.insert(ItemPlace(name, table.key(of: write.attributes))) }
    }
    return places
  }
}

extension BatchWriteItem.Write {
  fileprivate var attributes: AttributeMap {
    switch self {
    case .put(let item): item
    case .delete(let key): key
    }
  }
}
