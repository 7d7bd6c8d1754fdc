package import Logging

/// Runs a job once for all processes of a store: takes its lease, runs it while the lease holds, records what came of it.
package struct JobRunner: Sendable {
  /// What is run, for whom.
  package struct Order: Sendable {
    /// The entry, which the lease and the record are called after.
    package var entry: String
    /// What is run.
    package var job: JobKind
    /// What the job is told.
    package var options: JobOptions
    /// When it was due.
    package var due: Timestamp
    /// How long it may take.
    package var timeLimit: Duration?
    /// Who does it.
    package var user = JobRunner.user
    /// By which way it was asked for, as records of access tell it.
    package var route: String

    /// An order.
    package init(entry: String, job: JobKind, options: JobOptions, due: Timestamp, timeLimit: Duration? = nil, route: String) {
      self.entry = entry
      self.job = job
      self.options = options
      self.due = due
      self.timeLimit = timeLimit
      self.route = route
    }
  }

  /// What came of it.
  package enum Result: Sendable {
    /// It ran to its end, or to the end of its time.
    case ran(JobReport)
    /// It ran and failed.
    case failed(any Error)
    /// Another process took it over while it ran: this one did not hold its lease any more.
    case lost
    /// Another process is at it.
    case held(by: String, until: Timestamp)
    /// It was run already.
    case done
  }

  /// Who runs what nobody asked for by hand.
  package static let user = User(coercing: "schedule")

  private let history: HistoryService
  private let book: RunBook
  private let holder: String
  private let clock: any Clock<Duration>
  private let logger: Logger

  /// A runner for a history. `holder` says which process it is, among all that share the store.
  package init(_ history: HistoryService, holder: String, clock: any Clock<Duration> = ContinuousClock(), logger: Logger) {
    self.history = history
    self.holder = holder
    self.clock = clock
    self.logger = logger
    book = RunBook(history.store, now: history.recorder.now)
  }

  /// A name for this process that no other has.
  package static func makeHolder(host: String, processID: Int32) -> String {
    "\(host.prefix(80)):\(processID):\(String(UInt32.random(in: .min ... .max), radix: 16))"
  }

  /// When the run of an entry was due that some process began and that has not ended; `nil` where there is none.
  package func unended(_ entry: String) async throws -> Timestamp? { try await book.state(of: entry).unended }

  /// Whether the last run of an entry left something to do: its time was over, or its process is gone.
  package func hasLeftSomething(_ entry: String) async throws -> Bool {
    let state = try await book.state(of: entry)
    return state.unended != nil || state.last?.outcome == .unfinished
  }

  /// Runs it, unless another does or did. Throws where the store cannot be asked, or the task is cancelled; what was begun is still due then.
  package func run(_ order: Order) async throws -> Result {
    switch try await book.take(order.entry, due: order.due, as: holder) {
    case .done: return .done
    case .held(let other, let moment): return .held(by: other, until: moment)
    case .taken(let held): return try await run(order, holding: LeaseKeeper(book, held, clock: clock, now: history.recorder.now))
    }
  }

  private func run(_ order: Order, holding lease: LeaseKeeper) async throws -> Result {
    let run = JobRun(within: order.timeLimit, clock: clock)
    let metrics = ScheduleMetrics(entry: order.entry)
    logger.info("A scheduled job begins", metadata: ["annals.schedule": "\(order.entry)", "annals.job": "\(order.job.name)"])
    let result: Result
    do {
      result = try await lease.whileHeld { try await order.job.body(order.options, run) }.map(Result.ran) ?? .lost
    } catch {
      guard !Task.isCancelled else {
        // Not a child task: who stops the process must not keep the run from its next holder.
        _ = await Task { await lease.giveUp() }.value
        throw CancellationError()
      }
      result = .failed(error)
    }
    // Not a child task either: a stop that comes now must not keep a run that is over from its record.
    await Task { [result] in
      let outcome = Self.outcome(result)
      let isStillHeld = await lease.finish(outcome)
      metrics.ended(outcome, at: history.recorder.now(), in: run.time)
      await record(order, result, fence: lease.fence, time: run.time, isStillHeld: isStillHeld)
    }.value
    return result
  }

  private static func outcome(_ result: Result) -> RunState.Outcome {
    guard case .ran(let report) = result else { return .failed }
    return report.isFinished ? .done : .unfinished
  }

  /// Records the run; a store that does not take that is told of in the log, for the run itself is over.
  private func record(_ order: Order, _ result: Result, fence: Int, time: Duration, isStillHeld: Bool) async {
    var details: JSONObject = [
      "job": .string(order.job.name), "options": .object(order.options.values), "due": .string(order.due.description),
      "holder": .string(holder), "fence": .number(JSONNumber(fence)),
      "seconds": .number(JSONNumber(Int(time / .seconds(1)))),
    ]
    var failure: String?
    switch result {
    case .ran(let report):
      details["finished"] = .bool(report.isFinished)
      details["report"] = .object(report.details)
      if !isStillHeld { details["lease_lost"] = true }
    case .failed(let error): failure = (error as? HistoryError)?.description ?? "the job failed with \(type(of: error))"
    default: failure = "another process took the run over: this one's lease had ended"
    }
    if let failure {
      logger.error("A scheduled job failed", metadata: ["annals.schedule": "\(order.entry)", "error.message": "\(failure)"])
    } else {
      logger.info(
        "A scheduled job ended", metadata: ["annals.schedule": "\(order.entry)", "annals.report": "\(JSONWriter.text(of: details))"])
    }
    let event = AccessEvent(
      order.job.act, Resource.access("schedule/\(order.entry)"), user: order.user, route: order.route, details: details, failure: failure)
    do {
      _ = try await history.store.append([history.recorder.sanitizer.sanitize(event.record(at: history.recorder.now()))])
    } catch {
      logger.error(
        "A scheduled run could not be recorded", metadata: ["annals.schedule": "\(order.entry)", "error.type": "\(type(of: error))"])
    }
  }
}
