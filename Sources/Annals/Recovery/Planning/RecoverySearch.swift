/// A resource that is to be put back, and which of its records are undone.
struct RecoverySubject: Sendable {
  let resource: Resource
  /// The places of the records that are undone.
  var selected: Set<SortKey> = []
  /// The moment to go back to, where that was asked for.
  var moment: Timestamp?

  /// The place of the first record that is undone.
  var first: SortKey? { selected.min() }
}

/// Finds the resources that a request means, whose names are those that records are kept under.
struct RecoverySearch: Sendable {
  private let history: HistoryService
  /// The history's store, with an archive where one is included.
  private let store: any HistoryStore
  private let limit: Int
  private let isSelectable: @Sendable (HistoryRecord) -> Bool
  private let patience: Patience
  private static let pageSize = 500

  init(_ history: HistoryService, archive: Archive?, limit: Int, isSelectable: @escaping @Sendable (HistoryRecord) -> Bool) {
    self.history = history
    store = archive.map { ArchivedStore(history.store, archive: $0) } ?? history.store
    self.limit = limit
    self.isSelectable = isSelectable
    patience = Patience(clock: history.recorder.clock)
  }

  /// The resources in order. Throws `invalidFilter` where the request would mean all of history, and `invalidPlan` where it means too much.
  func subjects(of request: RecoveryRequest) async throws -> [RecoverySubject] {
    switch request.subject {
    case .operations(let filter, let requestID, let tags):
      guard filter != RecordFilter() || requestID != nil || !tags.isEmpty else {
        throw HistoryError(.invalidFilter, "nothing narrows what is undone: give a user, a type, a request, a tag or a time")
      }
      return try await found(filter) { record in
        (requestID.map { record.metadata["request_id"]?.string == $0 } ?? true)
          && tags.allSatisfy { record.metadata["tags"]?.object?[$0.key]?.string == $0.value }
      }
    case .records(let ids): return try await found(ids)
    case .plan(let id):
      var filter = RecordFilter()
      if let plan = try await PlanShelf(history.store).summary(of: id) { filter.from = plan.created }
      return try await found(filter) { $0.metadata[RecoveryRun.planName]?.string == id }
    case .resource(let resource, let moment):
      var filter = RecordFilter.resource(resource)
      filter.from = moment.advanced(byMicroseconds: 1)
      let found = try await found(filter) { _ in true }
      var subject = found.first ?? RecoverySubject(resource: resource)
      subject.moment = moment
      return [subject]
    case .type(let type, let moment):
      return try await found(RecordFilter(resourceType: type, from: moment.advanced(byMicroseconds: 1))) { _ in true }
    }
  }

  private func found(_ filter: RecordFilter, _ isMeant: (HistoryRecord) -> Bool) async throws -> [RecoverySubject] {
    var filter = filter
    filter.outcome = .succeeded
    var subjects: [Resource: RecoverySubject] = [:]
    var cursor: Cursor?
    repeat {
      let (wanted, place) = (filter, cursor)
      let page = try await patience.asking { try await store.records(matching: wanted, after: place, limit: Self.pageSize) }
      for record in page.records where isSelectable(record) && record.isUndoable && isMeant(record) { try add(record, to: &subjects) }
      cursor = page.next
    } while cursor != nil
    return subjects.values.sorted { $0.resource < $1.resource }
  }

  private func found(_ ids: [HistoryID]) async throws -> [RecoverySubject] {
    var subjects: [Resource: RecoverySubject] = [:]
    for id in ids {
      guard let record = try await patience.asking({ try await store.record(id) }), isSelectable(record) else {
        throw HistoryError(.invalidHistoryID, "there is no record with the id \(id): give it as history_id shows it")
      }
      guard record.isUndoable else {
        throw HistoryError(
          .invalidHistoryID, "the record \(id) changed nothing that can be undone: it is a read, failed, or is a baseline")
      }
      try add(record, to: &subjects)
    }
    return subjects.values.sorted { $0.resource < $1.resource }
  }

  private func add(_ record: HistoryRecord, to subjects: inout [Resource: RecoverySubject]) throws {
    subjects[record.resource, default: RecoverySubject(resource: record.resource)].selected.insert(record.sortKey)
    guard subjects.count <= limit else {
      throw HistoryError(.invalidPlan, "more than \(limit) resources are meant: narrow it by a time, a type or a user")
    }
  }
}

extension HistoryRecord {
  /// Whether there is something to undo.
  var isUndoable: Bool { isChange && !isBaseline }
}
