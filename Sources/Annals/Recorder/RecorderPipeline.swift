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
    var replay = Replay()
    while !Task.isCancelled {
      let step = recorder.state.withLock { $0.nextStoreStep() }
      if case .read(let range) = step {
        await readAndStore(range, &replay, &lastTold)
        continue
      }
      await letGo(of: replay.stored)
      replay = Replay()
      switch step {
      case .wait: await recorder.prepared.wait()
      case .store(let batch):
        guard let stored = await store(batch, &lastTold) else { return }
        await letGo(of: stored)
      case .read: break
      case .finish: return
      }
    }
    await letGo(of: replay.stored)
  }

  /// What is at hand between two batches that are on disk alone.
  private struct Replay {
    /// The records behind those that were stored.
    var next: Journal.Batch?
    /// What was stored, and is still to be let go.
    var stored: StoredBatch?
  }

  /// Stores the next records that are on disk alone. Meanwhile those before them are let go, and those behind them read.
  private func readAndStore(_ range: ClosedRange<UInt64>, _ replay: inout Replay, _ lastTold: inout ContinuousClock.Instant) async {
    guard let journaling else { return }
    let isNext = replay.next?.range.lowerBound == range.lowerBound
    guard let read = isNext ? replay.next : await journaling.read(range) else { return }
    let stored = replay.stored
    replay = Replay()
    let batch = recorder.state.withLock { $0.takeRead(read, at: recorder.now()) }
    let rest = read.range.upperBound < range.upperBound ? (read.range.upperBound + 1)...range.upperBound : nil
    async let next = letGo(of: stored, thenRead: rest)
    replay.stored = await store(batch, &lastTold)
    replay.next = await next
  }

  private func letGo(of stored: StoredBatch?, thenRead range: ClosedRange<UInt64>?) async -> Journal.Batch? {
    await letGo(of: stored)
    if let range { return await journaling?.read(range) } else { return nil }
  }

  /// The journal is done with a batch, who waited for it goes on, and its memory is given back.
  private func letGo(of stored: StoredBatch?) async {
    guard let stored else { return }
    if let journaled = stored.journaled { await journaling?.acknowledge(upTo: journaled) }
    report()
    stored.waiters.forEach { $0.resume() }
    stored.empty()
  }

  /// Stores a batch; `nil` when the task was cancelled first.
  private func store(_ batch: [SanitizedRecord?], _ lastTold: inout ContinuousClock.Instant) async -> StoredBatch? {
    let records = batch.compactMap { $0 }
    guard var rejected = await append(records[...]) else { return nil }
    if !rejected.isEmpty, records.count < batch.count {
      let places = batch.indices.filter { batch[$0] != nil }
      rejected = rejected.map { places[$0] }
    }
    await journaling?.setAside(rejected.compactMap { batch[$0] })
    let (waiters, journaled, isBurstOver) = recorder.state.withLock { state in
      let (waiters, journaled) = state.settle(givenUp: rejected, losing: .rejected)
      return (waiters, journaled, state.isBurstOver)
    }
    recorder.feed.tell(
      rejected.isEmpty ? records : batch.enumerated().compactMap { rejected.contains($0.offset) ? nil : $0.element })
    // Under lasting overload one record tells of many losses, and what waits for the batch waits for that record too.
    if isBurstOver || lastTold.duration(to: .now) >= Self.tellInterval {
      lastTold = .now
      await tellLosses()
    }
    return StoredBatch(records, journaled: journaled, waiters: waiters)
  }

  /// Stores records, trying again while that can help. Returns the places of those that the store rejects, each found by halving the batch;
  /// `nil` when the task was cancelled first.
  private func append(_ records: ArraySlice<SanitizedRecord>) async -> [Int]? {
    guard !records.isEmpty else { return [] }
    var attempt = 0
    while true {
      do {
        let start = ContinuousClock.now
        _ = try await recorder.store.append(Array(records))
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

  private func split(_ records: ArraySlice<SanitizedRecord>, _ error: HistoryError) async -> [Int]? {
    guard records.count > 1 else {
      recorder.warn("The store rejected a record, which is lost", error)
      return Array(records.indices)
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
    let (recorded, lost) = recorder.state.withLock { ($0.takeAcceptedCount(), $0.takeLossCounts()) }
    recorder.metrics.report(recorded: recorded, lost: lost)
    recorder.reportStatus()
  }
}

/// A batch that the store has. Giving its memory back takes a tenth of the time that storing it takes, so that is done beside the next batch.
private final class StoredBatch: Sendable {
  /// The greatest number that these have in the journal.
  let journaled: UInt64?
  /// Who waited for it.
  let waiters: [SettlementWaiters.Settled]
  private let records: Mutex<[SanitizedRecord]>

  init(_ records: [SanitizedRecord], journaled: UInt64?, waiters: [SettlementWaiters.Settled]) {
    self.records = Mutex(records)
    self.journaled = journaled
    self.waiters = waiters
  }

  func empty() { records.withLock { $0 = [] } }
}
