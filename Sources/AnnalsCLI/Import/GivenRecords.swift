import Annals

/// The records of one file, plain or gzip, for a command that only looks at them.
struct GivenRecords {
  let path: String

  /// Puts the records into a store in memory. Returns the latest moment; throws at the first line that holds no record.
  func put(into store: MemoryStore) async throws -> Timestamp? {
    let input = try InputFile(path: path, interrupted: InterruptFlag())
    let sanitizer = try Sanitizer(redaction: .init(), truncation: .init())
    let reading = RecordReading(sanitizer: sanitizer)
    var counter = OccurrenceCounter()
    var last: Timestamp?
    while true {
      switch await input.next() {
      case .end(let failure):
        if let failure { throw failure }
        return last
      case .batch(let lines):
        let parsed = reading.parse(lines)
        if let problem = parsed.problems.first {
          throw CommandFailure(.failed, "\(path), line \(problem.number): \(problem.reason)")
        }
        let records = counter.separate(parsed.items, sanitizer: sanitizer).map(\.record)
        _ = try await store.append(records)
        last = (records.map(\.record.timestamp) + [last].compactMap(\.self)).max()
      }
    }
  }
}
