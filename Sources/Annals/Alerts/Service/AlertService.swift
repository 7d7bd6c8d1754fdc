public import Logging
public import ServiceLifecycle
import Synchronization

/// Evaluates rules over what is recorded, and tells of what they find: a `Service` beside the recorder.
///
/// Of all processes on one store one evaluates; another takes its place when it ends. What it knows is rebuilt from stored records, alerts are
/// documents of the store, and so an alert is raised once, whatever ends when. See `docs/ALERTS.md`.
///
/// ```swift
/// var configuration = AlertConfiguration()
/// configuration.deliveries = [LogDelivery(logger: logger)]
/// let alerts = try AlertService(history: history, configuration: configuration, logger: logger)
/// let group = ServiceGroup(services: [history.recorder, alerts, server], gracefulShutdownSignals: [.sigterm], logger: logger)
/// ```
public final class AlertService: Service, Sendable {
  let history: HistoryService
  let configuration: AlertConfiguration
  let logger: Logger
  let metrics = AlertMetrics()
  let couriers: [AlertCourier]
  let now: @Sendable () -> Timestamp
  /// When the service was made: what happened before the first of all is past.
  let made: Timestamp
  let elapsed: @Sendable () -> Duration
  private let clock: any Clock<Duration>
  private let outcomes: WakeSignal
  private let troubles = Mutex<[String: Duration]>([:])
  /// Records that wait to be looked at, at most; what comes beyond is read from the store.
  private static let followLimit = 20_000
  /// How often the lease is written or asked for in its time.
  private static let leaseBeats = 3

  /// A service over a history.
  ///
  /// - Parameters:
  ///   - history: Whose recorder is followed and whose store is read.
  ///   - configuration: The rules, and whom to tell.
  ///   - logger: Where troubles are told.
  ///   - clock: What waits are measured with.
  /// - Throws: `invalidConfiguration` where an option has no meaning.
  public init(
    history: HistoryService, configuration: AlertConfiguration = .init(), logger: Logger = Logger(label: "annals"),
    clock: any Clock<Duration> = ContinuousClock()
  ) throws(HistoryError) {
    try configuration.check()
    self.history = history
    self.configuration = configuration
    self.logger = logger
    self.clock = clock
    now = history.recorder.now
    made = history.recorder.now()
    let (elapsed, outcomes, metrics) = (Self.stopwatch(clock), WakeSignal(), metrics)
    self.elapsed = elapsed
    self.outcomes = outcomes
    couriers = configuration.deliveries.map { delivery in
      AlertCourier(delivery, configuration, clock: clock, elapsed: elapsed, logger: logger, metrics: metrics) { outcomes.set() }
    }
  }

  /// Evaluates and tells until graceful shutdown or cancellation. What is not told then is told by who goes on.
  public func run() async throws {
    await cancelWhenGracefulShutdown {
      let last = await withTaskGroup(of: Holding?.self) { group in
        for courier in self.couriers {
          group.addTask {
            await courier.run()
            return nil
          }
        }
        group.addTask {
          await self.removeOld()
          return nil
        }
        group.addTask { await self.watch() }
        var last: Holding?
        for await holding in group { last = last ?? holding }
        return last
      }
      guard let last else { return }
      // What deliveries took has to be known to who goes on, so this is not cut short. A store that does not answer gets the lease back by its time.
      _ = await Task {
        var last = last
        await last.run?.finish()
        try await last.lease.release(through: last.run?.through)
      }.result
    }
  }

  /// What a process has in hand that evaluates.
  private struct Holding: Sendable {
    var run: AlertRun?
    var lease: AlertLease
  }

  /// Evaluates whenever this process has the lease. Returns what it has in hand when the task is cancelled.
  private func watch() async -> Holding? {
    let follower = history.recorder.feed.follow(limit: Self.followLimit, byteLimit: 64 * 1024 * 1024)
    var lease = AlertLease(history.store, holder: RecordToken.next().description, time: configuration.leaseTime)
    while !Task.isCancelled {
      do {
        switch try await lease.take(at: elapsed()) {
        case .mine(let through):
          metrics.report(isEvaluating: true)
          defer { metrics.report(isEvaluating: false) }
          if let last = try await hold(&lease, through, follower) { return last }
        case .anothers: try await noteLate(follower.take())
        }
      } catch {
        warn("Alerts are not evaluated, for the store does not answer; it is tried again", error)
      }
      guard !Task.isCancelled else { break }
      try? await clock.sleep(for: beat)
    }
    return Holding(run: nil, lease: lease)
  }

  /// Removes the documents of what was over long ago, now and then.
  private func removeOld() async {
    while !Task.isCancelled {
      do {
        let oldest = now().advanced(byMicroseconds: -configuration.retention.microseconds)
        try await AlertDesk(history.store).removeResolved(before: oldest)
      } catch {
        warn("Old alerts could not be removed; it is tried again in an hour", error)
      }
      try? await clock.sleep(for: .seconds(3600))
    }
  }

  /// How often the lease is written or asked for.
  private var beat: Duration { configuration.leaseTime / Self.leaseBeats }

  /// Evaluates until the lease is lost or the task is cancelled; then it returns what it has in hand.
  private func hold(_ lease: inout AlertLease, _ through: Timestamp?, _ follower: RecordFollower) async throws -> Holding? {
    // What came before is in the store, and read there.
    _ = follower.take()
    var run = try await begin(&lease, through)
    var lastBeat = elapsed()
    while !Task.isCancelled {
      let pause = await run.step(follower)
      if elapsed() - lastBeat >= beat {
        do {
          guard try await lease.renew(through: run.through) else {
            logger.info("Alerts are evaluated by another process now")
            return nil
          }
          lastBeat = elapsed()
        } catch  where elapsed() - lastBeat < configuration.leaseTime {
          warn("The lease of alerts could not be written; it is tried again", error)
        }
      }
      await wait(pause, follower)
    }
    return Holding(run: run, lease: lease)
  }

  private enum Beginning: Sendable {
    case ready(AlertRun)
    case kept(AlertLease)
  }

  /// Rebuilds what is known, and keeps the lease meanwhile.
  private func begin(_ lease: inout AlertLease, _ through: Timestamp?) async throws -> AlertRun {
    let held = lease
    var run: AlertRun?
    try await withThrowingTaskGroup(of: Beginning.self) { group in
      group.addTask { .ready(try await AlertRun(self, through: through)) }
      group.addTask { .kept(await self.keep(held, through)) }
      for try await beginning in group {
        switch beginning {
        case .ready(let ready):
          run = ready
          group.cancelAll()
        case .kept(let kept): lease = kept
        }
      }
    }
    guard let run else { throw CancellationError() }
    return run
  }

  /// Writes the lease until the task is cancelled, or another has it.
  private func keep(_ held: AlertLease, _ through: Timestamp?) async -> AlertLease {
    var lease = held
    while (try? await clock.sleep(for: beat)) != nil {
      do {
        guard try await lease.renew(through: through) else { break }
      } catch {
        warn("The lease of alerts could not be written; it is tried again", error)
      }
    }
    return lease
  }

  /// Waits for records, for what became of deliveries, or for the time to be over.
  private func wait(_ time: Duration, _ follower: RecordFollower) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await follower.wait() }
      group.addTask { [outcomes] in await outcomes.wait() }
      group.addTask { [clock] in try? await clock.sleep(for: time) }
      await group.next()
      group.cancelAll()
    }
  }

  /// Tells the process that evaluates of records that came into the store too late for its next look.
  private func noteLate(_ batch: RecordFollower.Batch) async throws {
    let earliest = (batch.records.map(\.timestamp) + [batch.missedFrom].compactMap(\.self)).min()
    let half = configuration.overlap.microseconds / 2
    guard let earliest, earliest < now().advanced(byMicroseconds: -half) else { return }
    try await LateNote(history.store).leave(earliest)
  }

  // MARK: For the run

  /// Who tells of a rule's alerts.
  func couriers(of rule: String) -> [AlertCourier] {
    guard let names = configuration.rules.named(rule)?.deliveries else { return couriers }
    return couriers.filter { names.contains($0.delivery.name) }
  }

  /// Tells of a trouble, once a minute as long as it goes on.
  func warn(_ sentence: Logger.Message, _ error: any Error) {
    let code = (error as? HistoryError)?.code.rawValue ?? "\(type(of: error))"
    // What is cut short by the end of the service is no trouble.
    guard !Task.isCancelled else { return }
    let (key, time) = ("\(sentence) \(code)", elapsed())
    let isDue = troubles.withLock { troubles in
      if let last = troubles[key], time - last < .seconds(60) { return false }
      troubles[key] = time
      return true
    }
    if isDue { logger.warning(sentence, metadata: ["error.code": "\(code)", "error.message": "\(error)"]) }
  }

  private static func stopwatch<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }
}
