import Annals
import AnnalsTestSupport
import GRDB
import Synchronization
import Testing

@testable import AnnalsSQLite

@Suite("SQLite store: clean-up in steps")
struct CleanupStepTests {
  @Test("A step stops when its time is up, after one record at least, and leaves true counts")
  func timeBound() async throws {
    try await TemporaryDatabase.with { database in
      let store = try SQLiteStore(path: database.path)
      let input = try records(0..<100)
      _ = try await store.append(input)
      let connection = try database.connection()
      let cleanup = Cleanup(CleanupScope(before: .now))
      let none = try await connection.write { try cleanup.step(limit: 50, isTimeUp: { true }, in: $0) }
      #expect(none.count == 1)
      #expect(!none.isLast)
      let some = try await connection.write { db in
        var questions = 0
        return try cleanup.step(
          limit: 50,
          isTimeUp: {
            questions += 1; return questions > 9
          }, in: db)
      }
      #expect(some.count == 10)
      #expect(!some.isLast)
      // Oldest first: what is left is the newest.
      #expect(try await store.all() == input[11...].reversed().map(\.record))
      #expect(try await store.statistics(.init()).total == 89)
      let rows = try await connection.write { try cleanup.step(limit: 50, isTimeUp: { false }, in: $0) }
      #expect(rows.count == 50)
      let last = try await connection.write { try cleanup.step(limit: 50, isTimeUp: { false }, in: $0) }
      #expect(last.count == 39)
      #expect(last.isLast)
      try connection.close()
      try store.close()
    }
  }

  @Test("Steps grow while they are short, and shrink when they last too long")
  func pace() {
    var pace = CleanupPace(target: .milliseconds(20))
    let first = pace.limit
    pace.learn(count: first, duration: .milliseconds(1))
    #expect(pace.limit == first * 2)
    for _ in 0..<20 { pace.learn(count: pace.limit, duration: .zero) }
    #expect(pace.limit == CleanupPace.limits.upperBound)
    pace.learn(count: 2000, duration: .milliseconds(200))
    #expect(pace.limit == 200)
    pace.learn(count: 200, duration: .seconds(10))
    #expect(pace.limit == CleanupPace.limits.lowerBound)
  }

  @Test("A clock that runs fast makes many short steps, and all is removed in the end")
  func manySteps() async throws {
    try await TemporaryDatabase.with { database in
      var configuration = SQLiteStoreConfiguration()
      let clock = SteppingClock(step: .milliseconds(2))
      configuration.clock = clock
      let store = try SQLiteStore(path: database.path, configuration: configuration)
      let input = try records(0..<1000)
      _ = try await store.append(input)
      let report = try await store.cleanup(before: input[900].record.timestamp, mode: .remove)
      #expect(report.total == 900)
      #expect(try await store.statistics(.init()).total == 100)
      // 20 ms a step at 2 ms a look at the clock: at most ten records each, and never more looks than records and a few a step.
      #expect(clock.looks >= 900)
      try store.close()
    }
  }

  @Test("A cancelled clean-up stops between two steps; history then begins at a later moment, and its counts are true")
  func cancelled() async throws {
    try await TemporaryDatabase.with { database in
      var configuration = SQLiteStoreConfiguration()
      let clock = SteppingClock(step: .milliseconds(1))
      configuration.clock = clock
      let store = try SQLiteStore(path: database.path, configuration: configuration)
      let input = try records(0..<1000)
      _ = try await store.append(input)
      let (start, starter) = AsyncStream.makeStream(of: Void.self)
      let cleanup = Task {
        for await _ in start { break }
        return try await store.cleanup(before: .now, mode: .remove)
      }
      clock.onLook(number: 200) { cleanup.cancel() }
      starter.yield()
      await #expect(throws: CancellationError.self) { try await cleanup.value }
      let left = try await store.all()
      #expect(left.count < 1000)
      #expect(left == input.suffix(left.count).reversed().map(\.record))
      #expect(try await store.statistics(.init()).total == left.count)
      try store.close()
    }
  }

  @Test("A user whom another process removed gets a name again")
  func otherProcess() async throws {
    try await TemporaryDatabase.with { database in
      let service = try SQLiteStore(path: database.path)
      let tool = try SQLiteStore(path: database.path)
      let input = try records(0..<20)
      _ = try await service.append(input)
      _ = try await tool.cleanup(before: .now, mode: .remove)
      #expect(try await service.append(input) == 20)
      #expect(try await tool.all() == input.reversed().map(\.record))
      try tool.close()
      try service.close()
    }
  }
}

/// A clock that goes on by a step each time it is looked at.
private final class SteppingClock: Clock, Sendable {
  struct Instant: InstantProtocol {
    var offset: Duration
    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private struct State {
    var looks = 0
    var action: (number: Int, run: @Sendable () -> Void)?
  }

  let minimumResolution = Duration.nanoseconds(1)
  private let step: Duration
  private let state = Mutex(State())

  init(step: Duration) { self.step = step }

  var looks: Int { state.withLock { $0.looks } }

  var now: Instant {
    let (looks, run) = state.withLock { state in
      state.looks += 1
      return (state.looks, state.action.flatMap { state.looks >= $0.number ? $0.run : nil })
    }
    run?()
    return Instant(offset: step * looks)
  }

  func onLook(number: Int, _ run: @escaping @Sendable () -> Void) { state.withLock { $0.action = (number, run) } }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
}
