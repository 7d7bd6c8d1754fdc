import AWSClient
import Annals

/// Finds a page's records by the best path that the table has, and reads them whole.
struct PageReader: Sendable {
  let table: TableAccess
  let registry: RegistryAccess
  let indexes: IndexCheck
  let texts: TextKeeper

  /// The page, filled to its limit unless the search was stopped.
  func page(_ request: PageRequest) async throws -> RecordPage {
    var records: [HistoryRecord] = []
    var position = request.position
    while true {
      let missing = request.limit - records.count
      let listing = try await list(request.filter, after: position, count: missing + 1)
      let listed = listing.records.prefix(missing)
      records += try await whole(Array(listed)).filter(request.filter.matches)
      if listing.records.count <= missing {
        return RecordPage(
          records: records, next: listing.stoppedAt.map { Cursor(after: $0) }, isPartial: listing.stoppedAt != nil)
      }
      guard let last = listed.last else { return RecordPage(records: records, next: nil) }
      if records.count == request.limit { return RecordPage(records: records, next: Cursor(after: last.position)) }
      // Some were removed between the index and the table: the page is filled with those behind.
      position = last.position
    }
  }

  /// The records, with what the table holds of them now; those that are gone are left out.
  func whole(_ records: [StoredRecord]) async throws -> [HistoryRecord] {
    let listed = records.filter { !$0.isWhole }
    var found: [ItemKey: AttributeMap] = [:]
    if !listed.isEmpty {
      let reader = ItemReader(table)
      found = try await reader.items(listed.map(\.key))
      // A replica may lag behind the index: what is not found is asked for once more, where it must be.
      let missing = listed.map(\.key).filter { found[$0] == nil }
      if !missing.isEmpty { found.merge(try await reader.items(missing, isConsistent: true)) { $1 } }
    }
    let now = table.second
    let stored = records.compactMap { record in record.isWhole ? record : found[record.key].flatMap { StoredRecord($0, isWhole: true) } }
      .filter { !$0.isExpired(at: now) }
    let overflows = Set(stored.compactMap(\.overflow))
    let kept = overflows.isEmpty ? [:] : try await texts.texts(overflows)
    return try stored.map { try $0.record(overflow: $0.overflow.flatMap { kept[$0] }) }
  }

  private func list(_ filter: RecordFilter, after position: RecordPosition?, count: Int) async throws -> RecordMerge.Listing {
    let wanted = Wanted(filter, before: position, second: table.second)
    let newest = [position?.key.timestamp, filter.to?.advanced(byMicroseconds: -1)].compactMap { $0 }.min()
    if let from = filter.from, let newest, newest < from { return RecordMerge.Listing() }
    let range = SortKeyRange(from: filter.from, to: newest)
    guard let streams = try await streams(filter, range) else {
      return try await RecordScan(table: table).newest(count, FilterExpression(filter), wanted.contains)
    }
    guard !streams.isEmpty else { return RecordMerge.Listing() }
    let isNarrow = filter.operation != nil || filter.outcome != nil || filter.user != nil
    return try await RecordMerge.list(
      streams, count: count, start: newest, hasFilter: isNarrow, evaluationLimit: table.configuration.evaluationLimit, from: table,
      isWanted: wanted.contains)
  }

  /// The partitions to read; `nil` where only a scan finds the records.
  private func streams(_ filter: RecordFilter, _ range: SortKeyRange) async throws -> [RecordStream]? {
    if let type = filter.resourceType, let id = filter.resourceID {
      return [.resource(try Resource(type: type, id: id), filter, range, in: table)]
    }
    let indexes = try await indexes.indexes()
    if let user = filter.user, indexes.byUser { return [.user(user, filter, range, in: table)] }
    guard indexes.byTime else { return nil }
    return try await registry.registry().feeds(of: filter.resourceType).map { .feed($0, filter, range, in: table) }
  }

  // MARK: One record

  /// The record with this id, by the first reading that is there; of resources that share it, the first in page order.
  func record(_ id: HistoryID) async throws -> HistoryRecord? {
    let types = try await registry.registry().types.sorted(by: >)
    for reading in id.readings {
      let resources = types.compactMap { try? Resource(type: $0, id: reading.resourceID) }
      if let record = try await record(reading, of: resources) { return record }
    }
    // A table without the index may hold records of types that nobody registered.
    guard try await !indexes.indexes().byTime else { return nil }
    return try await scannedRecord(id)
  }

  private func record(_ reading: HistoryID.Reading, of resources: [Resource]) async throws -> HistoryRecord? {
    let now = table.second
    if reading.key.token != nil {
      let keys = resources.map { ItemKey(RecordPosition(key: reading.key, resource: $0)) }
      let items = try await ItemReader(table).items(keys, isConsistent: true)
      let found = keys.lazy.compactMap { items[$0].flatMap { StoredRecord($0, isWhole: true) } }.first { !$0.isExpired(at: now) }
      guard let found else { return nil }
      return try await whole([found]).first
    }
    // A record without a token may be of any spelling of its moment.
    let range = SortKeyRange(from: reading.key.timestamp, to: reading.key.timestamp)
    let found = try await concurrently(resources, limit: 16) { resource in
      try await RecordMerge.list(
        [.resource(resource, RecordFilter(), range, in: table)], count: 1, start: nil, hasFilter: false, evaluationLimit: .max, from: table,
        isWanted: { $0.position.key == reading.key && !$0.isExpired(at: now) }
      ).records.first
    }
    guard let first = found.compactMap({ $0 }).first else { return nil }
    return try await whole([first]).first
  }

  private func scannedRecord(_ id: HistoryID) async throws -> HistoryRecord? {
    for reading in id.readings {
      let wanted = Wanted(RecordFilter(), before: nil, second: table.second)
      let found = try await RecordScan(table: table).newest(1, FilterExpression(RecordFilter())) { record in
        wanted.contains(record) && record.position.key == reading.key
          && record.position.resource.id.utf8.elementsEqual(reading.resourceID.utf8)
      }
      if let first = found.records.first { return try await whole([first]).first }
    }
    return nil
  }
}

/// Which of the records that were read belong to a list.
struct Wanted: Sendable {
  private let filter: RecordFilter
  private let position: RecordPosition?
  private let second: Int

  init(_ filter: RecordFilter, before position: RecordPosition?, second: Int) {
    self.filter = filter
    self.position = position
    self.second = second
  }

  func contains(_ record: StoredRecord) -> Bool {
    (position.map { record.position < $0 } ?? true) && !record.isExpired(at: second) && filter.matches(record.listed)
  }
}
