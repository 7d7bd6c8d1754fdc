import Synchronization

/// A recorder's journal: the log of a folder, used from tasks.
actor Journal {
  /// What became of records that were handed to the journal.
  enum Outcome: Sendable {
    /// They are in it, under these numbers.
    case kept(ClosedRange<UInt64>)
    /// They are not, for this reason.
    case refused(HistoryError)
  }

  /// Records that were read back, in order; `nil` for one that is damaged.
  struct Batch: Sendable {
    let records: [SanitizedRecord?]
    /// How many of them are damaged.
    let missing: Int
    /// The numbers that these are.
    let range: ClosedRange<UInt64>
    /// About how many bytes they have.
    let size: Int
  }

  private static let gapLimit: UInt64 = 10_000

  nonisolated let configuration: JournalConfiguration
  private nonisolated let executor = JournalExecutor()
  private nonisolated let snapshot: Mutex<JournalStatus>
  private let log: JournalLog
  private var trouble: String?
  private var toldFindings = 0

  init(_ log: sending JournalLog) {
    configuration = log.configuration
    snapshot = Mutex(log.status)
    self.log = log
  }

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// How the journal stands, as of its last change.
  nonisolated var status: JournalStatus { snapshot.withLock { $0 } }

  /// The entries that the store does not have yet.
  var waiting: ClosedRange<UInt64>? { log.waiting }
  /// What was found damaged since the last call.
  func newFindings() -> [JournalFinding] {
    defer { toldFindings = log.findings.count }
    return Array(log.findings[toldFindings...])
  }

  func append(_ payloads: [[UInt8]]) -> Outcome {
    defer { note() }
    do throws(HistoryError) {
      let range = try log.append(payloads)
      trouble = nil
      return .kept(range)
    } catch {
      trouble = error.description
      return .refused(error)
    }
  }

  /// The next records of a range: at least one place of it, and no more than so many records and bytes.
  func read(_ range: ClosedRange<UInt64>, limit: Int, bytes: Int) throws(HistoryError) -> Batch {
    defer { note() }
    let reading = try log.read(range, limit: limit, bytes: bytes)
    // Where files are gone, what is missing is told in parts, so that it needs no memory of its own.
    let upTo = min(reading.upTo, range.lowerBound + UInt64(limit) + Self.gapLimit)
    var records = [SanitizedRecord?](repeating: nil, count: Int(upTo - range.lowerBound) + 1)
    var missing = records.count
    for (number, payload) in reading.entries where number <= upTo {
      do throws(HistoryError) {
        records[Int(number - range.lowerBound)] = try RecordPayload.record(of: payload)
        missing -= 1
      } catch {
        log.noteForeign(number, error)
      }
    }
    return Batch(records: records, missing: missing, range: range.lowerBound...upTo, size: reading.size)
  }

  func acknowledge(upTo number: UInt64) throws(HistoryError) {
    defer { note() }
    try log.acknowledge(upTo: number)
  }

  func setAside(_ payloads: [[UInt8]]) throws(HistoryError) {
    defer { note() }
    try log.setAside(payloads)
  }

  /// Forces to the disk what was written.
  func sync() throws(HistoryError) { try log.force() }

  func close() throws(HistoryError) {
    defer { note() }
    try log.close()
  }

  private func note() {
    var status = log.status
    status.trouble = trouble
    snapshot.withLock { $0 = status }
  }
}
