/// Rewrites the records of a page that a change makes others.
struct PageRewriter: Sendable {
  /// How often a record is read again that somebody else changed meanwhile.
  private static let attempts = 3

  let store: any HistoryStore
  let change: RecordChange
  let mode: RewriteMode

  /// What was done with a page, and what the change made of its records.
  struct Outcome: Sendable {
    var counts = RewriteCounts()
    var changes: [RecordChange.Result] = []
  }

  /// Rewrites, or only looks.
  func rewrite(_ records: [HistoryRecord]) async throws -> Outcome {
    var outcome = Outcome()
    outcome.counts.read = records.count
    let first = try await changes(of: records)
    outcome.changes = first.map(\.result)
    outcome.counts.found = first.count
    guard mode == .apply else { return outcome }
    var open = first
    for attempt in 1...Self.attempts where !open.isEmpty {
      let outcomes = try await store.rewrite(open.map { try RecordRewrite($0.record, as: $0.result.kept) })
      outcome.counts.rewritten += outcomes.count { $0 == .rewritten }
      outcome.counts.left += outcomes.count { $0 == .taken }
      let changed = zip(open, outcomes).filter { $1 == .changed }.map(\.0.record)
      open = try await changes(of: current(changed))
      if attempt == Self.attempts { outcome.counts.left += open.count }
    }
    return outcome
  }

  private func changes(of records: [HistoryRecord]) async throws -> [(record: HistoryRecord, result: RecordChange.Result)] {
    let digests = records.reduce(into: Set<TextDigest>()) { $0.formUnion($1.cutTexts) }
    let texts = digests.isEmpty ? [:] : try await store.keptTexts(digests)
    return try records.compactMap { record in try change.applied(to: record, texts: texts).map { (record, $0) } }
  }

  /// The records as they are now; those that are gone are left out.
  private func current(_ records: [HistoryRecord]) async throws -> [HistoryRecord] {
    var found: [HistoryRecord] = []
    for record in records {
      let now = try await store.record(record.id)
      if let now, now.position == record.position { found.append(now) }
    }
    return found
  }
}
