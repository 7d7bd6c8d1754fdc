import AWSClient
import Annals

/// The states that items had just before a call, read consistently for those whose description asks for it.
struct StatesBefore: Sendable {
  private var found: [ItemPlace: AttributeMap] = [:]
  /// The places that were read, whether anything was there or not.
  private var known: Set<ItemPlace> = []
  /// The capacity units that reading one of the items cost, on average.
  private(set) var share = 0.0

  /// Nothing was read.
  init() {}

  /// Reads, within the shortest of the tables' limits. What cannot be read in time stays unknown: the call is not to fail for it.
  init(reading items: [TrackedItem], for tracking: CallTracking) async {
    let wanted = items.filter { $0.table.missingStates == .readBefore }
    guard let limit = wanted.map(\.table.readLimit).min() else { return }
    var requests: [String: BatchGetItem.KeysAndAttributes] = [:]
    for item in wanted {
      var part = requests[item.table.tableName] ?? BatchGetItem.KeysAndAttributes()
      part.consistentRead = true
      if !part.keys.contains(item.key) { part.keys.append(item.key) }
      requests[item.table.tableName] = part
    }
    var request = BatchGetItem(requestItems: requests)
    request.returnConsumedCapacity = .total
    let (batch, client) = (request, tracking.client)
    guard let answer = try? await withinTime(limit, on: tracking.clock, { try await client.batchGetItem(batch) }) else { return }
    for (table, items) in answer.responses {
      guard let description = tracking.table(table) else { continue }
      for item in items { found[ItemPlace(table, description.key(of: item))] = item }
    }
    let unread = Set(answer.unprocessedKeys.flatMap { table, part in part.keys.map { ItemPlace(table, $0) } })
    known = Set(wanted.map { ItemPlace($0) }).subtracting(unread)
    guard !known.isEmpty else { return }
    let told = answer.consumedCapacity.reduce(0) { $0 + $1.total.capacityUnits }
    let sizes = known.map { found[$0]?.itemSize ?? 0 }
    share = (answer.consumedCapacity.isEmpty ? sizes.reduce(0) { $0 + Self.units(ofSize: $1) } : told) / Double(known.count)
  }

  /// What a consistent read of an item of so many bytes costs, where the answer does not tell: a unit for each 4 KB begun.
  private static func units(ofSize size: Int) -> Double { Double(max(1, (size + 4095) / 4096)) }

  /// What is known of an item before the call.
  func state(of item: TrackedItem) -> KnownState {
    guard isKnown(item) else { return .unknown }
    return .read(found[ItemPlace(item)].map { item.state($0) })
  }

  /// What the reading of an item cost.
  func cost(of item: TrackedItem) -> Double { isKnown(item) ? share : 0 }

  private func isKnown(_ item: TrackedItem) -> Bool { known.contains(ItemPlace(item)) }
}
