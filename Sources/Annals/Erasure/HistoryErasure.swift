/// Erases a subject from history: what states and metadata held goes, that something happened stays, under a pseudonym.
///
/// A run that changes history is recorded when it begins and when it ends, with the pseudonym and never the name, and goes on where one before it
/// was stopped.
package struct HistoryErasure: Sendable {
  /// What is done about other records that mention the subject's id.
  package enum Mentions: Hashable, Sendable {
    /// They are not looked for: only the subject's own records are read.
    case ignored
    case counted
    case erased
  }

  /// How often the subject's own records are looked for: an index may lag behind.
  private static let passes = 5

  private let store: any HistoryStore
  private let journal: String?
  private let archive: (any ArchivePlace)?
  private let sanitizer: Sanitizer
  private let subject: ErasureSubject
  private let mentions: Mentions
  private let mode: RewriteMode
  private let user: User
  private let now: @Sendable () -> Timestamp

  /// An erasure.
  ///
  /// - Parameters:
  ///   - subject: Whose history it is.
  ///   - store: Whose records are erased.
  ///   - journal: The folder of a journal that is erased from too.
  ///   - archive: The place of an archive that is erased from too.
  ///   - sanitizer: What cuts texts that are kept anew.
  ///   - mentions: What is done about other records that mention the subject.
  ///   - mode: Whether anything is changed.
  ///   - user: Who has it done.
  ///   - now: What marks and records are stamped with.
  /// - Throws: `invalidFilter` where mentions are to be erased of an id that is too short to be told apart.
  package init(
    of subject: ErasureSubject, in store: any HistoryStore, journal: String?, archive: (any ArchivePlace)? = nil, sanitizer: Sanitizer,
    mentions: Mentions, mode: RewriteMode, by user: User, now: @escaping @Sendable () -> Timestamp = { .now }
  ) throws(HistoryError) {
    guard mentions != .erased || subject.id.utf8.count >= IDMention.shortest else {
      throw HistoryError(
        .invalidFilter,
        "an id of \(subject.id.utf8.count) bytes stands in too much that is not about it: erase its own records alone, or an id of "
          + "\(IDMention.shortest) bytes or more everywhere")
    }
    self.store = store
    self.journal = journal
    self.archive = archive
    self.sanitizer = sanitizer
    self.subject = subject
    self.mentions = mentions
    self.mode = mode
    self.user = user
    self.now = now
  }

  /// Runs to the end, or until it is to stop; `progress` is told after each page.
  ///
  /// Throws `journalInUse` where a process uses the journal that is to be changed, and `alreadyRunning` where another run goes on meanwhile.
  package func run(
    isStopped: @escaping @Sendable () -> Bool = { false }, progress: (ErasureReport) -> Void = { _ in }
  ) async throws -> ErasureReport {
    // Before anything is changed: a journal that is in use is found out now.
    let files = try journal.map { path throws(HistoryError) in try JournalRewriter(path: path, mode: mode) }
    guard mode == .apply else {
      var report = ErasureReport()
      report.pseudonym = try await PseudonymKey.find(in: store).map { Pseudonym(of: subject.id, key: $0).description }
      let changes = changes(report.pseudonym ?? "erased", order: "")
      report.isComplete = try await goThrough(files, changes, &report, from: nil, isStopped) { report, _ in progress(report) }
      try await eraseArchived(changes, &report, isStopped)
      return report
    }
    let pseudonym = try await Pseudonym(of: subject.id, key: .make(in: store)).description
    var place = try await RunProgress(DocumentName("erasure/runs/\(pseudonym)"), in: store)
    var report = ErasureReport(place.state)
    report.isResumed = place.isResumed
    report.pseudonym = pseudonym
    let order = report.order ?? RecordToken.next().description
    report.order = order
    if !place.isResumed { try await note(.create, order, report) }
    place.state.take(report)
    try await place.save()
    let changes = changes(pseudonym, order: order)
    report.isComplete = try await goThrough(files, changes, &report, from: place.through, isStopped) { report, last in
      progress(report)
      let hasRewritten = report.rewritten != ErasureReport(place.state).rewritten
      try await place.pageDone(through: last, hasRewritten: hasRewritten) { $0.take(report) }
    }
    try await eraseArchived(changes, &report, isStopped)
    place.state.take(report)
    try await place.save()
    guard report.isComplete else { return report }
    if report.rewritten > 0 || report.isResumed { try await store.finishRewriting() }
    try await note(.update, order, report)
    try await place.finish()
    return report
  }

  private func changes(_ pseudonym: String, order: String) -> ErasureChanges {
    let form = ErasedForm(subject, pseudonym: pseudonym, order: order, at: now())
    return ErasureChanges(form, mentions: mentions, mode: mode, sanitizer: sanitizer)
  }

  // MARK: What is gone through

  /// The journal, the subject's own records, and where mentions matter all others; whether it came to the end.
  private func goThrough(
    _ files: JournalRewriter?, _ changes: ErasureChanges, _ report: inout ErasureReport, from through: Timestamp?,
    _ isStopped: @escaping @Sendable () -> Bool, _ pageDone: (ErasureReport, Timestamp?) async throws -> Void
  ) async throws -> Bool {
    if let outcome = try files?.run(changes.inFiles) {
      report.journal = report.journal.followed(by: outcome.counts)
      report.unreadable = outcome.unreadable
    }
    guard try await eraseOwn(changes.own, &report, isStopped, pageDone) else { return false }
    guard let (change, mode) = changes.others else { return true }
    let rewriter = PageRewriter(store: store, change: change, mode: mode)
    let walk = HistoryWalk(store: store, filter: RecordFilter().resumed(from: through), isStopped: isStopped)
    return try await walk.forEachPage { records in
      report.mentions = (report.mentions ?? RewriteCounts()) + (try await rewriter.rewrite(records).counts)
      try await pageDone(report, records.last?.timestamp)
    }
  }

  /// The archive, once all else is done: what a run left that was stopped there is done under the same order by the next.
  private func eraseArchived(
    _ changes: ErasureChanges, _ report: inout ErasureReport, _ isStopped: @escaping @Sendable () -> Bool
  ) async throws {
    guard report.isComplete, let archive else { return }
    let rewriting = ArchiveRewriting(of: archive, knownTo: store, change: changes.inFiles, mode: mode, now: now)
    let done = try await rewriting.run(isStopped: isStopped) { _ in }
    report.archive = done
    report.isComplete = done.isComplete
  }

  private func eraseOwn(
    _ change: RecordChange, _ report: inout ErasureReport, _ isStopped: @escaping @Sendable () -> Bool,
    _ pageDone: (ErasureReport, Timestamp?) async throws -> Void
  ) async throws -> Bool {
    let rewriter = PageRewriter(store: store, change: change, mode: mode)
    let walk = HistoryWalk(store: store, filter: subject.filter, isStopped: isStopped)
    for _ in 1...Self.passes {
      let before = report.own
      let isAtEnd = try await walk.forEachPage { records in
        report.own = report.own + (try await rewriter.rewrite(records).counts)
        try await pageDone(report, nil)
      }
      guard isAtEnd else { return false }
      if mode == .dryRun || report.own.rewritten == before.rewritten { return true }
    }
    return true
  }

  // MARK: Recording

  /// Records that the erasure began, or what it did.
  private func note(_ kind: OperationKind, _ order: String, _ report: ErasureReport) async throws {
    var metadata: JSONObject = [
      "success": true, "subject": .string(subject.kind), "pseudonym": report.pseudonym.map { .string($0) } ?? .null,
      "everywhere": .bool(mentions == .erased),
    ]
    if case .resource(let resource) = subject { metadata["resource_type"] = .string(resource.type.name) }
    if kind == .update {
      metadata["own"] = .object(report.own.json)
      metadata["mentions"] = report.mentions.map { .object($0.json) }
      metadata["journal"] = .object(report.journal.json)
      metadata["archive"] = report.archive.map { .object($0.json) }
    }
    let resource = try Resource(type: .history, id: Resource.accessPrefix + "erasure/" + order)
    let record = HistoryRecord(kind, of: resource, at: now(), token: .next(), by: user, metadata: metadata)
    _ = try await store.append([sanitizer.sanitize(record)])
  }
}

extension JSONObject {
  /// Takes a report's members over.
  fileprivate mutating func take(_ report: ErasureReport) {
    for member in report.json.members { self[member.name] = member.value }
  }
}
