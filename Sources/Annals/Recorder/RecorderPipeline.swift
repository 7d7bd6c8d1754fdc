import Logging
import Synchronization

/// The two tasks of a running recorder: one encodes and sanitizes, one stores, so that neither waits for the other's work.
struct RecorderPipeline: Sendable {
  private let recorder: HistoryRecorder
  private let backoff: Backoff

  init(_ recorder: HistoryRecorder) {
    self.recorder = recorder
    backoff = Backoff(interval: recorder.configuration.retryInterval, limit: recorder.configuration.retryLimit)
  }

  /// Runs until the recorder drains and nothing is left, or the drain limit has passed.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await withTaskGroup(of: Void.self) { work in
          work.addTask { await prepareAll() }
          work.addTask { await storeAll() }
        }
      }
      group.addTask { await recorder.reads.run(now: recorder.now, recorder.offer) }
      group.addTask {
        await recorder.stopped.wait()
        try? await recorder.clock.sleep(for: recorder.configuration.drainLimit)
      }
      await group.next()
      group.cancelAll()
    }
    let (lost, waiters) = recorder.state.withLock { $0.close() }
    waiters.forEach { $0.resume() }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await tellLosses() }
      group.addTask { try? await recorder.clock.sleep(for: .seconds(1)) }
      await group.next()
      group.cancelAll()
    }
    if lost > 0 {
      recorder.logger.error("History was lost: the store did not take it before the drain limit", metadata: ["annals.records": "\(lost)"])
    }
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
        prepare(captures)
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

  private func prepare(_ captures: [Capture]) {
    let records = captures.map { capture in
      var sanitized = recorder.sanitizer.sanitize(capture.record())
      sanitized.mayExist = capture.wasGiven
      return (record: sanitized, size: sanitized.approximateSize)
    }
    recorder.state.withLock { $0.finishPreparing(records) }
  }

  // MARK: Storing

  /// How often losses are told while they go on.
  private static let tellInterval: Duration = .seconds(10)

  private func storeAll() async {
    var lastTold = ContinuousClock.now
    while !Task.isCancelled {
      switch recorder.state.withLock({ $0.nextStoreStep() }) {
      case .wait: await recorder.prepared.wait()
      case .store(let batch): await store(batch, &lastTold)
      case .finish: return
      }
    }
  }

  private func store(_ batch: [SanitizedRecord?], _ lastTold: inout ContinuousClock.Instant) async {
    let records = batch.enumerated().compactMap { place, record in record.map { (place: place, record: $0) } }
    guard let rejected = await append(records[...]) else { return }
    let (settled, isBurstOver) = recorder.state.withLock { state in
      (state.settle(givenUp: rejected, losing: .rejected, records: batch), state.isBurstOver)
    }
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
        if attempt == 0 { warn("The store does not take history; it is tried again", error) }
        recorder.metrics.report(retried: records.count)
        report()
        do { try await recorder.clock.sleep(for: backoff.delay(attempt: attempt)) } catch { return nil }
        attempt += 1
      }
    }
  }

  private func split(_ records: ArraySlice<(place: Int, record: SanitizedRecord)>, _ error: HistoryError) async -> [Int]? {
    guard records.count > 1 else {
      warn("The store rejected a record, which is lost", error)
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
      recorder.logger.warning("History was lost", metadata: ["annals.records": "\(tally.total)"])
    } catch {
      warn("The loss of history could not be recorded yet", error)
      recorder.state.withLock { $0.returnLosses(tally) }
    }
  }

  private func warn(_ sentence: Logger.Message, _ error: any Error) {
    let code = (error as? HistoryError)?.code.rawValue ?? "\(type(of: error))"
    recorder.logger.warning(
      sentence, metadata: ["annals.store": "\(recorder.store.name)", "error.code": "\(code)", "error.message": "\(error)"])
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
  }
}
