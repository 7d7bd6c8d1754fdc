import Synchronization

/// History in memory, for tests: gone with the process, and as plain as a store can be.
public final class MemoryStore: HistoryStore {
  fileprivate struct Content {
    /// All records, oldest first.
    var records: [HistoryRecord] = []
    var positions: Set<RecordPosition> = []
    /// Whole texts, with how many records point at each.
    var texts: [TextDigest: (text: KeptText, uses: Int)] = [:]
    var digests: [RecordPosition: Set<TextDigest>] = [:]
  }

  private let content = Mutex(Content())
  let documents = Mutex<[DocumentName: StoredDocument]>([:])

  /// An empty store.
  public init() {}

  /// `memory`.
  public var name: String { "memory" }

  /// Keeps records that are not there yet.
  public func append(_ records: [SanitizedRecord]) async throws -> Int {
    content.withLock { content in
      var new: [HistoryRecord] = []
      for item in records where content.positions.insert(item.record.position).inserted {
        new.append(item.record)
        content.keep(item.texts, of: item.record.position)
      }
      content.add(new)
      return new.count
    }
  }

  /// A page of what the filter lets through, newest first.
  public func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage {
    let request = try PageRequest(filter, after: cursor, limit: limit)
    let all = content.withLock { $0.records }
    let end = request.position.map { position in all.partitioningIndex { $0.position >= position } } ?? all.endIndex
    var found: [HistoryRecord] = []
    for record in all[..<end].reversed() where filter.matches(record) {
      found.append(record)
      if found.count == request.searchLimit { break }
    }
    return request.page(of: found)
  }

  /// The record with this id: by the first reading that is there, and of resources that share it, the first in page order.
  public func record(_ id: HistoryID) async throws -> HistoryRecord? {
    let all = content.withLock { $0.records }
    for reading in id.readings {
      let start = all.partitioningIndex { $0.sortKey >= reading.key }
      let group = all[start...].prefix { $0.sortKey == reading.key }
      if let record = group.last(where: { $0.resource.id.utf8.elementsEqual(reading.resourceID.utf8) }) { return record }
    }
    return nil
  }

  /// The whole texts that are kept.
  public func keptTexts(_ digests: Set<TextDigest>) async throws -> [TextDigest: KeptText] {
    content.withLock { content in
      content.texts.filter { digests.contains($0.key) }.mapValues { $0.text }
    }
  }

  /// Counts, by going through all records.
  public func statistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics {
    var tally = StatisticsTally()
    for record in content.withLock({ $0.records }) where scope.contains(record) { tally.add(record) }
    return tally.result(userLimit: scope.userLimit)
  }

  /// Removes, or counts, old records.
  public func cleanup(_ scope: CleanupScope, mode: CleanupMode) async throws -> CleanupReport {
    if scope.keepsLast { return try await KeepLastCleanup(scope, in: self).run(mode) }
    return content.withLock { content in
      let old = content.records.filter { scope.contains($0.resource, at: $0.timestamp) }
      if mode == .remove {
        for record in old { content.forget(record.position) }
        content.records.removeAll { scope.contains($0.resource, at: $0.timestamp) }
      }
      let removed = Dictionary(old.map { ($0.resource.type, 1) }, uniquingKeysWith: +)
      return CleanupReport(before: scope.before, mode: mode, removed: removed)
    }
  }

  /// Puts records in the place of what was read of them.
  public func rewrite(_ rewrites: [RecordRewrite]) async throws -> [RewriteOutcome] {
    content.withLock { content in rewrites.map { content.rewrite($0) } }
  }

  /// Removes records that are still as they were read.
  public func remove(_ records: [HistoryRecord]) async throws -> [RemovalOutcome] {
    content.withLock { content in
      var gone: Set<RecordPosition> = []
      let outcomes = records.map { record in
        guard content.positions.contains(record.position) else { return RemovalOutcome.absent }
        let index = content.records.partitioningIndex { $0.position >= record.position }
        guard index < content.records.count, content.records[index] == record else { return .changed }
        gone.insert(record.position)
        content.forget(record.position)
        return .removed
      }
      content.records.removeAll { gone.contains($0.position) }
      return outcomes
    }
  }

  /// Memory holds nothing of what it does not show.
  public func finishRewriting() async throws {}

  /// Memory is always ready.
  public func checkReadiness() async throws {}
}

extension MemoryStore.Content {
  fileprivate mutating func add(_ new: [HistoryRecord]) {
    let new = new.sorted { $0.position < $1.position }
    guard let first = new.first else { return }
    let isAtEnd = records.last.map { $0.position < first.position } ?? true
    records += new
    if !isAtEnd { records.sort { $0.position < $1.position } }
  }

  fileprivate mutating func rewrite(_ rewrite: RecordRewrite) -> RewriteOutcome {
    let (old, new) = (rewrite.original, rewrite.replacement.record)
    let index = records.partitioningIndex { $0.position >= old.position }
    guard index < records.count, records[index] == old else { return .changed }
    guard new.position == old.position || !positions.contains(new.position) else { return .taken }
    forget(old.position)
    records.remove(at: index)
    positions.insert(new.position)
    keep(rewrite.replacement.texts, of: new.position)
    records.insert(new, at: records.partitioningIndex { $0.position >= new.position })
    return .rewritten
  }

  fileprivate mutating func keep(_ texts: [KeptText], of position: RecordPosition) {
    for text in texts where digests[position, default: []].insert(text.digest).inserted {
      self.texts[text.digest, default: (text, 0)].uses += 1
    }
  }

  fileprivate mutating func forget(_ position: RecordPosition) {
    positions.remove(position)
    for digest in digests.removeValue(forKey: position) ?? [] {
      guard let entry = texts[digest] else { continue }
      texts[digest] = entry.uses > 1 ? (entry.text, entry.uses - 1) : nil
    }
  }
}

extension [HistoryRecord] {
  /// The first index whose record, and every later one, fulfils the condition.
  fileprivate func partitioningIndex(_ isInSecondPart: (HistoryRecord) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = (low + high) / 2
      if isInSecondPart(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
