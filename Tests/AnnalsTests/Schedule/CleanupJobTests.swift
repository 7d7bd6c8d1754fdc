import AnnalsTestSupport
import Synchronization
import Testing

@testable import Annals

@Suite("The clean-up by schedule")
struct CleanupJobTests {
  /// A store whose clean-ups each take a time on a clock, and which keeps their scopes.
  private final class SlowStore: FrontStore {
    let store: any HistoryStore = MemoryStore()
    let clock = ManualClock()
    let scopes = Mutex<[CleanupScope]>([])
    let time: Duration

    init(_ time: Duration) { self.time = time }

    func cleanup(_ scope: CleanupScope, mode: CleanupMode) async throws -> CleanupReport {
      scopes.withLock { $0.append(scope) }
      let report = try await store.cleanup(scope, mode: mode)
      clock.advance(by: time)
      return report
    }
  }

  /// Puts one record a day into a store, for so many days up to a moment.
  private func fill(_ store: any HistoryStore, days: Int, upTo moment: Timestamp) async throws {
    let records = try (0..<days).map { day in
      SanitizedRecord(
        HistoryRecord(
          .update, of: try Resource("PROMPT", "p-\(day)"), at: moment.advanced(byMicroseconds: -Int64(day) * Timestamp.microsecondsPerDay),
          token: try RecordToken("T\(day)"), by: try User("ann"), before: nil, after: nil, metadata: ["success": true]))
    }
    _ = try await store.append(records)
  }

  private func history(_ store: any HistoryStore) throws -> HistoryService {
    HistoryService(recorder: try HistoryRecorder(store: store, logger: LogCollector().logger, now: { ScheduledWorld.start }))
  }

  private func report(_ store: any HistoryStore, keeping days: Int, _ run: JobRun = JobRun()) async throws -> JobReport {
    let history = try history(store)
    let kind = JobKind.cleanup(history)
    return try await kind.body(JobOptions(["days_to_keep": .number(JSONNumber(days))], of: kind), run)
  }

  @Test("It removes what a clean-up removes, in steps that grow")
  func whole() async throws {
    let store = SlowStore(.milliseconds(10))
    try await fill(store, days: 1000, upTo: ScheduledWorld.start)
    let plain = MemoryStore()
    try await fill(plain, days: 1000, upTo: ScheduledWorld.start)
    let expected = try await history(plain).cleanup(keepingDays: 100)
    let report = try await report(store, keeping: 100, JobRun(clock: store.clock))
    #expect(report.isFinished && report.details["removed"]?.number?.int == expected.total && expected.total == 899)
    #expect(try await store.statistics(.init()) == plain.statistics(.init()))
    let scopes = store.scopes.withLock { $0 }
    #expect(scopes.count < 15 && scopes.last?.before == expected.before)
    #expect(zip(scopes, scopes.dropFirst()).allSatisfy { $0.before < $1.before })
  }

  @Test("Where its time is over it ends between two steps, and the next run goes on; no record is removed that should stay")
  func inParts() async throws {
    let store = SlowStore(.seconds(11))
    try await fill(store, days: 60, upTo: ScheduledWorld.start)
    var runs = 0
    while true {
      let report = try await report(store, keeping: 30, JobRun(within: .seconds(100), clock: store.clock))
      runs += 1
      guard !report.isFinished else { break }
      let last = ScheduledWorld.start.day - 30
      let left = try await store.records(matching: .init(), after: nil, limit: 100).records.filter { $0.timestamp.day <= last }
      #expect(report.details["left_at_most"]?.number?.int == left.count)
    }
    #expect(runs > 1)
    #expect(try await store.statistics(.init()).total == 31)
  }

  @Test("One that would remove nearly all of a type is refused with the number that agrees to it, and done with that number")
  func nearlyAll() async throws {
    let store = MemoryStore()
    try await fill(store, days: 300, upTo: ScheduledWorld.start)
    let history = try history(store)
    let kind = JobKind.cleanup(history)
    let error = await #expect(throws: HistoryError.self) { try await report(store, keeping: 3) }
    #expect(error?.code == .removesNearlyAll && error?.description.contains("296") == true)
    #expect(try await store.statistics(.init()).total == 300)
    let agreed = try await kind.body(JobOptions(["days_to_keep": 3, "yes_remove": 296], of: kind), JobRun())
    #expect(agreed.details["removed"] == 296)
  }

  @Test("With keep_last the last state of what is still there stays")
  func keepLast() async throws {
    let store = MemoryStore()
    let records = try [400, 300].map { days in
      SanitizedRecord(
        HistoryRecord(
          .update, of: try Resource("PROMPT", "p"), at: ScheduledWorld.start.advanced(byMicroseconds: -days * Timestamp.microsecondsPerDay),
          token: try RecordToken("T"), by: try User("ann"), before: nil, after: ["days": .number(JSONNumber(Int(days)))],
          metadata: ["success": true])
      )
    }
    _ = try await store.append(records)
    let kind = JobKind.cleanup(try history(store))
    let report = try await kind.body(JobOptions(["days_to_keep": 30, "keep_last": true], of: kind), JobRun())
    #expect(report.details["removed"] == 1)
    let left = try await store.records(matching: .init(), after: nil, limit: 10).records
    #expect(left.map { $0.after?["days"] } == [300])
  }

  @Test("An empty history, and one that is all new, is done at once")
  func nothing() async throws {
    #expect(try await report(MemoryStore(), keeping: 30).details["removed"] == 0)
    let store = MemoryStore()
    try await fill(store, days: 5, upTo: ScheduledWorld.start)
    #expect(try await report(store, keeping: 30).details["removed"] == 0)
    #expect(try await store.statistics(.init()).total == 5)
  }

  @Test(
    "What it cannot be told is refused, and what would be right is named",
    arguments: [
      ([:], "needs days_to_keep"), (["days_to_keep": 0], "from 1 to 36525"), (["days_to_keep": "all"], "from 1 to 36525"),
      (["days_to_keep": 1.5], "from 1 to 36525"), (["days": 5], "known are days_to_keep"),
    ] as [(JSONObject, String)])
  func refused(options: JSONObject, right: String) throws {
    let kind = JobKind.cleanup(try history(MemoryStore()))
    let error = #expect(throws: HistoryError.self) { try JobOptions(options, of: kind) }
    #expect(error?.description.contains(right) == true, "\(error?.description ?? "")")
  }
}
