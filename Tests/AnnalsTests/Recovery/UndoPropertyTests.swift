import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("Undo on random histories", .timeLimit(.minutes(5)))
struct UndoPropertyTests {
  /// A service with some made-up past.
  private final class World {
    let service: PlainService
    var generator: SeededGenerator
    let ids: [Resource]
    static let users = ["ann", "ben", "cleo"]

    init(_ seed: UInt64) async throws {
      service = try PlainService()
      generator = SeededGenerator(seed: seed)
      ids = try (0..<12).map { try prompt("p-\($0)") }
    }

    func live(_ count: Int, users: [String] = users) async throws {
      for _ in 0..<count {
        let resource = pick(ids)
        let state = service.states[resource]
        let next = state == nil ? fresh() : generator.chance(0.2) ? nil : changed(state ?? [:])
        try await service.set(resource, next, by: pick(users))
      }
    }

    func fresh() -> JSONObject {
      ["name": .string("n\(number())"), "tags": ["a", "b"], "settings": ["depth": .number(JSONNumber(number()))]]
    }

    func changed(_ state: JSONObject) -> JSONObject {
      var state = state
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: state["name"] = .string("n\(number())")
      case 1: state["tags"] = .array((state["tags"]?.array ?? []) + [.string("t\(number())")])
      case 2: state["settings"] = ["depth": .number(JSONNumber(number())), "wide": .bool(generator.chance(0.5))]
      case 3: state["note"] = .string("note \(number())")
      default: state["note"] = nil
      }
      return state
    }

    func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &generator)] }
    private func number() -> Int { Int.random(in: 0..<1_000_000, using: &generator) }
  }

  private static let seeds: [UInt64] = {
    var generator = SeededGenerator()
    return (0..<12).map { _ in generator.next() }
  }()

  @Test("Undoing everything after a moment gives the state at that moment", arguments: seeds)
  func everything(seed: UInt64) async throws {
    let world = try await World(seed)
    try await world.live(40)
    let then = world.service.states
    let moment = world.service.now
    try await world.live(60)
    let plan = try await world.service.plan(.type(try ResourceType("PROMPT"), at: moment))
    #expect(plan.counts.heldBack == 0, "seed \(seed)")
    try await world.service.apply(plan)
    #expect(world.service.states == then, "seed \(seed)")
  }

  @Test("Undoing an undo gives what was there before it, and undoing that gives the undone state again", arguments: seeds)
  func twice(seed: UInt64) async throws {
    let world = try await World(seed)
    try await world.live(80)
    let before = world.service.states
    let plan = try await world.service.plan(.user("ben")) { $0.choice = world.pick(ConflictChoice.allCases) }
    try await world.service.apply(plan)
    let undone = world.service.states
    let back = try await world.service.plan(.plan(plan.id))
    #expect(back.counts.heldBack == 0 && back.actions.count == plan.actions.count, "seed \(seed)")
    try await world.service.apply(back)
    #expect(world.service.states == before, "seed \(seed)")
    try await world.service.apply(try await world.service.plan(.plan(back.id)))
    #expect(world.service.states == undone, "seed \(seed)")
  }

  @Test("With skip, only what no other touched since is put back, as it was before the user's first operation", arguments: seeds)
  func oneUser(seed: UInt64) async throws {
    let world = try await World(seed)
    try await world.live(100)
    let before = world.service.states
    let plan = try await world.service.plan(.user("cleo"))
    try await world.service.apply(plan)
    let records = try await world.service.store.memory.all().reversed().filter { $0.metadata["plan_id"] == nil }
    for resource in world.ids {
      let own = records.filter { $0.resource == resource }
      let since = own.drop { $0.user.id != "cleo" }
      let isOthers = since.contains { $0.user.id != "cleo" && $0.before != $0.after }
      let expected = since.isEmpty || isOthers ? before[resource] : since.first?.before
      let isBackByChance = isOthers && since.first?.before == before[resource]
      #expect(world.service.states[resource] == expected || isBackByChance, "seed \(seed), \(resource)")
    }
  }

  @Test("What others write between plan and apply is never lost, and is told as a conflict", arguments: seeds)
  func concurrentWriters(seed: UInt64) async throws {
    let world = try await World(seed)
    try await world.live(80)
    let planned = world.service.states
    let plan = try await world.service.plan(.user("ann")) { $0.choice = .overwrite }
    try await world.live(15, users: ["dora"])
    let before = world.service.states
    let report = try await world.service.apply(plan)
    for step in plan.actions {
      let isTouched = before[step.resource] != planned[step.resource]
      let isMoved = report.conflicts.contains { $0.resource == step.resource }
      if isTouched, before[step.resource] != step.target {
        #expect(world.service.states[step.resource] == before[step.resource] && isMoved, "seed \(seed), \(step.resource)")
      } else {
        // Plan and apply agree.
        #expect(world.service.states[step.resource] == step.target && !isMoved, "seed \(seed), \(step.resource)")
      }
    }
    for resource in world.ids where !plan.actions.contains(where: { $0.resource == resource }) {
      #expect(world.service.states[resource] == before[resource], "seed \(seed), \(resource)")
    }
  }

  @Test("With merge, every field that another user changed since stays as they left it", arguments: seeds)
  func merge(seed: UInt64) async throws {
    let world = try await World(seed)
    try await world.live(100)
    let plan = try await world.service.plan(.user("ben")) { $0.choice = .merge }
    try await world.service.apply(plan)
    for step in plan.actions where !step.conflicts.isEmpty {
      let new = world.service.states[step.resource]
      let records = try await world.service.store.memory.all(matching: .resource(step.resource)).reversed()
      let others = records.drop { $0.user.id != "ben" }.filter { $0.user.id != "ben" && $0.metadata["plan_id"] == nil }
      // Where the user came after the other once more, it is the other's value that comes back.
      var left: [String: JSONValue?] = [:]
      for record in others {
        for name in StateDiff(from: record.before, to: record.after).memberNames { left[name] = .some(record.after?[name]) }
      }
      for (name, value) in left where !["tags", "settings"].contains(name) {
        #expect(new?[name] == value, "seed \(seed), \(step.resource), \(name)")
      }
    }
  }

  @Test("Over a store and an archive of its older half an undo plans what it planned before that half went", arguments: seeds)
  func archived(seed: UInt64) async throws {
    let world = try await World(seed)
    let service = world.service
    try await world.live(40)
    // Some changes are known by their states after alone, so that what was before them is told by an older record.
    for id in world.ids.prefix(4) {
      let state = world.fresh()
      service.setSilently(id, state)
      try await service.record(.update, id, nil, state, by: world.pick(World.users))
    }
    let early = service.now
    try await world.live(40)
    let middle = service.now
    for id in world.ids.prefix(3) {
      let state = world.fresh()
      service.setSilently(id, state)
      try await service.record(.update, id, nil, state, by: "ben")
    }
    try await world.live(30)
    let requests: [RecoveryRequest.Subject] = [
      try .user("ben"), .type(try ResourceType("PROMPT"), at: early), .resource(world.ids[5], at: early),
    ]
    var whole: [[RecoveryStep]] = []
    for request in requests { whole.append(try await service.plan(request).steps) }
    try await ArchiveFolderTests.withFolder { place in
      let report = try await ArchiveRun(from: service.store, to: place).run(CleanupScope(before: middle, accessBefore: nil))
      try #require(report.isComplete && report.left == 0)
      let archive = try await Archive.open(place)
      for (request, steps) in zip(requests, whole) {
        let plan = try await service.plan(request) { $0.archive = archive }
        #expect(plan.steps == steps, "seed \(seed), \(request)")
      }
      let alone = try await service.plan(requests[1])
      #expect(alone.steps != whole[1], "seed \(seed): without the archive some of it cannot be known")
    }
  }

  @Test("However often applying is broken off, after a write or before it, each resource is put back and recorded once", arguments: seeds)
  func brokenOff(seed: UInt64) async throws {
    let world = try await World(seed)
    try await world.live(60)
    let then = world.service.states
    let moment = world.service.now
    try await world.live(60)
    let service = world.service
    let plan = try await service.plan(.type(try ResourceType("PROMPT"), at: moment))
    let generator = SharedGenerator(SeededGenerator(seed: seed))
    service.setTrouble { _ in
      switch generator.next() % 4 {
      case 0: throw PlainService.Killed()
      case 1: return false
      default: return true
      }
    }
    var runs = 0
    while true {
      runs += 1
      service.store.trouble = runs % 3 == 1 ? .unavailable : .none
      if let report = try? await service.apply(plan) {
        #expect(report.isWhole && report.done == plan.actions.count, "seed \(seed)")
        break
      }
      try #require(runs < 500, "seed \(seed)")
    }
    service.store.trouble = .none
    #expect(service.states == then, "seed \(seed)")
    #expect(service.writes == plan.actions.count, "seed \(seed)")
    let records = try await service.records(of: plan)
    #expect(records.count == plan.actions.count && Set(records.map(\.resource)).count == records.count, "seed \(seed): \(runs) runs")
  }
}
