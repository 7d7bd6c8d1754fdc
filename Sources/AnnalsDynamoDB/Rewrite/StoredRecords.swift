import AWSClient
import Annals

/// Records as the table has them now, whatever their keys look like.
struct StoredRecords: Sendable {
  private static let concurrency = 8

  private let table: TableAccess

  init(_ table: TableAccess) { self.table = table }

  /// The items at these records' places, read consistently, in their order; `nil` where there is none.
  func records(_ originals: [HistoryRecord]) async throws -> [StoredRecord?] {
    let items = try await ItemReader(table).items(originals.map { ItemKey($0.position) }, isConsistent: true)
    return try await concurrently(originals, limit: Self.concurrency) { original in
      if let item = items[ItemKey(original.position)] { return StoredRecord(item, isWhole: true) }
      // An older record's key may spell its moment or its operation in another way.
      let partition = (HistoryTable.partitionKey, ItemKey.partition(of: original.resource))
      var query = SortKeyRange(from: original.timestamp, to: original.timestamp).query(index: nil, key: partition, in: table.name)
      query.consistentRead = true
      var found: StoredRecord?
      try await table.forEachPage(of: query) { items in
        found = found ?? items.lazy.compactMap { StoredRecord($0, isWhole: true) }.first { $0.position == original.position }
      }
      return found
    }
  }
}

extension StoredRecord {
  /// On which condition a write finds the record as it was read: the name of its last rewriting is the same.
  var unchangedCondition: (text: String, names: [String: String], values: [String: AttributeValue]) {
    let names = ["#pk": HistoryTable.partitionKey, "#r": Attribute.revision]
    guard let revision else { return ("attribute_exists(#pk) AND attribute_not_exists(#r)", names, [:]) }
    return ("attribute_exists(#pk) AND #r = :r", names, [":r": .s(revision)])
  }
}
