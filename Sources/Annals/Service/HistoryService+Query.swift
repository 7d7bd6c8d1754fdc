extension HistoryService {
  /// A page of one resource's history, newest first.
  ///
  /// `matching` narrows it further; its type and id are replaced. Throws `invalidLimit` unless the limit is 1 to 1,000, and what the store
  /// throws.
  public func records(
    of resource: Resource, matching filter: RecordFilter = .init(), after cursor: Cursor? = nil, limit: Int = 50
  ) async throws -> RecordPage {
    try await records(matching: filter.narrowed(to: resource), after: cursor, limit: limit)
  }

  /// A page of one resource's history, newest first, from the type's name and the id.
  public func records(
    of resourceType: String, id: String, matching filter: RecordFilter = .init(), after cursor: Cursor? = nil, limit: Int = 50
  ) async throws -> RecordPage {
    try await records(of: Resource(resourceType, id), matching: filter, after: cursor, limit: limit)
  }

  /// A page of the operations that a filter lets through, newest first; without a filter, of all.
  ///
  /// A resource's or user's id that holds a secret asks for the mark under which it is kept.
  /// Throws `invalidLimit` unless the limit is 1 to 1,000, and what the store throws.
  public func records(
    matching filter: RecordFilter = .init(), after cursor: Cursor? = nil, limit: Int = 100
  ) async throws -> RecordPage {
    try await store.records(matching: recorder.sanitizer.redacted(filter), after: cursor, limit: limit)
  }

  /// All records that a filter lets through, newest first, read a page at a time as they are asked for.
  public func allRecords(matching filter: RecordFilter = .init(), pageSize: Int = 500) -> RecordSequence {
    RecordSequence(
      store: store, filter: recorder.sanitizer.redacted(filter),
      pageSize: min(max(pageSize, PageRequest.limits.lowerBound), PageRequest.limits.upperBound))
  }

  /// The record with this id, or `nil`.
  public func record(_ id: HistoryID) async throws -> HistoryRecord? { try await store.record(recorder.sanitizer.redacted(id)) }

  /// Exact counts of operations by kind, type and user.
  public func statistics(_ scope: HistoryStatistics.Scope = .init()) async throws -> HistoryStatistics {
    try await store.statistics(scope)
  }

  /// The same counts, found by reading every record: what shows whether `statistics` is right. It costs what reading all history costs.
  public func countedStatistics(_ scope: HistoryStatistics.Scope = .init()) async throws -> HistoryStatistics {
    try await store.countedStatistics(scope)
  }

  /// The newest deletion of a resource that succeeded, or `nil`: who did it, when, and in `before` what was lost.
  public func lastDeletion(of resource: Resource) async throws -> HistoryRecord? {
    let filter = RecordFilter(operation: .delete, outcome: .succeeded)
    return try await records(of: resource, matching: filter, limit: 1).records.first
  }

  /// The resource's last known state before its newest deletion, whole; `nil` where it was not deleted or no state is known.
  ///
  /// That is the deletion's state before or, where it has none, the newest state after an earlier operation.
  public func lastStateBeforeDeletion(of resource: Resource) async throws -> JSONObject? {
    guard let deletion = try await lastDeletion(of: resource) else { return nil }
    if deletion.before != nil { return try await whole([deletion]).first?.before }
    var cursor: Cursor? = Cursor(after: deletion.position)
    while let place = cursor {
      let page = try await records(of: resource, after: place, limit: 100)
      for record in page.records where !record.isFailed {
        if record.operation == .delete { return nil }
        if record.after != nil { return try await whole([record]).first?.after }
      }
      cursor = page.next
    }
    return nil
  }

  /// The records with the texts that they show cut put back, as far as those are kept.
  public func whole(_ records: [HistoryRecord]) async throws -> [HistoryRecord] {
    let digests = records.reduce(into: Set<TextDigest>()) { $0.formUnion($1.cutTexts) }
    guard !digests.isEmpty else { return records }
    let texts = try await store.keptTexts(digests)
    return try records.map { try $0.restoring(texts) }
  }

  /// Removes, or only counts, what is older than this many days; today is not counted among them.
  ///
  /// Records about access stay at least as long as ``HistoryConfiguration/accessRetentionDays`` says.
  ///
  /// - Parameters:
  ///   - days: The days to keep.
  ///   - mode: Whether records are removed or only counted.
  ///   - keepsLast: Whether the last state of each resource that is still there stays, however old it is.
  ///   - agreedRemoval: The number that ``CleanupGuard``'s refusal named, which agrees to removing nearly all records of a type.
  /// - Returns: What was removed.
  /// - Throws: `invalidRetention` unless the days are 1 or more, so that nothing is removed by accident, and `removesNearlyAll`.
  public func cleanup(
    keepingDays days: Int, mode: CleanupMode = .remove, keepsLast: Bool = false, agreedRemoval: Int? = nil
  ) async throws -> CleanupReport {
    let scope = try cleanupScope(keepingDays: days, keepsLast: keepsLast)
    if mode == .remove { try await CleanupGuard(store).check(scope, agreedTo: agreedRemoval) }
    return try await store.cleanup(scope, mode: mode)
  }

  /// What a clean-up that keeps this many days removes, asked for now. Throws `invalidRetention` as `cleanup` does.
  public func cleanupScope(keepingDays days: Int, keepsLast: Bool = false) throws(HistoryError) -> CleanupScope {
    guard (1...Self.maximumRetention).contains(days) else {
      throw HistoryError(.invalidRetention, "the days to keep are \(days): give a whole number from 1 to \(Self.maximumRetention)")
    }
    return CleanupScope(
      before: moment(daysAgo: days), accessBefore: moment(daysAgo: recorder.accessRetentionDays), keepsLast: keepsLast)
  }

  private func moment(daysAgo days: Int) -> Timestamp {
    recorder.now().advanced(byMicroseconds: -Int64(days) * Timestamp.microsecondsPerDay)
  }

  /// The most days that a clean-up may be asked to keep: a hundred years.
  public static let maximumRetention = 36_525
}
