import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("Recovery of what history redacted")
struct RedactedRecoveryTests {
  private let service: PlainService
  private static let secret = "sk-live-4f9Xq2LmZ81bTnRv"

  init() throws { service = try PlainService() }

  @Test("A redacted field keeps its present value, and no mark is ever written")
  func kept() async throws {
    try await service.set(
      prompt("p"), ["name": "old", "api_key": .string(Self.secret), "list": [["id": 1, "password": "hunter2!"]]], by: "ann")
    try await service.set(
      prompt("p"), ["name": "bad", "api_key": .string(Self.secret), "list": [["id": 2], ["id": 1, "password": "hunter2!"]]], by: "eve")
    let plan = try await service.plan(.user("eve"))
    let step = try #require(plan.steps.first)
    #expect(step.conflicts == [] && step.keptFields == ["/api_key", "/list/0/password"])
    try await PlanShelf(service.store).keep(plan)
    for document in try await service.store.documents(beginning: "plan") {
      #expect(!String(decoding: document.content, as: UTF8.self).contains(Self.secret))
    }
    #expect(!JSONWriter.text(of: plan.json).contains("hunter2") && !JSONWriter.text(of: plan.json).contains(Self.secret))
    try await service.apply(try #require(try await PlanShelf(service.store).plan(plan.id)))
    #expect(
      service.states[try prompt("p")] == ["name": "old", "api_key": .string(Self.secret), "list": [["id": 1, "password": "hunter2!"]]])
  }

  @Test("Where nothing is there to keep it is a conflict that names the field, until its value is given, which no plan keeps")
  func given() async throws {
    for id in ["p", "q"] {
      try await service.set(prompt(id), ["n": 1, "api_key": .string(Self.secret)], by: "ann")
      try await service.set(prompt(id), nil, by: "eve")
    }
    let held = try await service.plan(.user("eve")) { $0.choice = .overwrite }
    #expect(held.counts.heldBack == 2 && held.steps.first?.conflicts.map(\.fields) == [["/api_key"]])
    let fields = GivenFields(["api_key": .null, "PROMPT/p": ["api_key": "sk-live-other"]])
    let plan = try await service.plan(.user("eve")) { $0.fields = fields }
    #expect(plan.counts.heldBack == 0 && plan.steps.allSatisfy { $0.givenFields == ["/api_key"] })
    #expect(!JSONWriter.text(of: plan.json).contains("sk-live-other"))
    let without = try await service.apply(plan)
    #expect(without.failed.count == 2 && service.states.isEmpty)
    let again = try await service.plan(.user("eve")) { $0.fields = fields }
    #expect(try await service.apply(again, fields: fields).isWhole)
    #expect(service.states == [try prompt("p"): ["n": 1, "api_key": "sk-live-other"], try prompt("q"): ["n": 1]])
  }

  @Test("Where nothing but a secret was changed, its value is written as it is given")
  func secretAlone() async throws {
    try await service.set(prompt("p"), ["n": 1, "api_key": .string(Self.secret)], by: "ann")
    try await service.set(prompt("p"), ["n": 1, "api_key": "sk-live-of-eve"], by: "eve")
    #expect(try await service.plan(.user("eve")).counts.already == 1)
    #expect(try await service.plan(.user("eve")) { $0.fields = GivenFields(["api_key": "for all"]) }.counts.already == 1)
    let fields = GivenFields(["PROMPT/p": ["api_key": .string(Self.secret)]])
    let plan = try await service.plan(.user("eve")) { $0.fields = fields }
    #expect(try await service.apply(plan, fields: fields).done == 1)
    #expect(service.states[try prompt("p")]?["api_key"] == .string(Self.secret))
  }

  @Test("With fingerprints, a secret that was changed since is a conflict, and so is one that what is undone changed")
  func fingerprint() async throws {
    var configuration = HistoryConfiguration()
    configuration.redaction.fingerprintKey = try FingerprintKey(Array("a key of more than sixteen bytes".utf8))
    let service = try PlainService(configuration)
    try await service.set(prompt("p"), ["n": 1, "api_key": .string(Self.secret)], by: "ann")
    try await service.set(prompt("p"), ["n": 2, "api_key": .string(Self.secret)], by: "eve")
    try await service.set(prompt("q"), ["n": 1, "api_key": .string(Self.secret)], by: "ann")
    try await service.set(prompt("q"), ["n": 1, "api_key": "sk-live-of-eve"], by: "eve")
    let plan = try await service.plan(.user("eve"))
    #expect(plan.step("p")?.conflicts == [] && plan.step("q")?.conflicts.map(\.kind) == [.redacted])
    service.setSilently(try prompt("p"), ["n": 2, "api_key": "sk-live-another"])
    #expect(try await service.plan(.user("eve")).steps.first?.conflicts.map(\.kind) == [.changedSince])
  }
}
