import AnnalsTestSupport
import Foundation
import Synchronization

@testable import Annals

/// A history whose clock and time of day go together, as a schedule's tests move them on.
struct ScheduledWorld: Sendable {
  static let start = Timestamp(microseconds: 1_767_225_600_000_000)  // 2026-01-01T00:00:00Z

  let clock = ManualClock()
  let store: any HistoryStore
  let history: HistoryService
  let logs = LogCollector()

  init(_ store: any HistoryStore = MemoryStore()) throws {
    self.store = store
    let recorder = try HistoryRecorder(
      store: store, logger: LogCollector().logger, clock: clock,
      now: { [clock, begin = clock.now] in Self.start.advanced(by: begin.duration(to: clock.now)) })
    history = HistoryService(recorder: recorder)
  }

  /// An entry that is due at each full hour.
  func hourly(_ job: JobKind, options: JSONObject = [:]) throws -> ScheduleEntry {
    try ScheduleEntry(
      name: "hourly", job: job, options: JobOptions(options, of: job), cron: CronExpression("@hourly"), zone: .gmt)
  }

  func runner(_ holder: String = "a") -> JobRunner { JobRunner(history, holder: holder, clock: clock, logger: logs.logger) }

  func order(_ job: JobKind, options: JSONObject = [:], within limit: Duration? = nil) throws -> JobRunner.Order {
    JobRunner.Order(
      entry: "hourly", job: job, options: try JobOptions(options, of: job), due: Self.start, timeLimit: limit, route: "test")
  }

  /// The state of the entry's runs.
  func state() async throws -> RunState { try await RunBook(store).state(of: "hourly") }

  /// The records of the entry's runs, oldest first.
  func runs() async throws -> [HistoryRecord] {
    try await history.records(limit: 100).records.filter { $0.resource.id == "access/schedule/hourly" }.reversed()
  }

  /// Waits until so many runs are over and recorded.
  func recorded(_ count: Int) async throws { while try await runs().count < count { await Task.yield() } }

  /// Moves the clock on by ten minutes, as often as it takes, each time once so many tasks sleep.
  func advance(minutes: Int, sleepers: Int) async {
    for _ in 0..<(minutes / 10) {
      await clock.sleepers(sleepers)
      clock.advance(by: .seconds(600))
    }
  }
}

/// A job that counts its runs, and waits where it is told to.
final class CountedJob: Sendable {
  private let state = Mutex((runs: 0, stops: 0))
  private let begun = AsyncStream<Void>.makeStream()
  private let failure: HistoryError?
  private let isEndless: Bool
  /// A clock that nobody moves on.
  private let stopped = ManualClock()

  init(failing failure: HistoryError? = nil, isEndless: Bool = false) {
    self.failure = failure
    self.isEndless = isEndless
  }

  var runs: Int { state.withLock { $0.runs } }
  /// How often it was cancelled.
  var stops: Int { state.withLock { $0.stops } }

  /// Waits until a run has begun.
  func begins() async { _ = await begun.stream.first { _ in true } }

  var kind: JobKind {
    JobKind("count", "Counts.", act: .update) { [self] _, run in
      state.withLock { $0.runs += 1 }
      begun.continuation.yield()
      if let failure { throw failure }
      if isEndless {
        do {
          guard try await run.whileTimeLasts({ [stopped] in try await stopped.sleep(for: .seconds(1)) }) != nil else {
            return JobReport(isFinished: false, ["left": 7])
          }
        } catch {
          state.withLock { $0.stops += 1 }
          throw error
        }
      }
      return JobReport(["counted": 1])
    }
  }
}
