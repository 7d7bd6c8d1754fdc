import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("Runs of scheduled jobs")
struct JobRunnerTests {
  @Test("A run is done once, and is a record that says who, what and when it was due")
  func done() async throws {
    let world = try ScheduledWorld()
    let job = CountedJob()
    guard case .ran(let report) = try await world.runner().run(world.order(job.kind)) else { throw CancellationError() }
    #expect(report == JobReport(["counted": 1]))
    guard case .done = try await world.runner("b").run(world.order(job.kind)) else { throw CancellationError() }
    #expect(job.runs == 1)
    let run = try #require(try await world.runs().first)
    #expect(try await world.runs().count == 1)
    #expect(run.user.id == "schedule" && run.operation == .update && !run.isFailed)
    #expect(
      run.metadata["job"] == "count" && run.metadata["route"] == "test" && run.metadata["holder"] == "a" && run.metadata["fence"] == 1)
    #expect(run.metadata["due"] == "2026-01-01T00:00:00.000000Z" && run.metadata["report"]?.object == ["counted": 1])
  }

  @Test("A run that fails is over until it is due again, and its record says why")
  func failure() async throws {
    let world = try ScheduledWorld()
    let job = CountedJob(failing: HistoryError(.storeUnavailable, "the store was taken away: bring it back"))
    guard case .failed = try await world.runner().run(world.order(job.kind)) else { throw CancellationError() }
    #expect(try await world.state().last?.outcome == .failed)
    let run = try #require(try await world.runs().first)
    #expect(run.isFailed && run.metadata["error"] == "the store was taken away: bring it back")
    #expect(world.logs.lines.contains { $0.hasPrefix("error A scheduled job failed") })
  }

  @Test("A run whose time is over ends with what is left", .timeLimit(.minutes(5)))
  func timeLimit() async throws {
    let world = try ScheduledWorld()
    let job = CountedJob(isEndless: true)
    async let result = world.runner().run(world.order(job.kind, within: .seconds(15)))
    await world.clock.sleepers(2)
    world.clock.advance(by: .seconds(15))
    guard case .ran(let report) = try await result else { throw CancellationError() }
    #expect(report == JobReport(isFinished: false, ["left": 7]))
    #expect(try await world.state().last?.outcome == .unfinished)
    #expect(try await world.runs().first?.metadata["finished"] == false)
  }

  @Test("A run that goes on renews its lease", .timeLimit(.minutes(5)))
  func renewal() async throws {
    let world = try ScheduledWorld()
    let job = CountedJob(isEndless: true)
    async let result = world.runner().run(world.order(job.kind, within: .seconds(200)))
    for _ in 0..<9 {
      await world.clock.sleepers(2)
      world.clock.advance(by: .seconds(20))
      await world.clock.sleepers(2)
      guard case .held = try await world.runner("b").run(world.order(job.kind)) else { throw CancellationError() }
    }
    world.clock.advance(by: .seconds(20))
    _ = try await result
    #expect(job.runs == 1)
    #expect(try await world.state().last?.holder == "a")
  }

  @Test("A run whose lease is another's by now is stopped, and changes nothing of the other's", .timeLimit(.minutes(5)))
  func lost() async throws {
    let world = try ScheduledWorld()
    let job = CountedJob(isEndless: true)
    async let result = world.runner().run(world.order(job.kind))
    await world.clock.sleepers(1)
    // Another process, whose clock says that the lease has ended.
    let late = RunBook(world.store, now: { ScheduledWorld.start.advanced(by: .seconds(3600)) })
    guard case .taken = try await late.take("hourly", due: ScheduledWorld.start, as: "b") else { throw CancellationError() }
    world.clock.advance(by: .seconds(20))
    guard case .lost = try await result else { throw CancellationError() }
    #expect(job.stops == 1)
    #expect(try await world.state().lease?.holder == "b")
    #expect(try await world.runs().first?.metadata["error"]?.string?.contains("took the run over") == true)
  }

  @Test("A process that is stopped gives its run to the next", .timeLimit(.minutes(5)))
  func stopped() async throws {
    let world = try ScheduledWorld()
    let job = CountedJob(isEndless: true)
    let order = try world.order(job.kind)
    let running = Task { try await world.runner().run(order) }
    await job.begins()
    running.cancel()
    await #expect(throws: CancellationError.self) { try await running.value }
    let state = try await world.state()
    #expect(state.lease == nil && state.last == nil && job.stops == 1)
    guard case .taken = try await RunBook(world.store).take("hourly", due: ScheduledWorld.start, as: "b") else { throw CancellationError() }
  }
}
