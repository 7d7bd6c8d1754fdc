/// Finds what tells one resource's state at a moment, by the resource's own records.
struct StateLookup: Sendable {
  /// Records that are looked at in one question.
  private static let pageSize = 50
  private static let hour: Int64 = 3_600_000_000

  let source: RecordSource
  let moment: Timestamp
  /// Whether a record may be seen by who asks; those that may not are as if they were not there.
  var isShown: @Sendable (HistoryRecord) -> Bool = { _ in true }

  private var after: Timestamp { moment.advanced(byMicroseconds: 1) }

  /// Whether a record tells of a change, or of one that may have been.
  func isTelling(_ record: HistoryRecord) -> Bool { record.isEffective && isShown(record) }

  /// The newest operation until the moment that changed the resource, or may have.
  func last(of resource: Resource) async throws -> HistoryRecord? {
    var filter = RecordFilter.resource(resource)
    filter.to = after
    for try await record in source.records(matching: filter, pageSize: Self.pageSize) where isTelling(record) { return record }
    return nil
  }

  /// The oldest such operation behind the moment.
  ///
  /// Records come newest first: what does not fit in one page is asked for by spans of time that begin at the moment and grow, so that not all
  /// that happened since is read. Memory holds a page.
  func next(of resource: Resource) async throws -> HistoryRecord? {
    var filter = RecordFilter.resource(resource)
    filter.from = after
    guard after > moment else { return nil }
    let page = try await source.page(filter, nil, Self.pageSize)
    if page.next == nil { return page.records.last(where: isTelling) }
    var width = Self.hour
    while true {
      let end = after.advanced(byMicroseconds: width)
      // A span that would reach beyond the years that there are is left open.
      let isLast = width > 64 * 365 * 24 * Self.hour
      filter.to = isLast ? nil : end
      var oldest: HistoryRecord?
      for try await record in source.records(matching: filter, pageSize: Self.pageSize) where isTelling(record) { oldest = record }
      if oldest != nil || isLast { return oldest }
      width *= 8
    }
  }

  /// The resource at the moment, by its last operation until then and the next one behind it.
  func resource(_ resource: Resource, last: HistoryRecord?, next: HistoryRecord?) async throws -> ResourceAtMoment {
    var evidence = StateEvidence(last: last, next: next)
    // Texts that are cut in one record and not in the other would make equal states differ.
    if evidence.untracked != nil { evidence = StateEvidence(last: try await whole(last), next: try await whole(next)) }
    return ResourceAtMoment(
      resource: resource, moment: moment, state: try await whole(evidence).state(of: resource, at: moment), untracked: evidence.untracked)
  }

  /// The evidence with the record that tells the state whole.
  private func whole(_ evidence: StateEvidence) async throws -> StateEvidence {
    var evidence = evidence
    if case .nothing? = evidence.last?.sayingAfter { evidence.next = try await whole(evidence.next) }
    if evidence.last == nil { evidence.next = try await whole(evidence.next) }
    evidence.last = try await whole(evidence.last)
    return evidence
  }

  private func whole(_ record: HistoryRecord?) async throws -> HistoryRecord? {
    guard let record else { return nil }
    return try await source.whole(record)
  }
}
