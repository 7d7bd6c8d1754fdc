import AnnalsTestSupport
import Synchronization
import Testing

@testable import Annals

@Suite("Applying a plan")
struct RecoveryRunTests {
  private let service: PlainService

  init() throws { service = try PlainService() }

  private func deletions(_ count: Int) async throws -> RecoveryPlan {
    for number in 0..<count {
      try await service.set(prompt("p-\(number)"), ["n": .number(JSONNumber(number))], by: "ann")
      try await service.set(prompt("p-\(number)"), nil, by: "eve")
    }
    return try await service.plan(.user("eve"))
  }

  @Test("A plan that was applied is not applied again, and says the same")
  func again() async throws {
    let plan = try await deletions(5)
    let first = try await service.apply(plan)
    try await service.set(prompt("p-1"), nil, by: "ben")
    let second = try await service.apply(plan)
    #expect(first == second && service.writes == 5)
    #expect(service.states[try prompt("p-1")] == nil)
    #expect(try await service.records(of: plan).count == 5)
  }

  @Test("Progress is told after each batch, a stop is heeded between two, and the next run goes on")
  func stop() async throws {
    let plan = try await deletions(250)
    let run = RecoveryRun(plan, history: service.history, restorer: try service.restorer(), by: try User("ann"))
    let told = Mutex<[Int]>([])
    let report = try await run.run(isStopped: { told.withLock { $0.count == 2 } }) { progress in
      told.withLock { $0.append(progress.count(of: .done)) }
    }
    #expect(told.withLock(\.self) == [100, 200] && report.open == 50 && !report.isWhole)
    #expect(try await run.run().done == 250)
    #expect(service.states.count == 250)
    #expect(try await PlanShelf(service.store).progress(of: plan.id)?.isComplete == true)
  }

  @Test("Two processes that apply one plan at once put each resource back once and record it once; one of them is told")
  func twoAtOnce() async throws {
    let plan = try await deletions(300)
    let results = await withTaskGroup(of: Result<RecoveryReport, any Error>.self) { group in
      for _ in 0..<2 {
        group.addTask { [service] in
          do { return .success(try await service.apply(plan)) } catch { return .failure(error) }
        }
      }
      return await group.reduce(into: [Result<RecoveryReport, any Error>]()) { $0.append($1) }
    }
    for case .failure(let error) in results { #expect((error as? HistoryError)?.code == .alreadyRunning) }
    try await service.apply(plan)
    #expect(service.states.count == 300 && service.writes == 300)
    #expect(try await service.records(of: plan).count == 300)
  }

  @Test("A run that was taken for gone and goes on within its hundred leaves no conflict: what it did is told and recorded as its doing")
  func takenForGone() async throws {
    let plan = try await deletions(8)
    let (begun, opening) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
    let gate = Task { for await _ in opening.stream {} }
    let slow = HeldRestorer(try service.restorer()) {
      begun.continuation.yield()
      await gate.value
    }
    let first = Task { [service] in
      try await RecoveryRun(plan, history: service.history, restorer: slow, by: User("ann"), now: { service.now }).run()
    }
    _ = await begun.stream.first { _ in true }
    // The second has begun the same hundred anew when the first writes all of it.
    let late = HeldRestorer(try service.restorer()) {
      opening.continuation.finish()
      _ = await first.result
    }
    let second = RecoveryRun(plan, history: service.history, restorer: late, by: try User("ben"), now: { [service] in service.now })
    let report = try await second.run()
    #expect(report.done == 8 && report.conflicts.isEmpty && report.isWhole)
    let error = await #expect(throws: HistoryError.self) { try await first.value }
    #expect(error?.code == .alreadyRunning)
    let records = try await service.records(of: plan)
    #expect(records.count == 8 && records.allSatisfy { $0.user.id == "ann" } && service.writes == 8)
    #expect(try await service.apply(plan) == report)
  }

  @Test("What somebody else made as it is to be just before the write is no conflict")
  func madeMeanwhile() async throws {
    let plan = try await deletions(3)
    let restorer = HeldRestorer(try service.restorer()) { [service] in
      if let resource = try? prompt("p-1") { service.setSilently(resource, ["n": 1]) }
    }
    let report = try await RecoveryRun(plan, history: service.history, restorer: restorer, by: try User("ann")).run()
    #expect(report.done == 2 && report.already == 1 && report.isWhole)
    #expect(try await service.records(of: plan).count == 2)
  }

  /// Puts back only after something else has happened.
  private struct HeldRestorer: Restorer {
    let restorer: ServiceRestorer
    let meanwhile: @Sendable () async -> Void

    init(_ restorer: ServiceRestorer, _ meanwhile: @escaping @Sendable () async -> Void) {
      self.restorer = restorer
      self.meanwhile = meanwhile
    }

    func covers(_ type: ResourceType) -> Bool { restorer.covers(type) }
    func presentStates(of resources: [Resource]) async throws -> [Resource: PresentState] {
      try await restorer.presentStates(of: resources)
    }
    func carryOut(_ change: RestoreChange) async throws -> RestoreOutcome {
      await meanwhile()
      return try await restorer.carryOut(change)
    }
  }

  @Test("What somebody else made as it is to be is neither written nor recorded")
  func already() async throws {
    let plan = try await deletions(3)
    service.setSilently(try prompt("p-1"), ["n": 1])
    let report = try await service.apply(plan)
    #expect(report.done == 2 && report.already == 1 && report.isWhole)
    #expect(try await service.records(of: plan).count == 2)
  }

  @Test("A state that is refused for good fails by itself, with its reason, and the rest goes on")
  func refused() async throws {
    let plan = try await deletions(3)
    struct Refusing: Restorer {
      let restorer: ServiceRestorer
      func covers(_ type: ResourceType) -> Bool { restorer.covers(type) }
      func presentStates(of resources: [Resource]) async throws -> [Resource: PresentState] {
        try await restorer.presentStates(of: resources)
      }
      func carryOut(_ change: RestoreChange) async throws -> RestoreOutcome {
        change.resource.id == "p-1" ? .refused("it is not liked") : try await restorer.carryOut(change)
      }
    }
    let refusing = Refusing(restorer: try service.restorer())
    let report = try await RecoveryRun(plan, history: service.history, restorer: refusing, by: try User("ann")).run()
    #expect(report.done == 2 && report.failed.map(\.sentence) == ["it is not liked"])
  }

  @Test("A run that is taken up hours later stamps what it does then, and what was done before as it was done")
  func stamps() async throws {
    let plan = try await deletions(4)
    let moment = Mutex(Timestamp(microseconds: 1_800_000_000_000_000))
    let first = try prompt("p-0")
    service.setTrouble { resource in
      if resource == first { throw PlainService.Killed() }
      return false
    }
    func run() throws -> RecoveryRun {
      RecoveryRun(plan, history: service.history, restorer: try service.restorer(), by: try User("ann"), now: { moment.withLock(\.self) })
    }
    await #expect(throws: (any Error).self) { try await run().run() }
    service.setTrouble(nil)
    let later = moment.withLock { moment in
      moment = moment.advanced(byMicroseconds: 7_200_000_000)
      return moment
    }
    #expect(try await run().run().done == 4)
    let records = try await service.records(of: plan)
    #expect(records.count == 4 && records.count { $0.timestamp < later } == 1)
    #expect(records.first { $0.timestamp < later }?.resource == first)
  }

  @Test("All or nothing is refused where it cannot be done")
  func together() async throws {
    _ = try await deletions(2)
    await #expect(throws: HistoryError.self) { try await service.plan(.user("eve")) { $0.isAllOrNothing = true } }
  }
}
