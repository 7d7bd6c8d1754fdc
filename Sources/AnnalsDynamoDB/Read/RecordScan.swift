import AWSClient
import Annals

/// Records found by going through the whole table, in several segments at once: for tables without the indexes.
struct RecordScan: Sendable {
  let table: TableAccess

  /// The newest records that are wanted; reads everything, and keeps no more than it needs.
  func newest(
    _ count: Int, _ filter: FilterExpression, _ isWanted: @escaping @Sendable (StoredRecord) -> Bool
  ) async throws -> RecordMerge.Listing {
    let segments = try await concurrently(Array(0..<table.configuration.scanSegments), limit: table.configuration.scanSegments) { segment in
      var newest: [StoredRecord] = []
      try await forEachPage(of: segment, filter) { records in
        newest += records.filter(isWanted)
        if newest.count > count * 4 { Self.cut(&newest, to: count) }
      }
      Self.cut(&newest, to: count)
      return newest
    }
    var all = segments.flatMap { $0 }
    Self.cut(&all, to: count)
    return RecordMerge.Listing(records: all)
  }

  /// Goes through all records; the body gets a page at a time, from several segments at once.
  func forEachPage(_ body: @escaping @Sendable ([StoredRecord]) async throws -> Void) async throws {
    let segments = Array(0..<table.configuration.scanSegments)
    _ = try await concurrently(segments, limit: segments.count) { segment in
      try await forEachPage(of: segment, FilterExpression(RecordFilter())) { try await body($0) }
    }
  }

  private func forEachPage(
    of segment: Int, _ filter: FilterExpression, _ body: ([StoredRecord]) async throws -> Void
  ) async throws {
    var filter = filter
    filter.add(
      "begins_with(#pk, :history) AND begins_with(#sk, :operation)", ["#pk": HistoryTable.partitionKey, "#sk": HistoryTable.sortKey],
      [":history": .s(ItemKey.historyPrefix), ":operation": .s(ItemKey.recordPrefix)])
    var scan = Scan(tableName: table.name)
    scan.segment = segment
    scan.totalSegments = table.configuration.scanSegments
    scan.filterExpression = filter.text
    scan.expressionAttributeValues = filter.values
    var names = filter.names
    let attributes = HistoryTable.listAttributes + [Attribute.reads]
    for (index, name) in attributes.enumerated() { names["#l\(index)"] = name }
    names["#meta"] = Attribute.metadata
    names["#ok"] = Attribute.success
    names["#reads"] = ReadCount.name
    names["#count"] = "count"
    let list = attributes.indices.map { "#l\($0)" }
    scan.projectionExpression = (["#pk", "#sk", "#meta.#ok", "#meta.#reads.#count"] + list).joined(separator: ", ")
    scan.expressionAttributeNames = names
    repeat {
      try Task.checkCancellation()
      let page = try await table.scan(scan)
      try await body(page.items.compactMap { StoredRecord($0) })
      scan.exclusiveStartKey = page.lastEvaluatedKey
    } while scan.exclusiveStartKey != nil
  }

  private static func cut(_ records: inout [StoredRecord], to count: Int) {
    records.sort { $1.position < $0.position }
    if records.count > count { records.removeSubrange(count...) }
  }
}
