import Logging
import Synchronization

/// Brings notices to one delivery, each until it is taken or given up. Nobody waits for it.
final class AlertCourier: Sendable {
  /// What became of a try.
  struct Outcome: Sendable {
    let delivery: String
    let parts: [AlertID: Int]
    let result: Result<Void, AlertDeliveryError>
    /// Whether it is tried no more.
    let isLast: Bool
  }

  let delivery: any AlertDelivery
  private let queue: Mutex<CourierQueue>
  private let outcomes = Mutex<[Outcome]>([])
  private let given = WakeSignal()
  private let clock: any Clock<Duration>
  private let elapsed: @Sendable () -> Duration
  private let limit: Duration
  private let logger: Logger
  private let metrics: AlertMetrics
  private let tell: @Sendable () -> Void

  init(
    _ delivery: any AlertDelivery, _ configuration: AlertConfiguration, clock: any Clock<Duration>,
    elapsed: @escaping @Sendable () -> Duration,
    logger: Logger, metrics: AlertMetrics, tell: @escaping @Sendable () -> Void
  ) {
    self.delivery = delivery
    queue = Mutex(
      CourierQueue(
        backoff: Backoff(interval: configuration.retryInterval, limit: configuration.retryLimit), patience: configuration.patience))
    limit = configuration.deliveryLimit
    self.clock = clock
    self.elapsed = elapsed
    self.logger = logger
    self.metrics = metrics
    self.tell = tell
  }

  /// Whether a notice of an alert is on its way.
  func holds(_ id: AlertID, _ number: Int) -> Bool { queue.withLock { $0.holds(id, number) } }

  /// Takes a notice to be delivered.
  func give(_ notice: AlertNotice, _ parts: [AlertID: Int]) {
    let time = elapsed()
    if queue.withLock({ $0.add(notice, parts, at: time) }) { given.set() }
  }

  /// What became of tries since the last time.
  func takeOutcomes() -> [Outcome] {
    outcomes.withLock { outcomes in
      defer { outcomes = [] }
      return outcomes
    }
  }

  /// Delivers until the task is cancelled.
  func run() async {
    while !Task.isCancelled {
      let time = elapsed()
      let (job, wait) = queue.withLock { $0.next(at: time) }
      if let job { await attempt(job) } else { await pause(wait) }
    }
  }

  private func attempt(_ job: CourierQueue.Job) async {
    let start = elapsed()
    let result = await deliver(job.notice)
    // A try that was cut short by the end of the service is made again by the next one.
    if Task.isCancelled, case .failure = result { return }
    let now = elapsed()
    var isLast = true
    var outcome = "delivered"
    switch result {
    case .success: queue.withLock { $0.finish() }
    case .failure(let error):
      isLast = queue.withLock { $0.fail(job, canRetry: error.isRetryable, at: now, fraction: .random(in: 0...1)) }
      outcome = isLast ? "given_up" : "failed"
      if isLast || job.failures == 0 {
        logger.warning(
          isLast ? "A notice of alerts is given up" : "A notice of alerts is not delivered; it is tried again",
          metadata: [
            "annals.delivery": "\(delivery.name)", "annals.rule": "\(job.notice.rule)", "annals.notice": "\(job.notice.id)",
            "error.message": "\(error)",
          ])
      }
    }
    metrics.report(delivery: delivery.kind, outcome, in: now - start)
    outcomes.withLock { $0.append(Outcome(delivery: delivery.name, parts: job.parts, result: result, isLast: isLast)) }
    tell()
  }

  private func deliver(_ notice: AlertNotice) async -> Result<Void, AlertDeliveryError> {
    await withTaskGroup(of: Result<Void, AlertDeliveryError>.self) { group in
      group.addTask { [delivery] in
        do {
          try await delivery.deliver(notice)
          return .success(())
        } catch let error as AlertDeliveryError {
          return .failure(error)
        } catch {
          // Only the kind: an error of a client may hold addresses and more.
          return .failure(AlertDeliveryError("the delivery failed (\(type(of: error)))"))
        }
      }
      group.addTask { [clock, limit] in
        try? await clock.sleep(for: limit)
        return .failure(AlertDeliveryError("there was no answer within \(limit)"))
      }
      defer { group.cancelAll() }
      guard let first = await group.next() else { return .failure(AlertDeliveryError("nothing was tried")) }
      return first
    }
  }

  private func pause(_ wait: Duration?) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [given] in await given.wait() }
      if let wait { group.addTask { [clock] in try? await clock.sleep(for: wait) } }
      await group.next()
      group.cancelAll()
    }
  }
}
