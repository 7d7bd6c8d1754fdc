import Logging
import Synchronization

/// The two tasks of a running recorder: one encodes and sanitizes, one stores, so that neither waits for the other's work.
struct RecorderPipeline: Sendable {
  private let recorder: HistoryRecorder
  private let backoff: Backoff
  private let journaling: Journaling?

  init(_ recorder: HistoryRecorder) {
    self.recorder = recorder
    journaling = recorder.journal.map { Journaling($0, recorder) }
    backoff = recorder.configuration.backoff
  }

  /// Runs until the recorder drains and nothing is left, or the drain limit has passed.
  func run() async {
    await journaling?.tellFindings()
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await withTaskGroup(of: Void.self) { work in
          work.addTask { await prepareAll() }
          work.addTask { await storeAll() }
        }
      }
      if let journaling, let interval = journaling.syncInterval { group.addTask { await journaling.sync(every: interval) } }
      group.addTask { await recorder.reads.run(now: recorder.now) { recorder.offer($0) } }
      group.addTask {
        await recorder.stopped.wait()
        try? await recorder.clock.sleep(for: recorder.configuration.drainLimit)
      }
      await group.next()
      group.cancelAll()
    }
    let ending = recorder.state.withLock { $0.close() }
    ending.waiters.forEach { $0.resume() }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await tellLosses() }
      group.addTask { try? await recorder.clock.sleep(for: .seconds(1)) }
      await group.next()
      group.cancelAll()
    }
    if ending.lost > 0 {
      recorder.logger.error(
        "History was lost: the store did not take it before the drain limit", metadata: ["annals.records": "\(ending.lost)"])
    }
    if ending.journaled > 0 {
      recorder.logger.info("Records wait in the journal for the next run", metadata: ["annals.records": "\(ending.journaled)"])
    }
    await journaling?.close()
    recorder.feed.end()
    report()
  }

  // MARK: Preparing

  private func prepareAll() async {
    var gathered = false
    while !Task.isCancelled {
      switch recorder.state.withLock({ $0.nextPrepareStep(gathered: gathered) }) {
      case .wait:
        gathered = false
        await recorder.captured.wait()
      case .gather:
        await gather()
        gathered = true
      case .prepare(let captures):
        gathered = false
        await prepare(captures)
        report()
        recorder.prepared.set()
      case .finish:
        recorder.prepared.set()
        return
      }
    }
  }

  /// Waits the batch interval, or until a batch is full, somebody waits, or the recorder drains.
  private func gather() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await recorder.captured.wait() }
      group.addTask { try? await recorder.clock.sleep(for: recorder.configuration.batchInterval) }
      await group.next()
      group.cancelAll()
    }
  }

  private func prepare(_ captures: [Capture]) async {
    let records = captures.map { capture in
      var sanitized = recorder.sanitizer.sanitize(capture.record())
      sanitized.mayExist = capture.wasGiven
      return (record: sanitized, size: sanitized.approximateSize)
    }
    let journaled = await journaling?.keep(records.map(\.record))
    recorder.state.withLock { $0.finishPreparing(records, journaled: journaled) }.forEach { $0.resume() }
  }

  // MARK: Storing

  /// How often losses are told while they go on.
  private static let tellInterval: Duration = .seconds(10)

  private func storeAll() async {
    var lastTold = ContinuousClock.now
    var ahead: Journal.Batch?
    while !Task.isCancelled {
      switch recorder.state.withLock({ $0.nextStoreStep() }) {
      case .wait: await recorder.prepared.wait()
      case .store(let batch): await store(batch, &lastTold)
      case .read(let range): ahead = await readAndStore(range, ahead: ahead, &lastTold)
      case .finish: return
      }
    }
  }

  /// Stores the next records that are on disk alone. Those behind them are read meanwhile, and returned.
  private func readAndStore(
    _ range: ClosedRange<UInt64>, ahead: Journal.Batch?, _ lastTold: inout ContinuousClock.Instant
  ) async -> Journal.Batch? {
    guard let journaling else { return nil }
    let isAhead = ahead?.range.lowerBound == range.lowerBound
    guard let read = isAhead ? ahead : await journaling.read(range) else { return nil }
    let batch = recorder.state.withLock { $0.takeRead(read, at: recorder.now()) }
    guard read.range.upperBound < range.upperBound else {
      await store(batch, &lastTold)
      return nil
    }
    async let next = journaling.read((read.range.upperBound + 1)...range.upperBound)
    await store(batch, &lastTold)
    return await next
  }

  private func store(_ batch: [SanitizedRecord?], _ lastTold: inout ContinuousClock.Instant) async {
    let records = batch.enumerated().compactMap { place, record in record.map { (place: place, record: $0) } }
    guard let rejected = await append(records[...]) else { return }
    await journaling?.setAside(rejected.compactMap { batch[$0] })
    let (settled, journaled, isBurstOver) = recorder.state.withLock { state in
      let (waiters, journaled) = state.settle(givenUp: rejected, losing: .rejected)
      return (waiters, journaled, state.isBurstOver)
    }
    recorder.feed.tell(records.lazy.filter { !rejected.contains($0.place) }.map(\.record))
    if let journaled { await journaling?.acknowledge(upTo: journaled) }
    // Under lasting overload one record tells of many losses, and what waits for the batch waits for that record too.
    if isBurstOver || lastTold.duration(to: .now) >= Self.tellInterval {
      lastTold = .now
      await tellLosses()
    }
    settled.forEach { $0.resume() }
  }

  /// Stores records, trying again while that can help. Returns the places of those that the store rejects, each found by halving the batch;
  /// `nil` when the task was cancelled first.
  private func append(_ records: ArraySlice<(place: Int, record: SanitizedRecord)>) async -> [Int]? {
    guard !records.isEmpty else { return [] }
    var attempt = 0
    while true {
      do {
        let start = ContinuousClock.now
        _ = try await recorder.store.append(records.map(\.record))
        recorder.metrics.report(stored: records.count, in: .now - start)
        if attempt > 0 { recorder.logger.info("The store takes history again", metadata: ["annals.retries": "\(attempt)"]) }
        return []
      } catch let error as HistoryError where !error.isRetryable {
        return await split(records, error)
      } catch {
        if attempt == 0 { recorder.warn("The store does not take history; it is tried again", error) }
        recorder.metrics.report(retried: records.count)
        report()
        do { try await recorder.clock.sleep(for: backoff.delay(attempt: attempt)) } catch { return nil }
        attempt += 1
      }
    }
  }

  private func split(_ records: ArraySlice<(place: Int, record: SanitizedRecord)>, _ error: HistoryError) async -> [Int]? {
    guard records.count > 1 else {
      recorder.warn("The store rejected a record, which is lost", error)
      return records.map(\.place)
    }
    let middle = records.startIndex + records.count / 2
    guard let left = await append(records[..<middle]), let right = await append(records[middle...]) else { return nil }
    return left + right
  }

  /// Stores one record that tells of what was lost; when that fails, it waits for the next time the store takes something.
  private func tellLosses() async {
    guard let tally = recorder.state.withLock({ $0.takeLosses() }) else { return }
    let record = recorder.sanitizer.sanitize(tally.record(at: recorder.now()))
    do {
      _ = try await recorder.store.append([record])
      recorder.feed.tell([record])
      recorder.logger.warning("History was lost", metadata: ["annals.records": "\(tally.total)"])
    } catch {
      recorder.warn("The loss of history could not be recorded yet", error)
      recorder.state.withLock { $0.returnLosses(tally) }
    }
  }

  /// Tells the metrics where things stand, and the log when a burst of losses has begun.
  private func report() {
    if recorder.state.withLock({ $0.noteBurst() }) {
      recorder.logger.warning("History is being lost: the buffer is full", metadata: ["annals.store": "\(recorder.store.name)"])
    }
    let (recorded, lost, depth, oldest) = recorder.state.withLock { state in
      (state.takeAcceptedCount(), state.takeLossCounts(), state.depth, state.oldest)
    }
    let age = oldest.map { Double(max(0, recorder.now().microseconds - $0.microseconds)) / 1_000_000 } ?? 0
    recorder.metrics.report(recorded: recorded, lost: lost, depth: depth, age: age)
    if let journal = recorder.journal { recorder.metrics.report(journal.status) }
  }
}
