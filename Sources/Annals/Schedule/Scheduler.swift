package import Logging
import ServiceLifecycle

/// Runs the entries of a schedule when they are due, each by one of all processes that share the store.
///
/// What was due while no process ran is not made up for; what a process began and did not end, another takes over, or the same once it is started
/// again.
package struct Scheduler: Service {
  private let entries: [ScheduleEntry]
  private let runner: JobRunner
  private let clock: any Clock<Duration>
  private let now: @Sendable () -> Timestamp
  private let chance: @Sendable () -> Double
  private let logger: Logger

  /// How long is slept at once at most: a clock that was put right is noticed.
  private static let longestSleep: Duration = .seconds(600)
  /// How long is waited where the store could not be asked.
  private static let retryInterval: Duration = .seconds(30)

  /// A scheduler. `chance`, from 0 to 1, decides about jitter.
  package init(
    _ entries: [ScheduleEntry], history: HistoryService, holder: String, clock: any Clock<Duration> = ContinuousClock(),
    chance: @escaping @Sendable () -> Double = { .random(in: 0...1) }, logger: Logger
  ) {
    self.entries = entries
    // From the start, so that the first run is seen as one more.
    for entry in entries { _ = ScheduleMetrics(entry: entry.name) }
    self.clock = clock
    self.chance = chance
    self.logger = logger
    now = history.recorder.now
    runner = JobRunner(history, holder: holder, clock: clock, logger: logger)
  }

  /// Runs until graceful shutdown or cancellation; a run that goes on then is stopped, and is due for another process.
  package func run() async throws {
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        for entry in entries { group.addTask { await run(entry) } }
        // A service that returned would end the others.
        group.addTask { try? await clock.sleep(for: .seconds(1_000_000_000)) }
      }
    }
  }

  private func run(_ entry: ScheduleEntry) async {
    var last = now()
    if let begun = await asking(entry, { try await runner.unended(entry.name) }), await run(entry, due: begun) { last = now() }
    while !Task.isCancelled, let due = entry.next(after: last) {
      let start = due.advanced(by: entry.jitter * chance())
      while !Task.isCancelled, now() < start { try? await clock.sleep(for: min(now().duration(to: start), Self.longestSleep)) }
      await run(entry, due: due)
      // What came due during a long run is not run after it.
      last = max(due, now())
    }
  }

  /// Sees to it that what is due is run, by this process or another; whether it was this one.
  @discardableResult
  private func run(_ entry: ScheduleEntry, due: Timestamp) async -> Bool {
    var order = JobRunner.Order(entry: entry.name, job: entry.job, options: entry.options, due: due, route: "schedule \(entry.name)")
    order.timeLimit = entry.timeLimit
    while let result = await asking(entry, { [order] in try await runner.run(order) }) {
      switch result {
      case .held(_, let moment): try? await clock.sleep(for: max(.seconds(1), now().duration(to: moment)))
      case .ran, .failed: return true
      case .lost, .done: return false
      }
    }
    return false
  }

  /// Asks the store until it answers; `nil` where the task is cancelled.
  private func asking<Answer>(_ entry: ScheduleEntry, _ ask: () async throws -> Answer?) async -> Answer? {
    while !Task.isCancelled {
      do {
        return try await ask()
      } catch is CancellationError {
        return nil
      } catch {
        let code = (error as? HistoryError)?.code.rawValue ?? "\(type(of: error))"
        logger.warning(
          "The store could not be asked for a scheduled run; it is tried again",
          metadata: ["annals.schedule": "\(entry.name)", "error.code": "\(code)"])
        try? await clock.sleep(for: Self.retryInterval)
      }
    }
    return nil
  }
}
