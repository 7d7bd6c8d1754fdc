import Synchronization

/// A store together with an archive of its old records: what is asked for is looked for in both, what is written goes to the store.
///
/// Lists, single records and whole texts are those of both; where both have a record, the store's counts. Statistics, clean-ups and documents are the
/// store's alone. A question about one resource reads all files of its type and the days that are asked for.
public final class ArchivedStore: HistoryStore {
  private let store: any HistoryStore
  private let archive: Archive
  /// Whole texts of archived records that were given lately, and how many bytes they have.
  private let texts = Mutex<(kept: [TextDigest: KeptText], bytes: Int)>(([:], 0))
  private static let textLimit = 64 * 1024 * 1024

  /// A store with an archive.
  public init(_ store: any HistoryStore, archive: Archive) {
    self.store = store
    self.archive = archive
  }

  /// The store's name.
  public var name: String { store.name }

  /// A page of both, newest first.
  public func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage {
    let request = try PageRequest(filter, after: cursor, limit: limit)
    // Between two pages, so that all of a page can be put back.
    texts.withLock { if $0.bytes > Self.textLimit { $0 = ([:], 0) } }
    let page = try await store.records(matching: filter, after: cursor, limit: limit)
    // Behind the place where the store's page ends, its next page has to be asked first.
    let archived = ArchiveRecords(in: archive, matching: filter, after: request.position, above: page.next?.position)
    var found: [HistoryRecord] = []
    var own = page.records[...]
    for try await record in archived {
      let position = record.record.position
      while let first = own.first, first.position > position { found.append(own.removeFirst()) }
      if found.count > limit { break }
      if own.first?.position == position { continue }
      remember(record.texts)
      found.append(record.record)
      if found.count > limit { break }
    }
    if found.count <= limit { found += own }
    guard found.count > limit else { return RecordPage(records: found, next: page.next, isPartial: page.isPartial) }
    let records = Array(found.prefix(limit))
    return RecordPage(records: records, next: records.last.map { Cursor(after: $0.position) }, isPartial: false)
  }

  /// The record with this id, from the store or else from the archive.
  public func record(_ id: HistoryID) async throws -> HistoryRecord? {
    if let record = try await store.record(id) { return record }
    for reading in id.readings {
      var filter = RecordFilter(operation: reading.key.kind)
      filter.from = reading.key.timestamp
      filter.to = reading.key.timestamp.advanced(byMicroseconds: 1)
      for try await record in ArchiveRecords(in: archive, matching: filter)
      where record.record.sortKey == reading.key && record.record.resource.id.hasSameBytes(as: reading.resourceID) {
        remember(record.texts)
        return record.record
      }
    }
    return nil
  }

  /// The whole texts that the store keeps, and those of archived records that were given lately.
  public func keptTexts(_ digests: Set<TextDigest>) async throws -> [TextDigest: KeptText] {
    let found = try await store.keptTexts(digests)
    let missing = digests.subtracting(found.keys)
    guard !missing.isEmpty else { return found }
    return found.merging(texts.withLock { texts in texts.kept.filter { missing.contains($0.key) } }) { own, _ in own }
  }

  private func remember(_ new: [KeptText]) {
    guard !new.isEmpty else { return }
    texts.withLock { texts in
      for text in new where texts.kept[text.digest] == nil {
        texts.kept[text.digest] = text
        texts.bytes += text.compressed.count
      }
    }
  }

  // MARK: The store's alone

  /// Keeps records in the store.
  public func append(_ records: [SanitizedRecord]) async throws -> Int { try await store.append(records) }
  /// The counts of what is in the store.
  public func statistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics { try await store.statistics(scope) }
  /// The same counts, found by reading every record of the store.
  public func countedStatistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics {
    try await store.countedStatistics(scope)
  }
  /// Removes old records from the store.
  public func cleanup(_ scope: CleanupScope, mode: CleanupMode) async throws -> CleanupReport {
    try await store.cleanup(scope, mode: mode)
  }
  /// Rewrites records of the store.
  public func rewrite(_ rewrites: [RecordRewrite]) async throws -> [RewriteOutcome] { try await store.rewrite(rewrites) }
  /// Removes records from the store.
  public func remove(_ records: [HistoryRecord]) async throws -> [RemovalOutcome] { try await store.remove(records) }
  /// Ends a run of rewriting.
  public func finishRewriting() async throws { try await store.finishRewriting() }
  /// Whether the store can take records now.
  public func checkReadiness() async throws { try await store.checkReadiness() }
  /// What makes the store slower.
  public func warnings() async throws -> [String] { try await store.warnings() }
  /// A document of the store.
  public func document(_ name: DocumentName) async throws -> StoredDocument? { try await store.document(name) }
  /// Documents of the store.
  public func documents(beginning prefix: String) async throws -> [StoredDocument] { try await store.documents(beginning: prefix) }
  /// Puts a document into the store.
  public func put(_ content: [UInt8], as name: DocumentName, replacing version: Int) async throws -> Bool {
    try await store.put(content, as: name, replacing: version)
  }
  /// Removes a document from the store.
  public func remove(_ name: DocumentName, version: Int) async throws -> Bool { try await store.remove(name, version: version) }
}
