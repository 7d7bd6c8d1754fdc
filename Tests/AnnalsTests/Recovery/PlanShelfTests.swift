import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("Kept plans")
struct PlanShelfTests {
  private let service: PlainService

  init() throws { service = try PlainService() }

  private func plan(_ count: Int, size: Int = 10) async throws -> RecoveryPlan {
    var random = SeededGenerator(seed: 7)
    for number in 0..<count {
      let text = (0..<size).map { _ in String(UInt64.random(in: 0...UInt64.max, using: &random), radix: 36) }.joined(separator: " ")
      try await service.set(prompt("p-\(number)"), ["body": .string(text), "n": 1.50], by: "ann")
      try await service.set(prompt("p-\(number)"), nil, by: "eve")
    }
    return try await service.plan(.user("eve")) { $0.reason = "why" }
  }

  @Test("A plan comes back as it was kept, in as many parts as it needs, with its hash")
  func roundTrip() async throws {
    let plan = try await plan(60, size: 1000)
    let shelf = PlanShelf(service.store)
    try await shelf.keep(plan)
    #expect(try await service.store.documents(beginning: "plan-parts/").count > 1)
    let kept = try #require(try await shelf.plan(plan.id))
    #expect(kept == plan && kept.hash == plan.hash)
    #expect(try await shelf.summaries().map(\.hash) == [plan.hash])
    for id in ["absent", "Not A Name"] { #expect(try await shelf.plan(id) == nil) }
  }

  @Test("Everything that a step can hold comes back")
  func steps() async throws {
    for id in ["a", "b"] { try await service.set(prompt(id), ["n": 1, "api_key": "sk-live-4f9Xq2LmZ81b"], by: "ann") }
    try await service.set(prompt("a"), ["n": 2, "api_key": "sk-live-4f9Xq2LmZ81b"], by: "eve")
    try await service.set(prompt("a"), ["n": 2, "m": 1, "api_key": "sk-live-4f9Xq2LmZ81b"], by: "ben")
    try await service.set(try Resource("PROPOSAL", "x"), ["prompt_id": "b"], by: "ann")
    for resource in [try prompt("b"), try Resource("PROPOSAL", "x")] { try await service.set(resource, nil, by: "eve") }
    let plan = try await service.plan(.user("eve")) { options in
      options.choice = .merge
      options.fields = GivenFields(["api_key": "given"])
    }
    let text = JSONWriter.text(of: plan.json)
    for word in ["kept_fields", "given_fields", "needs", "records", "rank"] { #expect(text.contains(word)) }
    try await PlanShelf(service.store).keep(plan)
    #expect(try await PlanShelf(service.store).plan(plan.id) == plan)
  }

  @Test("Each kind of request comes back from its JSON")
  func requests() async throws {
    var filter = RecordFilter(
      resourceType: try ResourceType("PROMPT"), user: try User("eve"), operation: .delete, from: service.now, to: service.now)
    filter.resourceID = "p"
    let subjects: [RecoveryRequest.Subject] = [
      .operations(filter, requestID: "r", tags: ["a": "b"]), .operations(.init(), requestID: "r", tags: [:]),
      .records([try HistoryID("2025-12-16T20:30:00.123456Z#DELETE#p#T")]), .plan("abc"), .resource(try prompt("p"), at: service.now),
      .type(try ResourceType("PROMPT"), at: service.now),
    ]
    for subject in subjects { #expect(try RecoveryRequest(RecoveryRequest(subject).json).subject == subject) }
  }

  @Test("A plan that was changed where it is kept is refused")
  func forged() async throws {
    let plan = try await plan(3)
    let shelf = PlanShelf(service.store)
    try await shelf.keep(plan)
    let head = try #require(try await service.store.documents(beginning: "plans/").first)
    let forged = String(decoding: head.content, as: UTF8.self).replacing("\"why\"", with: "\"who\"")
    #expect(try await service.store.put(Array(forged.utf8), as: head.name, replacing: head.version))
    await #expect(throws: HistoryError.self) { try await shelf.plan(plan.id) }
    let part = try #require(try await service.store.documents(beginning: "plan-parts/").first)
    #expect(try await service.store.put(part.content.reversed(), as: part.name, replacing: part.version))
    await #expect(throws: HistoryError.self) { try await shelf.plan(plan.id) }
  }

  @Test("After thirty days a plan is removed, with its parts and its progress, when the next is kept")
  func expiry() async throws {
    let old = try await plan(2)
    try await PlanShelf(service.store).keep(old)
    try await service.apply(old)
    let next = try await service.plan(.plan(old.id))
    let later = old.created.advanced(byMicroseconds: RecoveryPlan.life + 1)
    try await PlanShelf(service.store, now: { later }).keep(next)
    #expect(try await service.store.documents(beginning: "plan").allSatisfy { !$0.name.text.contains(old.id) })
    #expect(try await PlanShelf(service.store).summaries().map(\.id) == [next.id])
  }
}
