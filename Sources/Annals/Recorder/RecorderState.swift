import DequeModule

/// What a recorder holds and has promised: every rule of the pipeline, without a clock, a lock or an await.
///
/// Each accepted record has a number, counted from 1 in the order of acceptance, and is settled (stored or given up) in that order.
struct RecorderState {
  /// Whether records are taken.
  enum Phase {
    /// Taken, and held until `run` begins.
    case idle
    case running
    /// Still taken, and everything is stored before `run` ends.
    case draining
    case closed
  }

  /// What the caller of `offer` does next.
  enum Offer: Equatable {
    case accepted
    /// Accepted, and the preparing task must be woken.
    case acceptedAndWake
    /// Lost and counted; the first of a burst where nothing runs that could say so.
    case lostUnheard
    case lost
  }

  struct Prepared {
    /// `nil` where the record outgrew the memory that is left, and is lost.
    let record: SanitizedRecord?
    let size: Int
  }

  let configuration: RecorderConfiguration
  private(set) var phase = Phase.idle
  private(set) var losses = LossTally()
  private(set) var waiters = SettlementWaiters()

  private var captures: CaptureQueue
  private var prepared = Deque<Prepared>()
  private var preparing = 0
  private var storing: (count: Int, size: Int) = (0, 0)
  private var preparedSize = 0
  private var accepted: UInt64 = 0
  private var settled: UInt64 = 0
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
  var depth: Int { captures.count + preparing + prepared.count + storing.count }
  /// Bytes held in memory, those that are not encoded yet by their average.
  var heldSize: Int { (captures.count + preparing) * averageSize + preparedSize + storing.size }
  var isEmpty: Bool { depth == 0 }

  // MARK: Taking

  mutating func start() throws(HistoryError) {
    switch phase {
    case .idle: phase = .running
    case .draining where isEmpty, .closed: phase = .running
    case .running, .draining: throw HistoryError(.alreadyRunning, "the recorder is running already: run it once")
    }
  }

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
    guard phase != .closed else { throw HistoryError(.notRunning, "the recorder has stopped: send the records again later") }
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
    phase != .closed && depth + count <= configuration.bufferLimit && heldSize + size <= configuration.byteLimit
  }

  private mutating func take(_ capture: consuming Capture) -> Offer {
    captures.append(capture)
    accepted += 1
    unreported += 1
    return captures.count == 1 || captures.count == configuration.batchLimit ? .acceptedAndWake : .accepted
  }

  private mutating func lose(_ type: String, at moment: Timestamp) -> Offer {
    let isFirst = losses.isEmpty
    losses.add(type: type, at: moment, reason: phase == .closed ? .closed : .bufferFull)
    return isFirst && (phase == .idle || phase == .closed) ? .lostUnheard : .lost
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
      if phase == .draining { return .finish }
      hurry = false
      return .wait
    }
    guard gathered || hurry || phase == .draining || captures.count >= configuration.batchLimit else { return .gather }
    let batch = captures.takeBatch()
    preparing = batch.count
    return .prepare(batch)
  }

  /// Takes prepared records in; one that outgrows the memory that is left is lost, in its turn.
  mutating func finishPreparing(_ records: [(record: SanitizedRecord, size: Int)]) {
    preparing = 0
    for (record, size) in records {
      averageSize = max(1, (averageSize * 15 + size) / 16)
      let fits = preparedSize + storing.size + size <= configuration.byteLimit
      if !fits { losses.add(type: record.record.resource.type.name, at: record.record.timestamp, reason: .bufferFull) }
      prepared.append(fits ? Prepared(record: record, size: size) : Prepared(record: nil, size: 0))
      if fits { preparedSize += size }
    }
  }

  // MARK: Storing

  enum StoreStep {
    case wait
    /// The records of a batch by their place in it; `nil` for one that is lost.
    case store([SanitizedRecord?])
    case finish
  }

  mutating func nextStoreStep() -> StoreStep {
    guard !prepared.isEmpty else { return phase == .draining && captures.isEmpty && preparing == 0 ? .finish : .wait }
    var batch: [SanitizedRecord?] = []
    var size = 0
    while let next = prepared.first, batch.count < configuration.batchLimit,
      batch.isEmpty || size + next.size <= configuration.batchByteLimit
    {
      batch.append(next.record)
      size += next.size
      prepared.removeFirst()
    }
    preparedSize -= size
    storing = (batch.count, size)
    return .store(batch)
  }

  /// The batch in hand is stored, but for what was given up at these places. Returns the waiters that are through.
  mutating func settle(givenUp: [Int], losing reason: LossTally.Reason, records: [SanitizedRecord?]) -> [SettlementWaiters.Settled] {
    var lost: [UInt64] = []
    for (place, record) in records.enumerated() where record == nil { lost.append(settled + UInt64(place) + 1) }
    for place in givenUp {
      guard let record = records[place]?.record else { continue }
      losses.add(type: record.resource.type.name, at: record.timestamp, reason: reason)
      lost.append(settled + UInt64(place) + 1)
    }
    settled += UInt64(records.count)
    storing = (0, 0)
    return waiters.settle(upTo: settled, lost: lost)
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
    prepared.first.flatMap { $0.record?.record.timestamp } ?? captures.first?.timestamp
  }

  // MARK: Waiting and ending

  /// Registers who waits for everything accepted so far, or for the records of a range; `false` when there is nothing to wait for.
  mutating func wait(_ id: UInt64, for range: ClosedRange<UInt64>?, _ waiter: CheckedContinuation<Int, any Error>) -> Bool {
    let target = range?.upperBound ?? accepted
    guard target > settled else { return false }
    hurry = true
    waiters.add(id, for: range ?? 0...target, waiter)
    return true
  }

  mutating func removeWaiter(_ id: UInt64) -> CheckedContinuation<Int, any Error>? { waiters.remove(id) }

  /// Begins to drain; `false` when it does already, or nothing runs.
  mutating func drain() -> Bool {
    guard phase == .running else { return false }
    phase = .draining
    return true
  }

  /// Ends: what is still held is lost. Returns how many, and the waiters to be told.
  mutating func close() -> (lost: Int, waiters: [SettlementWaiters.Settled]) {
    let left = depth
    for capture in captures.takeAll() { losses.add(type: capture.resourceType, at: capture.timestamp, reason: .drainLimit) }
    for entry in prepared {
      guard let record = entry.record?.record else { continue }
      losses.add(type: record.resource.type.name, at: record.timestamp, reason: .drainLimit)
    }
    prepared.removeAll()
    (preparing, preparedSize, storing) = (0, 0, (0, 0))
    let lost = settled < accepted ? Array((settled + 1)...accepted) : []
    settled = accepted
    phase = .closed
    return (left, waiters.settle(upTo: settled, lost: lost))
  }
}
