/// Reads what history, and an archive's part of it, has of a resource since the first operation that is undone.
struct TimelineReader: Sendable {
  private static let pageSize = 100
  private let history: HistoryService
  private let archived: ArchivedChanges
  private let patience: Patience

  init(_ history: HistoryService, archived: ArchivedChanges) {
    self.history = history
    self.archived = archived
    patience = Patience(clock: history.recorder.clock)
  }

  /// The resource's timeline.
  func timeline(of subject: RecoverySubject) async throws -> ResourceTimeline {
    let resource = subject.resource
    guard let first = subject.first else {
      let moment = subject.moment ?? .latest
      let former = try await former(of: resource, before: .init(key: .end(of: moment), resource: resource))
      return ResourceTimeline(
        resource: resource, records: [], selected: [], start: former?.recordedAfter ?? .unknown("nothing was recorded of it before"),
        types: former?.stateTypes)
    }
    var filter = RecordFilter(outcome: .succeeded)
    filter.from = first.timestamp
    var records: [HistoryRecord] = []
    var cursor: Cursor?
    repeat {
      let page = try await page(of: resource, filter, after: cursor)
      records += page.records.filter { $0.isChange && $0.sortKey >= first }
      cursor = page.next
    } while cursor != nil
    let found = records
    var whole = try await patience.asking { try await history.whole(found) }.reversed() as [HistoryRecord]
    let own = Set(whole.map(\.sortKey))
    let others = archived.changes(of: resource, from: first).filter { !own.contains($0.sortKey) }
    if !others.isEmpty { whole = (whole + others).sorted { $0.sortKey < $1.sortKey } }
    guard let earliest = whole.first else {
      return ResourceTimeline(resource: resource, records: [], selected: [], start: .unknown("its records are gone meanwhile"))
    }
    var timeline = ResourceTimeline(
      resource: resource, records: whole, selected: subject.selected, start: earliest.recordedBefore, types: earliest.stateTypes)
    guard !timeline.start.isKnown, let former = try await former(of: resource, before: earliest.position), former.recordedAfter.isKnown
    else {
      return timeline
    }
    timeline.start = former.recordedAfter
    timeline.types = former.stateTypes ?? timeline.types
    return timeline
  }

  private func page(of resource: Resource, _ filter: RecordFilter, after cursor: Cursor?) async throws -> RecordPage {
    try await patience.asking { try await history.records(of: resource, matching: filter, after: cursor, limit: Self.pageSize) }
  }

  /// The last change before a place, whole; `nil` where there is none.
  private func former(of resource: Resource, before position: RecordPosition) async throws -> HistoryRecord? {
    let own = try await storedFormer(of: resource, before: position)
    guard let other = archived.former(of: resource, before: position) else { return own }
    return own.map { other.position <= $0.position } ?? false ? own : other
  }

  private func storedFormer(of resource: Resource, before position: RecordPosition) async throws -> HistoryRecord? {
    var cursor: Cursor? = Cursor(after: position)
    let filter = RecordFilter(outcome: .succeeded)
    while let place = cursor {
      let page = try await page(of: resource, filter, after: place)
      if let record = page.records.first(where: \.isChange) {
        return try await patience.asking { try await history.whole([record]).first }
      }
      cursor = page.next
    }
    return nil
  }
}

extension HistoryRecord {
  /// What the record tells of its states' types.
  fileprivate var stateTypes: JSONObject? { metadata[RecoveryBatch.typesName]?.object }
}

extension SortKey {
  /// A place behind all records until a moment.
  fileprivate static func end(of moment: Timestamp) -> SortKey {
    SortKey(timestamp: moment.advanced(byMicroseconds: 1), kind: .create, token: nil)
  }
}
