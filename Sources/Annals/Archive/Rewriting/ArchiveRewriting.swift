/// Changes records that are in an archive already: the files that hold some are written anew and read back, a manifest that lists all of the archive is
/// written, and only then the files and manifests before go.
///
/// A run that was stopped is ended by the next: what it had begun is ended or given up as with archiving, and what was changed already is as it is to
/// be. A file that is locked stays, and is told.
struct ArchiveRewriting {
  /// Files of one step.
  private static let stepLimit = 50
  /// Bytes that the files of a step hold in memory at most, about.
  private static let stepMemory = 32 * 1024 * 1024

  private let store: any HistoryStore
  private let place: any ArchivePlace
  private let rewriter: PartRewriter
  private let mode: RewriteMode
  private let now: @Sendable () -> Timestamp

  init(
    of place: any ArchivePlace, knownTo store: any HistoryStore, change: RecordChange, mode: RewriteMode,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.store = store
    self.place = place
    self.mode = mode
    self.now = now
    rewriter = PartRewriter(place: place, change: change)
  }

  /// Goes through the archive; `tell` is given each change.
  ///
  /// Throws `archiveConflict` and `archiveDamaged` where the archive is not what this store left, `alreadyRunning` where another run writes to it
  /// meanwhile, and what the store and the place throw.
  func run(isStopped: @Sendable () -> Bool, _ tell: (RecordChange.Result) -> Void) async throws -> ArchiveRewriteReport {
    guard mode == .apply else {
      let archive = try await Archive.open(place)
      try await archive.check(knownTo: store)
      var pass = Pass(rewriting: self, steps: nil)
      try await pass.goThrough(archive, isStopped, tell)
      return pass.report
    }
    var steps = try await ArchiveSteps(place, store: store, adopting: false, now: now)
    if steps.head.pending != nil {
      try await steps.recover { _ in }
      steps = try await ArchiveSteps(place, store: store, adopting: false, now: now)
    }
    var pass = Pass(rewriting: self, steps: steps)
    try await pass.goThrough(steps.archive, isStopped, tell)
    return pass.report
  }

  /// One run with all that changes during it.
  private struct Pass {
    let rewriting: ArchiveRewriting
    /// What writes; `nil` where the run only looks.
    var steps: ArchiveSteps?
    var report = ArchiveRewriteReport()
    private var step: [ArchiveReplacement] = []
    private var stepRecords = 0

    init(rewriting: ArchiveRewriting, steps: ArchiveSteps?) {
      self.rewriting = rewriting
      self.steps = steps
    }

    mutating func goThrough(
      _ archive: Archive, _ isStopped: @Sendable () -> Bool, _ tell: (RecordChange.Result) -> Void
    ) async throws {
      for part in archive.allParts {
        try Task.checkCancellation()
        if isStopped() { return try await write() }
        let counts = try await rewriting.rewriter.look(at: part, tell)
        report.counts = report.counts + counts
        report.parts += 1
        if counts.found > 0 { try await take(part, found: counts.found) }
      }
      try await write()
      report.isComplete = true
    }

    private mutating func take(_ part: ArchivePart, found: Int) async throws {
      if let moment = try await rewriting.place.lock(of: part.name) {
        report.noteLock(until: moment)
        report.counts.left += found
        return
      }
      guard steps != nil else { return }
      guard let file = try await rewriting.rewriter.rewritten(part) else {
        report.counts.left += found
        return
      }
      step.append(ArchiveReplacement(old: part, file: file))
      stepRecords += found
      let memory = step.reduce(0) { $0 + $1.file.memory }
      if step.count >= ArchiveRewriting.stepLimit || memory >= ArchiveRewriting.stepMemory { try await write() }
    }

    private mutating func write() async throws {
      guard !step.isEmpty else { return }
      try await steps?.replace(step)
      report.partsRewritten += step.count
      report.counts.rewritten += stepRecords
      report.head = steps?.head.done?.digest.description
      (step, stepRecords) = ([], 0)
    }
  }
}
