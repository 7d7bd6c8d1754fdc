import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("The server's schedule")
struct SchedulerTests {
  private func scheduler(_ world: ScheduledWorld, _ entry: ScheduleEntry, _ holder: String = "a", chance: Double = 0) -> Scheduler {
    Scheduler([entry], history: world.history, holder: holder, clock: world.clock, chance: { chance }, logger: world.logs.logger)
  }

  @Test("What is due is run when it is due, again and again, by one of two processes", .timeLimit(.minutes(5)))
  func two() async throws {
    let world = try ScheduledWorld()
    let job = CountedJob()
    let entry = try world.hourly(job.kind)
    let running = ["a", "b"].map { holder in Task { try await scheduler(world, entry, holder).run() } }
    for hour in 1...3 {
      await world.advance(minutes: 60, sleepers: 4)
      try await world.recorded(hour)
      #expect(job.runs == hour)
    }
    #expect(try await world.runs().map { $0.metadata["fence"]?.number?.int } == [1, 2, 3])
    running.forEach { $0.cancel() }
    for task in running { try await task.value }
  }

  @Test("Jitter begins later by chance, and is another's luck, not another run", .timeLimit(.minutes(5)))
  func jitter() async throws {
    let world = try ScheduledWorld()
    let job = CountedJob()
    var entry = try world.hourly(job.kind)
    entry.jitter = .seconds(1200)
    let running = [("a", 1.0), ("b", 0.5)].map { holder, chance in
      Task { [entry] in try await scheduler(world, entry, holder, chance: chance).run() }
    }
    await world.advance(minutes: 60, sleepers: 4)
    await world.clock.sleepers(4)
    #expect(job.runs == 0)
    await world.advance(minutes: 10, sleepers: 4)
    try await world.recorded(1)
    await world.advance(minutes: 10, sleepers: 4)
    await world.clock.sleepers(4)
    #expect(job.runs == 1)
    #expect(try await world.runs().first?.metadata["holder"] == "b")
    #expect(try await world.runs().first?.metadata["due"] == "2026-01-01T01:00:00.000000Z")
    running.forEach { $0.cancel() }
    for task in running { try await task.value }
  }

  @Test("What a process began that is gone is taken over once its lease has ended", .timeLimit(.minutes(5)))
  func takeOver() async throws {
    let world = try ScheduledWorld()
    let due = ScheduledWorld.start.advanced(by: .seconds(3600))
    guard case .taken = try await RunBook(world.store, now: { due }).take("hourly", due: due, as: "gone") else { throw CancellationError() }
    let job = CountedJob()
    let entry = try world.hourly(job.kind)
    let running = Task { try await scheduler(world, entry).run() }
    await world.advance(minutes: 60, sleepers: 2)
    await world.clock.sleepers(2)
    #expect(job.runs == 0)
    world.clock.advance(by: .seconds(60))
    try await world.recorded(1)
    #expect(try await world.runs().first?.metadata["fence"] == 2)
    running.cancel()
    try await running.value
  }

  @Test("What was given up before a process started is run at once, and nothing more until it is due", .timeLimit(.minutes(5)))
  func takeUp() async throws {
    let world = try ScheduledWorld()
    let book = RunBook(world.store, now: { ScheduledWorld.start })
    let due = ScheduledWorld.start.advanced(by: .seconds(-60))
    guard case .taken(var held) = try await book.take("hourly", due: due, as: "gone") else { throw CancellationError() }
    #expect(try await book.giveUp(&held))
    let job = CountedJob()
    let entry = try world.hourly(job.kind)
    let running = Task { try await scheduler(world, entry).run() }
    try await world.recorded(1)
    #expect(try await world.runs().first?.metadata["due"] == .string(due.description))
    #expect(try await world.state().unended == nil)
    await world.advance(minutes: 50, sleepers: 2)
    await world.clock.sleepers(2)
    #expect(job.runs == 1)
    await world.advance(minutes: 10, sleepers: 2)
    try await world.recorded(2)
    running.cancel()
    try await running.value
  }

  @Test("A store that cannot be asked is asked again", .timeLimit(.minutes(5)))
  func troubled() async throws {
    let store = ShutDocuments()
    let world = try ScheduledWorld(store)
    let job = CountedJob()
    let entry = try world.hourly(job.kind)
    let running = Task { try await scheduler(world, entry).run() }
    store.isShut = true
    await world.advance(minutes: 60, sleepers: 2)
    await world.clock.sleepers(2)
    #expect(job.runs == 0 && world.logs.lines.contains { $0.contains("could not be asked") })
    store.isShut = false
    world.clock.advance(by: .seconds(30))
    await job.begins()
    running.cancel()
    try await running.value
  }
}
