import AWSClient
import Annals

/// One partition's records, newest first, read a page at a time.
///
/// What is read comes in the order of sort keys, which is nearly that of lists. A record is given out once nothing unread can come before it.
struct RecordStream: Sendable {
  private var query: Query
  /// What was read and not given out, oldest first.
  private var buffer: [StoredRecord] = []
  /// The newest moment that unread records can have; `nil` when all is read.
  private(set) var bound: Int64? = .max

  init(_ query: Query) { self.query = query }

  var isExhausted: Bool { bound == nil }

  /// The newest record, once it is sure to be.
  var ready: StoredRecord? {
    guard let last = buffer.last else { return nil }
    guard let bound else { return last }
    return last.position.key.timestamp.microseconds > bound ? last : nil
  }

  /// Whether reading has gone so far behind the start of a search that the next search begins further on.
  func isBehind(_ start: Timestamp?) -> Bool {
    guard let bound else { return true }
    return start.map { bound < $0.microseconds - 1 } ?? (bound < .max)
  }

  mutating func take() { buffer.removeLast() }

  /// Reads a page on; how many items of it lie at the start of the search or behind.
  ///
  /// A search within a second that many records share begins above its start. What lies there is not counted, so that a search that is
  /// stopped has always gone further than the one before.
  mutating func fill(
    from table: TableAccess, limit: Int, start: Timestamp?, isWanted: (StoredRecord) -> Bool
  ) async throws -> Int {
    query.limit = limit
    let page = try await table.query(query)
    query.exclusiveStartKey = page.lastEvaluatedKey
    let isWhole = query.indexName == nil
    let records = page.items.compactMap { StoredRecord($0, isWhole: isWhole) }
    buffer = (buffer + records.filter(isWanted)).sorted { $0.position < $1.position }
    if let last = page.lastEvaluatedKey {
      if let key = ItemKey(last), let moment = Self.moment(of: key) {
        bound = SortKeyRange.bound(below: key.sort, at: moment)
      }
    } else {
      bound = nil
    }
    if let start, let bound, bound > start.microseconds { return 0 }
    return page.scannedCount
  }

  private static func moment(of key: ItemKey) -> Timestamp? {
    let parts = key.sort.utf8.dropFirst(ItemKey.recordPrefix.utf8.count)
    return try? Timestamp(String(Substring(parts.prefix { $0 != UInt8(ascii: "#") })))
  }
}

extension RecordStream {
  /// A resource's own history, its states included.
  static func resource(_ resource: Resource, _ filter: RecordFilter, _ range: SortKeyRange, in table: TableAccess) -> RecordStream {
    stream(
      index: nil, key: (HistoryTable.partitionKey, ItemKey.partition(of: resource)), FilterExpression(filter, isOfType: true), range, table)
  }

  /// A partition of the index by time.
  static func feed(_ name: String, _ filter: RecordFilter, _ range: SortKeyRange, in table: TableAccess) -> RecordStream {
    var filter = filter
    filter.resourceType = nil
    return stream(index: HistoryTable.timeIndex, key: (Attribute.feed, name), FilterExpression(filter), range, table)
  }

  /// A user's records.
  static func user(_ user: User, _ filter: RecordFilter, _ range: SortKeyRange, in table: TableAccess) -> RecordStream {
    stream(index: HistoryTable.userIndex, key: (Attribute.userKey, user.id), FilterExpression(filter, isOfUser: true), range, table)
  }

  private static func stream(
    index: String?, key: (name: String, value: String), _ expression: FilterExpression, _ range: SortKeyRange, _ table: TableAccess
  ) -> RecordStream {
    var query = range.query(index: index, key: key, in: table.name)
    query.scanIndexForward = false
    query.filterExpression = expression.text
    query.expressionAttributeNames.merge(expression.names) { own, _ in own }
    query.expressionAttributeValues.merge(expression.values) { own, _ in own }
    return RecordStream(query)
  }
}
