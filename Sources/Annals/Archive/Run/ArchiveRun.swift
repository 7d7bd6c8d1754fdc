import Crypto
import Foundation

/// How a run of archiving goes about it.
public struct ArchiveOptions: Hashable, Sendable {
  /// Bytes of a file at most, packed; then another is begun. Default: 64 MiB.
  public var partLimit = 64 * 1024 * 1024
  /// Files of one step at most, up to 500. Default: 200.
  public var stepLimit = 200
  /// Whether an archive that the store knows nothing of is taken over, as after the store was lost. Default: no.
  public var adopts = false

  /// The defaults.
  public init() {}
}

/// Moves old records with their whole texts from a store to an archive: written, read back, and only then removed.
///
/// It goes through each type's records, newest first, and makes a file of each day. In memory is a page of records and the files of a step. One that
/// was stopped, however, goes on when it is run again; run twice is run once.
public struct ArchiveRun {
  private static let pageSize = 500
  /// Records whose whole texts are in memory at the same time.
  private static let wholeLimit = 50
  private static let stepMemory = 32 * 1024 * 1024
  /// Files that are packed beside each other, while the next one's records are read.
  private static let packingLimit = min(4, ProcessInfo.processInfo.activeProcessorCount)

  private let store: any HistoryStore
  private let place: any ArchivePlace
  private let options: ArchiveOptions
  private let now: @Sendable () -> Timestamp
  private let isStopped: @Sendable () -> Bool
  private let progress: (ArchiveReport) -> Void

  /// A run from a store to a place.
  ///
  /// - Parameters:
  ///   - store: Whose records.
  ///   - place: Where to.
  ///   - options: How.
  ///   - now: What manifests are stamped with.
  ///   - isStopped: Whether it is to stop at the next good place.
  ///   - progress: Is told what was done so far.
  public init(
    from store: any HistoryStore, to place: any ArchivePlace, options: ArchiveOptions = .init(),
    now: @escaping @Sendable () -> Timestamp = { .now }, isStopped: @escaping @Sendable () -> Bool = { false },
    progress: @escaping (ArchiveReport) -> Void = { _ in }
  ) {
    self.store = store
    self.place = place
    self.options = options
    self.now = now
    self.isStopped = isStopped
    self.progress = progress
  }

  /// What is archived where records older than a number of days are: whole days in UTC, records about access from before their own moment alone.
  public static func scope(olderThan before: Timestamp, accessBefore: Timestamp?, keepsLast: Bool = false) -> CleanupScope {
    CleanupScope(before: Timestamp(day: before.day), accessBefore: accessBefore.map { Timestamp(day: $0.day) }, keepsLast: keepsLast)
  }

  /// Archives what a clean-up of this scope would remove, and removes exactly that; or only counts it.
  ///
  /// Throws `archiveConflict` and `archiveDamaged` where the archive is not what this store left, `alreadyRunning` where another run goes on
  /// meanwhile, and what the store and the place throw. Whatever it throws, nothing went from the store that the archive does not hold.
  public func run(_ scope: CleanupScope, mode: CleanupMode = .remove) async throws -> ArchiveReport {
    var report = ArchiveReport(before: scope.before)
    guard mode == .remove else {
      report.archived = try await store.cleanup(scope, mode: .dryRun).removed
      report.isDryRun = true
      report.isComplete = true
      return report
    }
    var pass = Pass(
      run: self, scope: scope, steps: try await ArchiveSteps(place, store: store, adopting: options.adopts, now: now), report: report)
    try await pass.goThrough()
    return pass.report
  }

  /// A line's digest, as far as it is needed to tell lines of one day apart.
  private struct LineKey: Hashable {
    let high: UInt64
    let low: UInt64

    init(_ line: [UInt8]) {
      (high, low) = SHA256.hash(data: line).withUnsafeBytes { bytes in
        (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      }
    }
  }

  /// One run with all that changes during it.
  private struct Pass {
    let run: ArchiveRun
    let scope: CleanupScope
    var steps: ArchiveSteps
    var report: ArchiveReport
    /// The file that is being made, and what the archive has of its day already.
    private var open: (day: ArchiveDay, spool: PartSpool, known: Set<LineKey>)?
    private var step: [SpooledPart] = []
    /// Files of the step that are being packed.
    private var packing: [Task<SpooledPart, any Error>] = []
    private var last: LastStates
    /// Records of the page that the archive has already.
    private var doubled: [HistoryRecord] = []

    init(run: ArchiveRun, scope: CleanupScope, steps: ArchiveSteps, report: ArchiveReport) {
      self.run = run
      self.scope = scope
      self.steps = steps
      self.report = report
      last = LastStates(in: run.store)
    }

    mutating func goThrough() async throws {
      var noted = report
      try await steps.recover { noted.note($0) }
      report = noted
      let types = try await run.store.statistics(.init(lastDay: scope.before.day)).resourceTypes.keys.sorted()
      for type in types {
        guard try await goThrough(type) else {
          try await writeStep(coversBefore: nil)
          report.head = steps.head.done?.digest.description
          return
        }
      }
      let covered = steps.archive.coversBefore.map { $0 >= scope.before } ?? false
      try await writeStep(coversBefore: covered ? nil : scope.before)
      report.head = steps.head.done?.digest.description
      report.isComplete = true
    }

    /// Goes through a type's old records; whether it came to their end.
    private mutating func goThrough(_ type: ResourceType) async throws -> Bool {
      var filter = RecordFilter(resourceType: type)
      filter.to = scope.before
      var cursor: Cursor?
      repeat {
        try Task.checkCancellation()
        if run.isStopped() {
          // What of a day was not gone through to its end is begun anew.
          open = nil
          return false
        }
        let page = try await run.store.records(matching: filter, after: cursor, limit: ArchiveRun.pageSize)
        last.forget()
        for start in stride(from: 0, to: page.records.count, by: ArchiveRun.wholeLimit) {
          try await take(page.records[start..<min(start + ArchiveRun.wholeLimit, page.records.count)])
        }
        try await removeDoubled()
        cursor = page.next
      } while cursor != nil
      try await closeFile()
      return true
    }

    private mutating func take(_ records: ArraySlice<HistoryRecord>) async throws {
      var old: [HistoryRecord] = []
      for record in records where scope.contains(record.resource, at: record.timestamp) {
        if scope.keepsLast, try await last.isLast(record) { continue }
        old.append(record)
      }
      let digests = old.reduce(into: Set<TextDigest>()) { $0.formUnion($1.cutTexts) }
      let texts = digests.isEmpty ? [:] : try await run.store.keptTexts(digests)
      for record in old {
        let kept = digests.isEmpty ? [] : record.cutTexts.compactMap { texts[$0] }
        try await take(SanitizedRecord(record, texts: kept))
      }
    }

    private mutating func take(_ record: SanitizedRecord) async throws {
      let day = ArchiveDay(of: record.record.position)
      if open?.day != day {
        try await closeFile()
        open = (day, try PartSpool(day), try await known(day))
      }
      let line: [UInt8]
      do throws(HistoryError) {
        line = try ArchiveLine.bytes(of: record)
      } catch {
        // A text that is damaged in the store cannot be archived whole; the record stays with it.
        report.left += 1
        return
      }
      guard let open else { return }
      if !open.known.isEmpty, open.known.contains(LineKey(line)) {
        doubled.append(record.record)
        return
      }
      try await open.spool.add(line, of: record.record)
      if open.spool.size >= run.options.partLimit {
        try await closeFile()
        self.open = (day, try PartSpool(day), open.known)
      }
    }

    /// What the archive has of a day already, from earlier runs: records that came late go into a further file, others are not written again.
    private func known(_ day: ArchiveDay) async throws -> Set<LineKey> {
      var keys: Set<LineKey> = []
      for part in steps.archive.parts[day] ?? [] {
        for try await record in PartRecords(part: part, place: run.place) { keys.insert(LineKey(try ArchiveLine.bytes(of: record))) }
      }
      return keys
    }

    private mutating func closeFile() async throws {
      guard let open else { return }
      self.open = nil
      guard open.spool.count > 0 else { return }
      packing.append(open.spool.finish())
      try await takePacked(leaving: ArchiveRun.packingLimit)
      let memory = step.reduce(0) { $0 + $1.memory }
      if step.count + packing.count >= min(run.options.stepLimit, 500) || memory >= ArchiveRun.stepMemory {
        try await writeStep(coversBefore: nil)
      }
    }

    /// Waits for files until no more than so many are being packed.
    private mutating func takePacked(leaving count: Int) async throws {
      while packing.count > count { step.append(try await packing.removeFirst().value) }
    }

    private mutating func writeStep(coversBefore: Timestamp?) async throws {
      try await takePacked(leaving: 0)
      guard !step.isEmpty || coversBefore != nil else { return }
      var noted = report
      try await steps.write(step, coversBefore: coversBefore) { noted.note($0) }
      report = noted
      report.parts += step.count
      report.bytes += step.reduce(0) { $0 + $1.part.bytes }
      report.textBytes += step.reduce(0) { $0 + $1.part.textBytes }
      step = []
      run.progress(report)
    }

    private mutating func removeDoubled() async throws {
      guard !doubled.isEmpty else { return }
      let outcomes = try await run.store.remove(doubled)
      report.note(RemovedRecords(doubled, outcomes))
      report.alreadyThere += outcomes.count { $0 == .removed }
      doubled = []
    }
  }
}

extension ArchiveReport {
  /// Counts records that went from the store, and those that stay.
  fileprivate mutating func note(_ removed: RemovedRecords) {
    archived.merge(removed.counts, uniquingKeysWith: +)
    left += removed.left
  }
}
