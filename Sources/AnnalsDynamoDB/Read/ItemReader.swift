import AWSClient
import Annals

/// Reads items by their keys, 100 a request, and asks again for what the table leaves unprocessed.
struct ItemReader: Sendable {
  private static let batchLimit = 100
  private let table: TableAccess

  init(_ table: TableAccess) { self.table = table }

  /// The items that are there, by key.
  func items(_ keys: [ItemKey], projection: [String]? = nil, isConsistent: Bool = false) async throws -> [ItemKey: AttributeMap] {
    let distinct = Array(Set(keys))
    let batches = stride(from: 0, to: distinct.count, by: Self.batchLimit).map {
      Array(distinct[$0..<min($0 + Self.batchLimit, distinct.count)])
    }
    return try await concurrently(batches, limit: 8) { batch in
      try await self.batch(batch.map(\.attributes), projection: projection, isConsistent: isConsistent)
    }.reduce(into: [:]) { found, items in
      for item in items { if let key = ItemKey(item) { found[key] = item } }
    }
  }

  private func batch(_ keys: [AttributeMap], projection: [String]?, isConsistent: Bool) async throws -> [AttributeMap] {
    var rest = keys
    var found: [AttributeMap] = []
    var retries = Retries(of: table)
    while true {
      let (items, unprocessed) = try await table.batchGet(rest, projection: projection, isConsistent: isConsistent)
      found += items
      rest = unprocessed
      if rest.isEmpty { return found }
      // Large items leave keys unprocessed without any throttling: only what brought nothing waits.
      if items.isEmpty { try await retries.wait() }
    }
  }
}
