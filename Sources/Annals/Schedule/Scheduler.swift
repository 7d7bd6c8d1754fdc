package import Logging
import ServiceLifecycle

/// Runs the entries of a schedule when they are due, each by one of all processes that share the store.
///
/// What was due while no process ran is not made up for; what a process began and did not end, another takes over.
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
    while !Task.isCancelled, let due = entry.next(after: last) {
      let start = due.advanced(by: entry.jitter * chance())
      while !Task.isCancelled, now() < start { try? await clock.sleep(for: min(now().duration(to: start), Self.longestSleep)) }
      await run(entry, due: due)
      // What came due during a long run is not run after it.
      last = max(due, now())
    }
  }

  /// Sees to it that what is due is run, by this process or another.
  private func run(_ entry: ScheduleEntry, due: Timestamp) async {
    var order = JobRunner.Order(entry: entry.name, job: entry.job, options: entry.options, due: due, route: "schedule \(entry.name)")
    order.timeLimit = entry.timeLimit
    while !Task.isCancelled {
      do {
        guard case .held(_, let moment) = try await runner.run(order) else { return }
        try await clock.sleep(for: max(.seconds(1), now().duration(to: moment)))
      } catch is CancellationError {
        return
      } catch {
        let code = (error as? HistoryError)?.code.rawValue ?? "\(type(of: error))"
        logger.warning(
          "The store could not be asked for a scheduled run; it is tried again",
          metadata: ["annals.schedule": "\(entry.name)", "error.code": "\(code)"])
        try? await clock.sleep(for: Self.retryInterval)
      }
    }
  }
}
