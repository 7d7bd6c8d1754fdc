import Annals

/// Brings the records of files into a store: reads, parses and stores at the same time, in bounded memory and in the files' order.
final class Importer {
  private enum Event: Sendable {
    case read(InputFile.Reading)
    case parsed(Int, ParsedBatch)
  }

  /// Batches that are parsed or wait to be stored at the same time.
  private static let workLimit = 4
  /// Records that are stored in one step, at most.
  private static let storeLimit = 1000

  private let store: any HistoryStore
  private let reading: RecordReading
  private let interrupted: InterruptFlag
  private let report: ImportReport

  /// What was met so far.
  private(set) var tally = ImportTally()

  init(store: any HistoryStore, sanitizer: Sanitizer, interrupted: InterruptFlag, report: ImportReport) {
    self.store = store
    reading = RecordReading(sanitizer: sanitizer)
    self.interrupted = interrupted
    self.report = report
  }

  /// Imports the files one after another; one that cannot be read is told and stepped over. Throws when the store fails.
  func run(_ paths: [String]) async throws {
    for path in paths where !interrupted.isSet {
      do {
        try await importFile(path)
      } catch let failure as CommandFailure {
        noteBroken(failure)
      }
    }
    try report.finish(tally)
  }

  private func importFile(_ path: String) async throws {
    let input = try InputFile(path: path, interrupted: interrupted)
    let reading = reading
    // Equal lines are counted in each file for itself, so that a file gives the same records whatever is imported with it.
    var counter = OccurrenceCounter()
    try await withThrowingTaskGroup(of: Event.self) { group in
      var parsed: [Int: ParsedBatch] = [:]
      var (begun, stored) = (0, 0)
      var (isReading, isOver) = (false, false)
      func read(_ group: inout ThrowingTaskGroup<Event, any Error>) {
        guard !isReading, !isOver, begun - stored < Self.workLimit else { return }
        isReading = true
        group.addTask { .read(await input.next()) }
      }
      read(&group)
      while let event = try await group.next() {
        switch event {
        case .read(.batch(let lines)):
          isReading = false
          let place = begun
          begun += 1
          group.addTask { .parsed(place, reading.parse(lines)) }
          read(&group)
        case .read(.end(let failure)):
          isOver = true
          if let failure { noteBroken(failure) }
        case .parsed(let place, let batch):
          parsed[place] = batch
          while let next = parsed.removeValue(forKey: stored) {
            stored += 1
            read(&group)
            try await keep(next, of: path, &counter)
          }
        }
      }
    }
  }

  private func keep(_ batch: ParsedBatch, of path: String, _ counter: inout OccurrenceCounter) async throws {
    for problem in batch.problems.sorted(by: { $0.number < $1.number }) { try noteBad(problem, of: path) }
    let items = counter.separate(batch.items, sanitizer: reading.sanitizer)
    for start in stride(from: 0, to: items.count, by: Self.storeLimit) {
      try await append(items[start..<min(start + Self.storeLimit, items.count)], of: path)
      report.progress(tally)
    }
  }

  /// Stores records; those that the store rejects are found by halving and become bad lines.
  private func append(_ items: ArraySlice<ParsedBatch.Item>, of path: String) async throws {
    do {
      tally.noteStored(items.count, new: try await store.append(items.map(\.record)))
    } catch let error as HistoryError where error.code == .storeRejected {
      guard items.count > 1 else {
        for item in items { try noteBad(BadLine(number: item.number, reason: error.description), of: path) }
        return
      }
      let middle = items.startIndex + items.count / 2
      try await append(items[..<middle], of: path)
      try await append(items[middle...], of: path)
    }
  }

  private func noteBad(_ line: BadLine, of path: String) throws {
    try report.tell(line, of: path, isShown: tally.noteBad())
  }

  private func noteBroken(_ failure: CommandFailure) {
    tally.brokenInputs += 1
    report.tell(failure)
  }
}
