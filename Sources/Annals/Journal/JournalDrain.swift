/// Stores what waits in a journal that no other process uses, and acknowledges it as the store takes it: `annals journal drain` and `replay`.
///
/// Whatever ends it, nothing is lost: what the store has not confirmed is still in the journal, and storing twice is storing once.
package actor JournalDrain {
  /// What was done so far.
  package struct Report: Hashable, Sendable {
    /// Records that the store has.
    package internal(set) var stored = 0
    /// Of these, records that it did not have before.
    package internal(set) var new = 0
    /// Records that the store rejected; they are in the journal's `rejected.records`.
    package internal(set) var rejected = 0
    /// Entries that could not be read; their files are set aside.
    package internal(set) var damaged = 0
    /// Records that wait still.
    package internal(set) var waiting = 0
  }

  private let log: JournalLog
  private let delivery: PatientDelivery
  private let progress: @Sendable (Report) -> Void
  private var report = Report()

  /// Takes a journal for this process. Throws `journalInUse` or `journalUnavailable`.
  ///
  /// `configuration` says how long a store that fails is tried; `progress` is told after each batch.
  package init(
    path: String, store: any HistoryStore, configuration: RecorderConfiguration = .init(), clock: any Clock<Duration> = ContinuousClock(),
    progress: @escaping @Sendable (Report) -> Void = { _ in }
  ) throws(HistoryError) {
    var place = JournalConfiguration(path: path)
    // Nothing is added but what the store rejects, and that must find room.
    place.sizeLimit = .max
    log = try JournalLog(place)
    delivery = PatientDelivery(store: store, configuration: configuration, clock: clock)
    self.progress = progress
  }

  /// What was found damaged so far.
  package var findings: [JournalFinding] { log.findings }

  /// Stores all that waits. Throws `storeUnavailable` where the store goes on failing.
  package func drain() async throws -> Report {
    while let waiting = log.waiting {
      report.waiting = waiting.count
      let reading = try log.read(waiting, limit: delivery.batchLimit, bytes: delivery.batchByteLimit)
      let records = records(of: reading)
      let missing = Int(reading.upTo - waiting.lowerBound) + 1 - records.count
      let outcome = try await deliver(records)
      try log.setAside(outcome.rejected.map { RecordPayload.bytes(of: records[$0]) })
      if missing > 0 { try await tellLoss(missing) }
      try log.acknowledge(upTo: reading.upTo)
      report.damaged += missing
      report.rejected += outcome.rejected.count
      report.waiting = log.waiting?.count ?? 0
      progress(report)
    }
    try log.close()
    return report
  }

  /// Stores what the store rejected before and what is intact in files that were set aside, then all that waits. What the store takes now
  /// of the rejected records is removed from their file; files that were set aside stay.
  package func replay() async throws -> Report {
    try await replayRejected()
    for name in try log.damagedFiles() {
      let content = try log.damagedContent(name)
      for batch in batches(of: content) { _ = try await deliver(content.records(batch).map(\.record)) }
    }
    return try await drain()
  }

  private func replayRejected() async throws {
    let content = try log.rejectedContent()
    var taken: Set<Int> = []
    var stillRejected = 0
    for batch in batches(of: content) {
      let records = content.records(batch)
      let outcome = try await deliver(records.map(\.record))
      let rejected = Set(outcome.rejected)
      taken.formUnion(records.indices.filter { !rejected.contains($0) }.map { records[$0].place })
      stillRejected += rejected.count
    }
    report.rejected += stillRejected
    if !taken.isEmpty { try log.removeRejected(taken, of: content) }
  }

  private func batches(of content: SegmentContent) -> [Range<Int>] {
    let count = content.entries.count
    return stride(from: 0, to: count, by: delivery.batchLimit).map { $0..<min(count, $0 + delivery.batchLimit) }
  }

  private func records(of reading: JournalReading) -> [SanitizedRecord] {
    reading.entries.compactMap { number, payload in
      do throws(HistoryError) {
        return try RecordPayload.record(of: payload)
      } catch {
        log.noteForeign(number, error)
        return nil
      }
    }
  }

  private func deliver(_ records: [SanitizedRecord]) async throws -> PatientDelivery.Outcome {
    do {
      let outcome = try await delivery.deliver(records[...])
      report.stored += records.count - outcome.rejected.count
      report.new += outcome.new
      progress(report)
      return outcome
    } catch let error as HistoryError {
      throw HistoryError(
        error.code, "\(error.description); \(report.stored) records were stored, the others are still in the journal", underlying: error)
    }
  }

  /// The loss of entries that could not be read becomes a record, as a recorder's does.
  private func tellLoss(_ count: Int) async throws {
    var tally = LossTally()
    tally.add(count, type: "UNKNOWN", at: .now, reason: .journalDamaged)
    _ = try await delivery.deliver([SanitizedRecord(tally.record(at: .now))])
  }
}

extension SegmentContent {
  /// The records of these entries with their places, those left out that hold none.
  fileprivate func records(_ places: Range<Int>) -> [(place: Int, record: SanitizedRecord)] {
    places.compactMap { place in
      (try? RecordPayload.record(of: payload(of: entries[place]))).map { (place, $0) }
    }
  }
}
