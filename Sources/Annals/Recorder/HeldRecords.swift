import DequeModule

/// Prepared records that wait for the store, in the order they came in: in memory, or on disk alone once memory has its share.
///
/// With a journal, what does not fit memory is read back from disk when its turn comes; everything behind it goes to disk too until then, so that
/// the order stays. Without one, what does not fit is lost, in its turn.
struct HeldRecords {
  /// A batch for the store: all of it in the journal, or nothing.
  struct Batch {
    /// `nil` for a record that is lost.
    var records: [SanitizedRecord?] = []
    var size = 0
    /// The greatest number that these have in the journal.
    var journaled: UInt64?
    /// Whether the records were left by an earlier run, and nobody of this one waits for them.
    var isReplay = false
  }

  private enum Entry {
    case record(SanitizedRecord, size: Int, journaled: UInt64?)
    case lost
    case onDisk(ClosedRange<UInt64>)
  }

  private var entries = Deque<Entry>()
  /// Records in memory, those that are lost and wait for their turn included.
  private(set) var count = 0
  /// Bytes in memory.
  private(set) var size = 0
  /// Records that are on disk alone.
  private(set) var countOnDisk = 0
  /// What an earlier run left in the journal, stored before anything else.
  private var replay: ClosedRange<UInt64>?

  var isEmpty: Bool { entries.isEmpty && replay == nil }
  /// Whether what comes last is on disk alone, so that what follows goes there, too.
  var isAtDisk: Bool {
    switch entries.last {
    case .onDisk: true
    case .record, .lost: false
    case nil: replay != nil
    }
  }

  /// The numbers of the records that come next, where these are on disk.
  var nextOnDisk: ClosedRange<UInt64>? {
    if let replay { return replay }
    if case .onDisk(let range)? = entries.first { return range }
    return nil
  }

  /// The oldest record, where it is in memory.
  var first: SanitizedRecord? { if case .record(let record, _, _)? = entries.first { record } else { nil } }

  mutating func append(_ record: SanitizedRecord, size: Int, journaled: UInt64?) {
    entries.append(.record(record, size: size, journaled: journaled))
    count += 1
    self.size += size
  }

  mutating func appendLost() {
    entries.append(.lost)
    count += 1
  }

  mutating func append(onDisk number: UInt64) {
    countOnDisk += 1
    if case .onDisk(let range)? = entries.last, range.upperBound + 1 == number {
      entries[entries.count - 1] = .onDisk(range.lowerBound...number)
    } else {
      entries.append(.onDisk(number...number))
    }
  }

  mutating func adopt(_ range: ClosedRange<UInt64>) {
    replay = range
    countOnDisk += range.count
  }

  /// The next records in memory, up to the limits, but at least one.
  mutating func takeBatch(limit: Int, bytes: Int) -> Batch {
    var batch = Batch()
    scan: while let next = entries.first, batch.records.count < limit {
      switch next {
      case .onDisk: break scan
      case .lost: batch.records.append(nil)
      case .record(let record, let size, let journaled):
        guard batch.records.isEmpty || batch.size + size <= bytes, !isMixed(batch, with: journaled) else { break scan }
        batch.records.append(record)
        batch.size += size
        batch.journaled = journaled
      }
      entries.removeFirst()
      count -= 1
    }
    size -= batch.size
    return batch
  }

  /// Whether some of them would be in the journal and some not.
  private func isMixed(_ batch: Batch, with journaled: UInt64?) -> Bool {
    batch.records.contains { $0 != nil } && (batch.journaled == nil) != (journaled == nil)
  }

  /// Takes the records off that were read back from disk.
  mutating func take(_ read: Journal.Batch) -> Batch {
    let isReplay = replay != nil
    let range = nextOnDisk ?? read.range
    let rest = read.range.upperBound < range.upperBound ? (read.range.upperBound + 1)...range.upperBound : nil
    if isReplay {
      replay = rest
    } else if let rest {
      entries[0] = .onDisk(rest)
    } else {
      entries.removeFirst()
    }
    countOnDisk -= read.range.count
    return Batch(records: read.records, size: read.size, journaled: read.range.upperBound, isReplay: isReplay)
  }

  /// Takes everything off. Returns what was in memory alone, and is lost with it.
  mutating func takeAll() -> [HistoryRecord] {
    var unsafe: [HistoryRecord] = []
    for case .record(let record, _, nil) in entries { unsafe.append(record.record) }
    self = HeldRecords()
    return unsafe
  }
}
