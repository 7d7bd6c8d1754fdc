/// Brings records from an archive back into a store, with their whole texts: as an import does, so twice is once.
///
/// Secrets that rules of today find in them are redacted. The archive keeps what it has.
public struct ArchiveRestore: Sendable {
  /// What a run did.
  public struct Report: Hashable, Sendable {
    /// Records that the filter let through.
    public internal(set) var read = 0
    /// Records that are in the store now and were not before.
    public internal(set) var new = 0
    /// Whether it came to its end; one that was stopped is run again.
    public internal(set) var isComplete = false

    /// Records that were in the store already.
    public var alreadyThere: Int { read - new }

    /// The report as JSON.
    public var json: JSONObject {
      [
        "read": .number(JSONNumber(read)), "new": .number(JSONNumber(new)), "already_there": .number(JSONNumber(alreadyThere)),
        "complete": .bool(isComplete),
      ]
    }
  }

  private static let batchSize = 500

  private let archive: Archive
  private let store: any HistoryStore
  private let change: RecordChange

  /// Brings records back that pass a sanitizer.
  public init(from archive: Archive, to store: any HistoryStore, sanitizer: Sanitizer) {
    self.archive = archive
    self.store = store
    change = RecordChange(sanitizer: sanitizer) { record in sanitizer.redacted(record) }
  }

  /// Brings back what a filter lets through. Each file is read to its end and held against its manifest before a record of it is stored.
  ///
  /// Throws `archiveDamaged`, and what the place and the store throw; what was stored until then stays.
  public func run(
    matching filter: RecordFilter = .init(), isStopped: @Sendable () -> Bool = { false }, progress: (Report) -> Void = { _ in }
  ) async throws -> Report {
    var report = Report()
    // Of equal places the file that was written last counts: what is stored first stays.
    for part in archive.allParts.reversed() where filter.mayHold(part.day) {
      if isStopped() { return report }
      try await archive.place.verifyBytes(of: part)
      var batch: [SanitizedRecord] = []
      for try await record in PartRecords(part: part, place: archive.place) where filter.matches(record.record) {
        batch.append(try change.applied(to: record.record, texts: record.textsByDigest)?.kept ?? record)
        guard batch.count >= Self.batchSize else { continue }
        try await keep(&batch, &report)
        progress(report)
        if isStopped() { return report }
      }
      try await keep(&batch, &report)
      progress(report)
    }
    report.isComplete = true
    return report
  }

  private func keep(_ batch: inout [SanitizedRecord], _ report: inout Report) async throws {
    guard !batch.isEmpty else { return }
    report.new += try await store.append(batch)
    report.read += batch.count
    batch = []
  }
}

extension SanitizedRecord {
  /// The whole texts by their digests.
  package var textsByDigest: [TextDigest: KeptText] { Dictionary(texts.map { ($0.digest, $0) }) { first, _ in first } }
}

extension RecordFilter {
  /// Whether a type's day can hold what is asked for.
  func mayHold(_ key: ArchiveDay) -> Bool {
    (resourceType.map { $0 == key.type } ?? true) && (from.map { $0.day <= key.day } ?? true)
      && (to.map { Timestamp(day: key.day) < $0 } ?? true)
  }
}
