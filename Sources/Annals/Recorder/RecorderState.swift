/// What a recorder holds and has promised: every rule of the pipeline, without a clock, a lock or an await.
///
/// Each accepted record has a number, counted from 1 in the order of acceptance, and is settled (stored or given up) in that order.
struct RecorderState {
  /// What the caller of `offer` does next.
  enum Offer: Equatable {
    case accepted
    /// Accepted, and the preparing task must be woken.
    case acceptedAndWake
    /// Lost and counted; the first of a burst where nothing runs that could say so.
    case lostUnheard
    case lost
  }

  let configuration: RecorderConfiguration
  private(set) var phase = Phase.idle
  private(set) var losses = LossTally()
  private(set) var waiters = SettlementWaiters()

  private var captures: CaptureQueue
  private var held = HeldRecords()
  private var preparing = 0
  private var storing = HeldRecords.Batch()
  private var accepted: UInt64 = 0
  private var settled: UInt64 = 0
  /// The latest accepted numbers that are in the journal, without a gap.
  private var journaled: ClosedRange<UInt64>?
  private var lostNumbers = LostNumbers()
  private var unreported = 0
  private var hurry = false
  /// The size of a record that is not encoded yet: the moving average of those that are.
  private var averageSize = 1024
  private var lastTimestamp = Timestamp.earliest

  init(configuration: RecorderConfiguration) {
    self.configuration = configuration
    captures = CaptureQueue(batchLimit: configuration.batchLimit)
  }

  /// Records held in memory.
  var depth: Int { captures.count + preparing + held.count + storing.records.count }
  /// Bytes held in memory, those that are not encoded yet by their average.
  var heldSize: Int { (captures.count + preparing) * averageSize + held.size + storing.size }
  var isEmpty: Bool { depth == 0 && held.isEmpty }
  /// Whether records are on their way to the store's or the journal's turn.
  var isPreparing: Bool { !captures.isEmpty || preparing > 0 }
  /// Records that wait on disk alone.
  var depthOnDisk: Int { held.countOnDisk }

  // MARK: Taking

  mutating func start() throws(HistoryError) {
    switch phase {
    case .idle, .closed: phase = .running
    case .draining where isEmpty: phase = .running
    case .running, .draining, .ending: throw HistoryError(.alreadyRunning, "the recorder is running already: run it once")
    }
  }

  /// Takes up what an earlier run left in the journal; it is stored before anything else.
  mutating func adopt(_ range: ClosedRange<UInt64>) { held.adopt(range) }

  /// The number of the operation that was accepted last.
  var lastAccepted: UInt64 { accepted }

  /// Takes one operation; its timestamp is moved up to a millisecond so that operations of one process stay in the order they came in.
  mutating func offer(_ operation: consuming CapturedOperation) -> Offer {
    let distance = lastTimestamp.microseconds - operation.timestamp.microseconds
    if (0..<1000).contains(distance) { operation.timestamp = lastTimestamp.advanced(byMicroseconds: 1) }
    guard hasRoom(for: 1, size: averageSize) else { return lose(operation.resourceType, at: operation.timestamp) }
    lastTimestamp = operation.timestamp
    return take(.operation(operation))
  }

  /// Takes all of these records or none; the range is their numbers. Throws `bufferFull`, or `notRunning` once the recorder has closed.
  mutating func offer(_ records: [HistoryRecord], size: Int) throws(HistoryError) -> (ClosedRange<UInt64>, Offer) {
    guard phase.isOpen else { throw HistoryError(.notRunning, "the recorder has stopped: send the records again later") }
    guard hasRoom(for: records.count, size: size) else {
      throw HistoryError(
        .bufferFull, "the buffer has no room for \(records.count) more records (\(depth) are waiting to be stored): send them again later")
    }
    let first = accepted + 1
    var offer = Offer.accepted
    for record in records where take(.record(record)) == .acceptedAndWake { offer = .acceptedAndWake }
    return (first...max(first, accepted), offer)
  }

  private func hasRoom(for count: Int, size: Int) -> Bool {
    phase.isOpen && depth + count <= configuration.bufferLimit && heldSize + size <= configuration.byteLimit
  }

  private mutating func take(_ capture: consuming Capture) -> Offer {
    captures.append(capture)
    accepted += 1
    unreported += 1
    return captures.count == 1 || captures.count == configuration.batchLimit ? .acceptedAndWake : .accepted
  }

  private mutating func lose(_ type: String, at moment: Timestamp) -> Offer {
    let isFirst = losses.isEmpty
    losses.add(type: type, at: moment, reason: phase.isOpen ? .bufferFull : .closed)
    return isFirst && (phase == .idle || !phase.isOpen) ? .lostUnheard : .lost
  }

  // MARK: Preparing

  enum PrepareStep {
    case wait
    /// Records have begun to gather: wait for others, but no longer than the batch interval.
    case gather
    case prepare([Capture])
    case finish
  }

  /// What the preparing task does next; `gathered` once it has waited the batch interval.
  mutating func nextPrepareStep(gathered: Bool) -> PrepareStep {
    if captures.isEmpty {
      if phase == .draining { phase = .ending }
      if phase == .ending { return .finish }
      hurry = false
      return .wait
    }
    guard gathered || hurry || phase == .draining || captures.count >= configuration.batchLimit else { return .gather }
    let batch = captures.takeBatch()
    preparing = batch.count
    return .prepare(batch)
  }

  /// Takes prepared records in, those that the journal has with their numbers in it. Returns the waiters that are through.
  ///
  /// Memory and disk share what waits: a record that the journal has goes to memory while that is at most half full. One that it has not and
  /// that outgrows the memory that is left is lost, in its turn.
  mutating func finishPreparing(
    _ records: [(record: SanitizedRecord, size: Int)], journaled numbers: ClosedRange<UInt64>? = nil
  ) -> [SettlementWaiters.Settled] {
    preparing = 0
    var number = numbers?.lowerBound
    for (record, size) in records {
      averageSize = max(1, (averageSize * 15 + size) / 16)
      if let journaled = number {
        if held.isAtDisk || !isHalfEmpty(with: size) {
          held.append(onDisk: journaled)
        } else {
          held.append(record, size: size, journaled: journaled)
        }
        number = journaled + 1
      } else if held.size + storing.size + size <= configuration.byteLimit {
        held.append(record, size: size, journaled: nil)
      } else {
        losses.add(type: record.record.resource.type.name, at: record.record.timestamp, reason: .bufferFull)
        held.appendLost()
      }
    }
    guard numbers != nil, !records.isEmpty else { return [] }
    let last = accepted - UInt64(captures.count)
    let first = last - UInt64(records.count) + 1
    journaled = (journaled?.upperBound == first - 1 ? journaled?.lowerBound ?? first : first)...last
    return waiters.keep(journaled, settled: settled)
  }

  private func isHalfEmpty(with size: Int) -> Bool {
    held.count + storing.records.count < configuration.journaledShare.records
      && held.size + storing.size + size <= configuration.journaledShare.bytes
  }

  // MARK: Storing

  enum StoreStep {
    case wait
    /// The records of a batch by their place in it; `nil` for one that is lost.
    case store([SanitizedRecord?])
    /// The next records are on disk alone, under these numbers: read some of them, and give them to `takeRead`.
    case read(ClosedRange<UInt64>)
    case finish
  }

  mutating func nextStoreStep() -> StoreStep {
    if let range = held.nextOnDisk { return .read(range) }
    guard !held.isEmpty else { return phase == .ending ? .finish : .wait }
    storing = held.takeBatch(limit: configuration.batchLimit, bytes: configuration.batchByteLimit)
    return .store(storing.records)
  }

  /// Takes what was read from disk as the batch in hand; what could not be read is lost.
  mutating func takeRead(_ read: Journal.Batch, at moment: Timestamp) -> [SanitizedRecord?] {
    storing = held.take(read)
    for _ in 0..<read.missing { losses.add(type: "UNKNOWN", at: moment, reason: .journalDamaged) }
    return storing.records
  }

  /// The batch in hand is stored, but for what was given up at these places.
  ///
  /// Returns the waiters that are through, and up to which number the journal is done with.
  mutating func settle(
    givenUp: [Int], losing reason: LossTally.Reason
  ) -> (waiters: [SettlementWaiters.Settled], journaled: UInt64?) {
    let batch = storing
    storing = HeldRecords.Batch()
    for case let record? in givenUp.map({ batch.records[$0]?.record }) {
      losses.add(type: record.resource.type.name, at: record.timestamp, reason: reason)
    }
    guard !batch.isReplay else { return ([], batch.journaled) }
    let places = Set(givenUp)
    let lost = batch.records.indices.filter { batch.records[$0] == nil || places.contains($0) }.map { settled + UInt64($0) + 1 }
    settled += UInt64(batch.records.count)
    for number in lost { lostNumbers.add(number...number) }
    return (waiters.settle(upTo: settled, lost: lost), batch.journaled)
  }

  /// Whether there is room again, so that what was lost can be told at once.
  var isBurstOver: Bool { depth <= configuration.bufferLimit / 2 && heldSize <= configuration.byteLimit / 2 }
  /// The losses that no record tells of yet, once: the caller records them, or gives them back.
  mutating func takeLosses() -> LossTally? { losses.take() }
  /// Takes back losses whose record could not be stored.
  mutating func returnLosses(_ tally: LossTally) { losses.merge(tally) }
  /// Whether a burst of losses has begun that the log does not tell of yet.
  mutating func noteBurst() -> Bool { losses.noteBurst() }
  /// The losses since the last call, by reason, for the counters.
  mutating func takeLossCounts() -> [LossTally.Reason: Int] { losses.takeCounts() }
  /// How many records were accepted since the last call, for the counters.
  mutating func takeAcceptedCount() -> Int {
    defer { unreported = 0 }
    return unreported
  }
  /// When the oldest record that waits was captured, as far as it is known.
  var oldest: Timestamp? {
    held.first?.record.timestamp ?? captures.first?.timestamp
  }

  // MARK: Waiting and ending

  /// Registers who waits for everything accepted so far, or for the records of a range. Where there is nothing to wait for, returns how many
  /// of the range were lost.
  mutating func wait(
    _ id: UInt64, for range: ClosedRange<UInt64>?, until: SettlementWaiters.Goal = .stored, _ waiter: CheckedContinuation<Int, any Error>
  ) -> Int? {
    let target = range?.upperBound ?? accepted
    let range = range ?? 0...target
    if until == .safe, let journaled, journaled.contains(range.lowerBound), journaled.contains(target) { return 0 }
    let lost = lostNumbers.count(in: range)
    guard target > settled else { return lost }
    hurry = true
    waiters.add(id, for: range, until: until, lost: lost, waiter)
    waiters.keep(journaled, settled: settled).forEach { $0.resume() }
    return nil
  }

  mutating func removeWaiter(_ id: UInt64) -> CheckedContinuation<Int, any Error>? { waiters.remove(id) }

  /// Begins to drain; `false` when it does already, or nothing runs.
  mutating func drain() -> Bool {
    guard phase == .running else { return false }
    phase = .draining
    return true
  }

  /// What is left when a recorder ends.
  struct Ending {
    /// Records that are lost.
    var lost = 0
    /// Records that the journal keeps for the next run.
    var journaled = 0
    var waiters: [SettlementWaiters.Settled] = []
  }

  /// Ends: what is still held in memory alone is lost.
  mutating func close() -> Ending {
    var ending = Ending()
    for capture in captures.takeAll() {
      losses.add(type: capture.resourceType, at: capture.timestamp, reason: .drainLimit)
      ending.lost += 1
    }
    let waiting = depth + held.countOnDisk
    let unsafe = held.takeAll() + (storing.journaled == nil ? storing.records.compactMap { $0?.record } : [])
    for record in unsafe { losses.add(type: record.resource.type.name, at: record.timestamp, reason: .drainLimit) }
    ending.lost += unsafe.count
    ending.journaled = max(0, waiting - unsafe.count)
    (preparing, storing) = (0, HeldRecords.Batch())
    let lost = settled < accepted ? Array((settled + 1)...accepted) : []
    if settled < accepted { lostNumbers.add((settled + 1)...accepted) }
    settled = accepted
    phase = .closed
    ending.waiters = waiters.settle(upTo: settled, lost: lost)
    return ending
  }
}
