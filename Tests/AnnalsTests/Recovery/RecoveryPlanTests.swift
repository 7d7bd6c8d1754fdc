import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("Recovery plans")
struct RecoveryPlanTests {
  private let service: PlainService

  init() throws { service = try PlainService() }

  @Test("A deletion, an update and a creation are undone, and each step says what it undoes and how the resource differs")
  func kinds() async throws {
    try await service.set(prompt("deleted"), ["n": 1], by: "ann")
    try await service.set(prompt("updated"), ["n": 1], by: "ann")
    let deletion = try await service.set(prompt("deleted"), nil, by: "eve")
    try await service.set(prompt("updated"), ["n": 2], by: "eve")
    try await service.set(prompt("updated"), ["n": 3], by: "eve")
    try await service.set(prompt("created"), ["n": 9], by: "eve")
    let plan = try await service.plan(.user("eve")) { $0.reason = "INC-1" }
    #expect(plan.steps.map(\.action) == [.remove, .write, .write] && plan.steps.allSatisfy(\.conflicts.isEmpty))
    #expect(plan.step("deleted")?.target == ["n": 1] && plan.step("deleted")?.present == nil)
    #expect(plan.step("deleted")?.undoes == [try #require(deletion).id])
    #expect(plan.step("updated")?.undoes.count == 2)
    #expect(plan.step("updated")?.diff.changes.map(\.path.description) == ["/n"])
    #expect(service.states[try prompt("updated")] == ["n": 3])
    let report = try await service.apply(plan)
    #expect(report.done == 3 && report.isWhole)
    #expect(service.states == [try prompt("deleted"): ["n": 1], try prompt("updated"): ["n": 1]])
  }

  @Test("Each resource that is put back is an operation with both states, what it undid, by whom and why")
  func records() async throws {
    try await service.set(prompt("p"), ["n": 1], by: "ann")
    let deletion = try #require(try await service.set(prompt("p"), nil, by: "eve"))
    let plan = try await service.plan(.user("eve")) { $0.reason = "INC-1" }
    try await service.apply(plan, by: "ben")
    let record = try #require(try await service.records(of: plan).first)
    #expect(record.operation == .create && record.user.id == "ben" && record.before == nil && record.after == ["n": 1])
    #expect(record.metadata["undo"] == [.string(deletion.id.description)])
    #expect(record.metadata["plan_id"] == .string(plan.id) && record.metadata["reason"] == "INC-1" && record.metadata["success"] == true)
  }

  @Test("What another changed since is a conflict that names the record; skip leaves it, overwrite and merge go over it in their ways")
  func changedSince() async throws {
    try await service.set(prompt("p"), ["name": "old", "note": "a"], by: "ann")
    try await service.set(prompt("p"), ["name": "bad", "note": "a"], by: "eve")
    let other = try #require(try await service.set(prompt("p"), ["name": "bad", "note": "b"], by: "ben"))
    let skipped = try #require(try await service.plan(.user("eve")).steps.first)
    #expect(skipped.isHeldBack && skipped.conflicts.map(\.kind) == [.changedSince])
    #expect(skipped.conflicts.first?.records.map(\.id) == [other.id] && skipped.conflicts.first?.fields == ["note"])
    let over = try #require(try await service.plan(.user("eve")) { $0.choice = .overwrite }.steps.first)
    #expect(over.action == .write && over.target == ["name": "old", "note": "a"] && !over.conflicts.isEmpty)
    let plan = try await service.plan(.user("eve")) { $0.choice = .merge }
    #expect(plan.steps.first?.target == ["name": "old", "note": "b"])
    try await service.apply(plan)
    #expect(service.states[try prompt("p")] == ["name": "old", "note": "b"])
  }

  @Test("A change that nobody recorded is a conflict too, and one between the operations that are undone")
  func unrecorded() async throws {
    try await service.set(prompt("p"), ["n": 1], by: "ann")
    try await service.set(prompt("p"), ["n": 2], by: "eve")
    service.setSilently(try prompt("p"), ["n": 2, "x": 1])
    #expect(try await service.plan(.user("eve")).steps.first?.conflicts.map(\.kind) == [.changedSince])
    try await service.set(prompt("p"), ["n": 3, "x": 1], by: "eve")
    let step = try #require(try await service.plan(.user("eve")).steps.first)
    #expect(step.isHeldBack && step.conflicts.first?.records == [] && step.conflicts.first?.fields == ["x"])
    #expect(try await service.plan(.user("eve")) { $0.choice = .merge }.steps.first?.target == ["n": 1, "x": 1])
  }

  @Test("What is as it is to be already needs no step, and what was deleted and made anew is a conflict")
  func already() async throws {
    for id in ["same", "other"] {
      try await service.set(prompt(id), ["n": 1], by: "ann")
      try await service.set(prompt(id), nil, by: "eve")
    }
    service.setSilently(try prompt("same"), ["n": 1])
    service.setSilently(try prompt("other"), ["n": 7])
    let plan = try await service.plan(.user("eve"))
    #expect(plan.counts.already == 1 && plan.step("same")?.conflicts == [])
    #expect(plan.step("other")?.conflicts.map(\.kind) == [.alreadyThere])
  }

  @Test(
    "A state that history does not know is never guessed: that before an update without one is taken from the record before, if there is one"
  )
  func unknown() async throws {
    try await service.record(.update, prompt("a"), nil, ["n": 2], by: "eve")
    try await service.set(prompt("b"), ["n": 1], by: "ann")
    try await service.record(.update, prompt("b"), nil, ["n": 2], by: "eve")
    try await service.record(.delete, prompt("c"), nil, nil, by: "eve")
    try await service.record(.update, prompt("d"), ["n": 1], nil, by: "eve")
    service.setSilently(try prompt("a"), ["n": 2])
    service.setSilently(try prompt("b"), ["n": 2])
    service.setSilently(try prompt("d"), ["n": 5])
    let plan = try await service.plan(.user("eve"))
    #expect(plan.step("a")?.conflicts.map(\.kind) == [.unknownState] && plan.step("c")?.conflicts.map(\.kind) == [.unknownState])
    #expect(plan.step("b")?.target == ["n": 1] && plan.step("b")?.action == .write)
    #expect(plan.step("d")?.conflicts.map(\.kind) == [.changedSince] && plan.step("d")?.isHeldBack == true)
    let over = try await service.plan(.user("eve")) { $0.choice = .overwrite }
    #expect(over.step("a")?.isHeldBack == true && over.step("d")?.action == .write)
  }

  @Test("Reads, failures and baselines are not undone, and a baseline makes the first change reversible")
  func baseline() async throws {
    try await service.record(.create, prompt("p"), nil, ["n": 1], by: "eve", ["baseline": true, "success": true])
    try await service.record(.read, prompt("p"), nil, nil, by: "eve")
    service.setSilently(try prompt("p"), ["n": 1])
    #expect(try await service.plan(.user("eve")).steps.isEmpty)
    try await service.set(prompt("p"), ["n": 2], by: "eve")
    try await service.record(.delete, prompt("p"), ["n": 2], nil, by: "eve", ["success": false])
    let plan = try await service.plan(.user("eve"))
    #expect(plan.steps.map(\.target) == [["n": 1]] && plan.steps.map(\.undoes.count) == [1])
  }

  @Test("A long text that history shows cut is put back whole")
  func longText() async throws {
    let text = String(repeating: "All of it matters. ", count: 20_000)
    try await service.set(prompt("p"), ["body": .string(text)], by: "ann")
    try await service.set(prompt("p"), nil, by: "eve")
    #expect(try await service.history.lastDeletion(of: prompt("p"))?.before?["body"] != .string(text))
    let plan = try await service.plan(.user("eve"))
    try await PlanShelf(service.store).keep(plan)
    let kept = try #require(try await PlanShelf(service.store).plan(plan.id))
    try await service.apply(kept)
    #expect(service.states[try prompt("p")] == ["body": .string(text)])
  }

  @Test("What is left alone is neither compared nor changed, and comes from history where nothing is there")
  func leftAlone() async throws {
    try await service.set(prompt("p"), ["n": 1, "version": 1], by: "ann")
    try await service.set(prompt("p"), ["n": 2, "version": 2], by: "eve")
    try await service.set(prompt("q"), ["n": 1, "version": 4], by: "ann")
    try await service.set(prompt("q"), nil, by: "eve")
    service.setSilently(try prompt("p"), ["n": 2, "version": 9])
    let plan = try await service.plan(.user("eve"), leftAlone: ["version"])
    #expect(plan.counts.heldBack == 0)
    try await service.apply(plan, leftAlone: ["version"])
    #expect(service.states == [try prompt("p"): ["n": 1, "version": 9], try prompt("q"): ["n": 1, "version": 4]])
  }

  @Test("Operations are found by request, tag, type, time and id, and what narrows nothing is refused")
  func filters() async throws {
    let first = try #require(try await service.set(prompt("a"), ["n": 1], by: "eve", metadata: ["request_id": "r1", "tags": ["job": "x"]]))
    try await service.set(prompt("b"), ["n": 1], by: "eve", metadata: ["request_id": "r2", "tags": ["job": "x"]])
    try await service.set(try Resource("PROPOSAL", "c"), ["n": 1], by: "eve", metadata: ["request_id": "r2"])
    func ids(_ subject: RecoveryRequest.Subject) async throws -> [String] {
      try await service.plan(subject).steps.map(\.resource.id).sorted()
    }
    #expect(try await ids(.operations(.init(), requestID: "r2", tags: [:])) == ["b", "c"])
    #expect(try await ids(.operations(.init(), requestID: nil, tags: ["job": "x"])) == ["a", "b"])
    #expect(try await ids(.operations(.init(), requestID: "r2", tags: ["job": "x"])) == ["b"])
    #expect(try await ids(.operations(.init(resourceType: ResourceType("PROPOSAL")), requestID: nil, tags: [:])) == ["c"])
    #expect(try await ids(.operations(.init(to: first.timestamp.advanced(byMicroseconds: 1)), requestID: nil, tags: [:])) == ["a"])
    #expect(try await ids(.records([first.id])) == ["a"])
    await #expect(throws: HistoryError.self) { try await ids(.operations(.init(), requestID: nil, tags: [:])) }
    await #expect(throws: HistoryError.self) { try await ids(.records([HistoryID("2025-12-16T20:30:00.123456Z#DELETE#none#T")])) }
  }

  @Test("What is referred to is written first and removed last; what would refer to nothing is a conflict")
  func references() async throws {
    let proposal = try Resource("PROPOSAL", "a")
    let (lost, made) = (try Resource("PROPOSAL", "lost"), try Resource("PROPOSAL", "made"))
    try await service.set(prompt("z"), ["n": 1], by: "ann")
    try await service.set(proposal, ["prompt_id": "z"], by: "ann")
    try await service.set(lost, ["prompt_id": "nowhere"], by: "ann")
    for resource in [proposal, lost] { try await service.set(resource, nil, by: "eve") }
    try await service.set(prompt("z"), nil, by: "eve")
    try await service.set(prompt("new"), ["n": 1], by: "eve")
    try await service.set(made, ["prompt_id": "new"], by: "eve")
    let plan = try await service.plan(.user("eve"))
    let order = plan.steps.map(\.resource)
    func place(_ resource: Resource) throws -> Int { try #require(order.firstIndex(of: resource)) }
    #expect(try place(prompt("z")) < place(proposal) && place(made) < place(prompt("new")))
    #expect(plan.steps.first { $0.resource == proposal }?.needs == [try prompt("z")])
    #expect(plan.step("lost")?.conflicts.map(\.kind) == [.referenceMissing] && plan.step("lost")?.isHeldBack == true)
    // Where what is referred to does not come back, what refers to it does not either.
    service.setTrouble { resource in
      if resource.id == "z" { self.service.setSilently(resource, ["n": 7]) }
      return true
    }
    let report = try await service.apply(plan)
    #expect(report.done == 2 && service.states[proposal] == nil)
    #expect(Set(report.conflicts.compactMap(\.outcome)) == [.moved, .needMissing])
  }

  @Test("A type that nothing describes is a conflict, and the rest goes on")
  func undescribed() async throws {
    try await service.set(prompt("p"), ["n": 1], by: "eve")
    try await service.record(.create, try Resource("OTHER", "o"), nil, ["n": 1], by: "eve")
    let plan = try await service.plan(.user("eve"))
    #expect(plan.step("o")?.conflicts.map(\.kind) == [.notDescribed] && plan.step("p")?.action == .remove)
  }
}
