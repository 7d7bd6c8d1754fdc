/// Looks for secrets in history that is stored already, kept texts and the journal included, and redacts them in place where that is asked for.
///
/// A run that redacts is recorded when it begins and when it ends, and goes on where one before it was stopped.
package struct HistoryScan: Sendable {
  private static let progressName = "scan/progress"

  private let store: any HistoryStore
  private let journal: String?
  private let archive: (any ArchivePlace)?
  private let sanitizer: Sanitizer
  private let mode: RewriteMode
  private let user: User
  private let now: @Sendable () -> Timestamp

  /// A search.
  ///
  /// - Parameters:
  ///   - store: Whose records are searched.
  ///   - journal: The folder of a journal that is searched too.
  ///   - archive: The place of an archive that is searched too.
  ///   - redaction: What is a secret; redaction counts as on.
  ///   - truncation: How long texts are shown that are cut anew.
  ///   - mode: Whether secrets are redacted, or only counted.
  ///   - user: Who has it done.
  ///   - now: What the records of it are stamped with.
  /// - Throws: `invalidConfiguration` where a rule cannot be followed.
  package init(
    store: any HistoryStore, journal: String?, archive: (any ArchivePlace)? = nil, redaction: RedactionRules, truncation: TruncationRules,
    mode: RewriteMode, by user: User, now: @escaping @Sendable () -> Timestamp = { .now }
  ) throws(HistoryError) {
    var redaction = redaction
    redaction.isEnabled = true
    sanitizer = try Sanitizer(redaction: redaction, truncation: truncation)
    self.store = store
    self.journal = journal
    self.archive = archive
    self.mode = mode
    self.user = user
    self.now = now
  }

  /// Runs to the end, or until it is to stop; `progress` is told after each page. A new beginning forgets how far a stopped run was.
  ///
  /// Throws `journalInUse` where a process uses the journal that is to be redacted, and `alreadyRunning` where another run goes on meanwhile.
  package func run(
    fromStart: Bool = false, isStopped: @escaping @Sendable () -> Bool = { false }, progress: (ScanReport) -> Void = { _ in }
  ) async throws -> ScanReport {
    var report = ScanReport()
    // Before anything is changed: a journal that is in use is found out now.
    let files = try journal.map { path throws(HistoryError) in try JournalRewriter(path: path, mode: mode) }
    guard mode == .apply else {
      try search(files, &report)
      report.isComplete = try await searchStore(&report, from: nil, isStopped: isStopped) { report, _ in progress(report) }
      try await searchArchive(&report, isStopped)
      return report
    }
    var place = try await RunProgress(DocumentName(Self.progressName), in: store)
    let hasRest = place.isResumed && !fromStart
    if hasRest {
      report = ScanReport(place.state)
      report.isResumed = true
    } else {
      place.state = [:]
      try await note(.create, report)
    }
    try search(files, &report)
    place.state.take(report)
    try await place.save()
    report.isComplete = try await searchStore(&report, from: place.through, isStopped: isStopped) { report, last in
      progress(report)
      let hasRewritten = report.store.rewritten != RewriteCounts(place.state["store"]?.object).rewritten
      try await place.pageDone(through: last, hasRewritten: hasRewritten) { $0.take(report) }
    }
    try await searchArchive(&report, isStopped)
    place.state.take(report)
    try await place.save()
    guard report.isComplete else { return report }
    if report.fixed > 0 || hasRest { try await store.finishRewriting() }
    try await note(.update, report)
    try await place.finish()
    return report
  }

  private var change: RecordChange {
    RecordChange(sanitizer: sanitizer) { [sanitizer] record in sanitizer.redacted(record) }
  }

  private func search(_ files: JournalRewriter?, _ report: inout ScanReport) throws {
    guard let outcome = try files?.run(change) else { return }
    report.journal = report.journal.followed(by: outcome.counts)
    report.unreadable = outcome.unreadable
    report.add(outcome.changes, by: sanitizer)
  }

  /// The archive, once all else is done.
  private func searchArchive(_ report: inout ScanReport, _ isStopped: @escaping @Sendable () -> Bool) async throws {
    guard report.isComplete, let archive else { return }
    let rewriting = ArchiveRewriting(of: archive, knownTo: store, change: change, mode: mode, now: now)
    var found = report
    let done = try await rewriting.run(isStopped: isStopped) { found.add([$0], by: sanitizer) }
    report = found
    report.archive = done
    report.isComplete = done.isComplete
  }

  private func searchStore(
    _ report: inout ScanReport, from through: Timestamp?, isStopped: @escaping @Sendable () -> Bool,
    _ pageDone: (ScanReport, Timestamp?) async throws -> Void
  ) async throws -> Bool {
    let rewriter = PageRewriter(store: store, change: change, mode: mode)
    let walk = HistoryWalk(store: store, filter: RecordFilter().resumed(from: through), isStopped: isStopped)
    return try await walk.forEachPage { records in
      let outcome = try await rewriter.rewrite(records)
      report.store = report.store + outcome.counts
      report.add(outcome.changes, by: sanitizer)
      try await pageDone(report, records.last?.timestamp)
    }
  }

  /// Records that the run began, or what it did.
  private func note(_ kind: OperationKind, _ report: ScanReport) async throws {
    var metadata: JSONObject = ["success": true]
    if kind == .update {
      metadata["searched"] = .number(JSONNumber(report.read))
      metadata["found"] = .number(JSONNumber(report.found))
      metadata["redacted"] = .number(JSONNumber(report.fixed))
      metadata["left"] = .number(JSONNumber(report.left))
      metadata["by_rule"] = .object(JSONObject(report.rules.map { ($0.key, .number(JSONNumber($0.value))) }))
      metadata["by_type"] = .object(JSONObject(report.types.map { ($0.key, .number(JSONNumber($0.value))) }))
    }
    let resource = try Resource(type: .history, id: Resource.accessPrefix + "scan")
    let record = HistoryRecord(kind, of: resource, at: now(), token: .next(), by: user, metadata: metadata)
    _ = try await store.append([sanitizer.sanitize(record)])
  }
}

extension JSONObject {
  /// Takes a report's members over.
  fileprivate mutating func take(_ report: ScanReport) {
    for member in report.json.members { self[member.name] = member.value }
  }
}
