/// What an archive has of resources that are to be put back, found in one pass over its files: since the first operation that is undone, and the
/// last change before that.
struct ArchivedChanges: Sendable {
  /// By resource, the newest first, texts whole.
  private var changes: [Resource: [HistoryRecord]] = [:]

  /// No archive's.
  static let none = ArchivedChanges()

  private init() {}

  /// Reads the changes of subjects. Throws `archiveDamaged`, `corruptText`, and what the archive's place throws.
  init(of subjects: [RecoverySubject], in archive: Archive) async throws {
    for (type, subjects) in Dictionary(grouping: subjects, by: \.resource.type) {
      var open = Dictionary(subjects.map { ($0.resource, $0) }) { first, _ in first }
      let filter = RecordFilter(resourceType: type, outcome: .succeeded)
      for try await archived in ArchiveRecords(in: archive, matching: filter) {
        let record = archived.record
        guard record.isChange, let subject = open[record.resource] else { continue }
        let isFormer = subject.first.map { record.sortKey < $0 } ?? (record.timestamp <= subject.moment ?? .latest)
        guard isFormer || subject.first != nil else { continue }
        changes[record.resource, default: []].append(try record.restoring(archived.textsByDigest))
        guard isFormer else { continue }
        open[record.resource] = nil
        if open.isEmpty { break }
      }
    }
  }

  /// The changes of a resource from a place on, the oldest first.
  func changes(of resource: Resource, from first: SortKey) -> [HistoryRecord] {
    (changes[resource] ?? []).filter { $0.sortKey >= first }.reversed()
  }

  /// The last change of a resource before a place; `nil` where there is none.
  func former(of resource: Resource, before position: RecordPosition) -> HistoryRecord? {
    changes[resource]?.first { $0.position < position }
  }
}
