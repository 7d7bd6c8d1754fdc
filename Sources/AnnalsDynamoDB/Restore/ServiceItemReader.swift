import AWSClient
import Annals

/// Reads items of a service's table by their keys, consistently, 100 a request, and asks again for what the table leaves unprocessed.
struct ServiceItemReader: Sendable {
  private static let batchLimit = 100
  private static let concurrency = 4
  private let table: TableAccess

  init(_ table: TableAccess) { self.table = table }

  /// The items that are there, in no order; each key is given once.
  func items(_ keys: [AttributeMap]) async throws -> [AttributeMap] {
    let batches = stride(from: 0, to: keys.count, by: Self.batchLimit).map { Array(keys[$0..<min($0 + Self.batchLimit, keys.count)]) }
    return try await concurrently(batches, limit: Self.concurrency) { try await batch($0) }.flatMap { $0 }
  }

  private func batch(_ keys: [AttributeMap]) async throws -> [AttributeMap] {
    var rest = keys
    var found: [AttributeMap] = []
    var retries = Retries(of: table)
    while true {
      let (items, unprocessed) = try await table.batchGet(rest, isConsistent: true)
      found += items
      rest = unprocessed
      if rest.isEmpty { return found }
      // Large items leave keys unprocessed without any throttling: only what brought nothing waits.
      if items.isEmpty { try await retries.wait() }
    }
  }
}

extension TableAccess {
  /// The item at a key of a service's own, as every write before left it.
  func item(_ key: AttributeMap) async throws -> AttributeMap? {
    try await ServiceItemReader(self).items([key]).first
  }
}

extension AttributeTypes {
  /// The types that a record's metadata tell.
  init(metadata: JSONObject) {
    self.init(
      Dictionary(
        metadata.members.compactMap { member in member.value.string.flatMap(AttributeType.init(rawValue:)).map { (member.name, $0) } },
        uniquingKeysWith: { $1 }))
  }
}
