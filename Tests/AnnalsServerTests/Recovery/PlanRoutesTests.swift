import Annals
import AnnalsTestSupport
import HTTPTypes
import Synchronization
import Testing

@testable import AnnalsServer

@Suite("Undo over HTTP")
struct PlanRoutesTests {
  /// Eve deletes one prompt, and edits two; ben edits one of these after.
  private func spoilt(needsTwo: Bool = false) async throws -> PromptService {
    let service = try PromptService(needsTwo: needsTwo)
    for id in ["p-1", "p-2", "p-3"] { try await service.set(id, ["name": "good", "version": 1], by: "ann") }
    try await service.set("p-1", nil, by: "eve")
    for id in ["p-2", "p-3"] { try await service.set(id, ["name": "spoilt", "version": 1], by: "eve") }
    try await service.set("p-3", ["name": "spoilt", "version": 2], by: "ben")
    return service
  }

  @Test("A plan shows each change, its conflicts and its cost, is applied exactly, and undone again; history tells all of it")
  func story() async throws {
    let service = try await spoilt()
    let (ann, admin) = (try await service.key(.operator), try await service.key(.admin, user: "root"))
    try await service.run { (client, history) async throws in
      let made = try await client.plan(["undo": ["user_id": "eve"], "reason": "INC-1"], ann)
      #expect(made.status == 201, "\(made.text)")
      let id = try made.planID
      #expect(made.headers[.location] == "/api/history/plans/\(id)")
      let json = try made.json
      #expect(json["writes"] == 2 && json["held_back"] == 1 && json["write_units"] == 2 && json["created_by"] == "ann")
      #expect(json["progress"]?.object?["state"] == "not_applied")
      let steps = try made.steps
      #expect(steps["p-1"]?["present_state"] == .null && steps["p-1"]?["target_state"] == ["name": "good", "version": 1])
      let changes = (steps["p-2"]?["diff"]?.object?["changes"]?.array ?? []).compactMap(\.object)
      #expect(changes.map { $0["path"] } == ["/name"] && changes.first?["before"] == "spoilt" && changes.first?["after"] == "good")
      let conflict = steps["p-3"]?["conflicts"]?.array?.first?.object
      #expect(conflict?["kind"] == "changed_since" && conflict?["records"]?.array?.first?.object?["user_id"] == "ben")
      #expect(try service["PROMPT", "p-1"] == nil && service["PROMPT", "p-2"]?["name"] == "spoilt")

      let shown = try await client.get("/api/history/plans/\(id)?steps=conflicts", headers: ann)
      #expect(try Array(shown.steps.keys) == ["p-3"] && shown.json["sha256"] == json["sha256"])
      let applied = try await client.apply(made, ["reason": "INC-1 agreed"], ann)
      #expect(applied.status == 202 && applied.headers[.location] == "/api/history/plans/\(id)/progress", "\(applied.text)")
      let end = try await client.end(of: made, ann)
      #expect(end["state"] == "complete" && end["done"] == 2 && end["open"] == 0 && end["applied_by"] == "ann", "\(end)")
      #expect(try service["PROMPT", "p-1"] == ["name": "good", "version": 1] && service["PROMPT", "p-2"]?["name"] == "good")
      #expect(try service["PROMPT", "p-3"] == ["name": "spoilt", "version": 2])
      let outcomes = try await client.get("/api/history/plans/\(id)", headers: ann).steps.mapValues { $0["outcome"] }
      #expect(outcomes == ["p-1": "done", "p-2": "done", "p-3": .null])
      let record = try #require(try await history.records(of: "PROMPT", id: "p-1").records.first)
      #expect(record.user.id == "ann" && record.metadata["plan_id"]?.string == id && record.metadata["reason"] == "INC-1 agreed")

      let again = try await client.plan(["undo": ["plan_id": .string(id)]], ann)
      #expect(try again.json["writes"] == 1 && again.json["removals"] == 1)
      #expect(try await client.apply(again, [:], ann).status == 202)
      #expect(try await client.end(of: again, ann)["done"] == 2)
      #expect(try service["PROMPT", "p-1"] == nil && service["PROMPT", "p-2"]?["name"] == "spoilt")

      let list = try await client.get("/api/history/plans?limit=1", headers: ann)
      #expect(try list.json["plans"]?.array?.compactMap { $0.object?["plan_id"] } == [.string(try again.planID)])
      let rest = try await client.get("/api/history/plans?cursor=\(try #require(try list.nextCursor))", headers: admin)
      #expect(try rest.json["plans"]?.array?.first?.object?["progress"]?.object?["state"] == "complete" && rest.nextCursor == nil)

      let acts = try await history.looks().filter { $0.resource.id == "access/plans/\(id)" && $0.operation != .read }
      #expect(
        acts.map { "\($0.operation) \($0.user) \($0.metadata["phase"]?.string ?? "")" } == [
          "CREATE ann ", "UPDATE ann begun", "UPDATE ann ended",
        ])
      #expect(acts.last?.metadata["done"] == 2 && acts[1].metadata["reason"] == "INC-1 agreed")
    }
  }

  @Test("Restore goes back to a moment, one operation is undone alone, and steps come a page at a time")
  func others() async throws {
    let service = try await spoilt()
    let ann = try await service.key(.operator)
    try await service.run { (client, history) async throws in
      let eve = try await history.records(matching: RecordFilter(user: try User("eve"), operation: .delete)).records
      let one = try await client.plan(["undo": ["history_ids": [.string(eve[0].id.description)]]], ann)
      #expect(try Array(one.steps.keys) == ["p-1"])
      let moment = eve[0].timestamp.advanced(byMicroseconds: -1).description
      let all = try await client.plan(["restore": ["resource_type": "prompt", "at": .string(moment)]], ann)
      #expect(try all.json["writes"] == 3 && all.json["held_back"] == 0, "\(all.text)")
      let single = try await client.plan(["restore": ["resource_type": "PROMPT", "resource_id": "p-3", "at": .string(moment)]], ann)
      #expect(try single.steps["p-3"]?["action"] == "write")
      var ids: [String] = []
      var cursor: String?
      repeat {
        let page = try await client.get(
          "/api/history/plans/\(all.planID)?steps=actions&limit=2\(cursor.map { "&cursor=\($0)" } ?? "")", headers: ann)
        ids += try page.steps.keys.sorted()
        cursor = try page.nextCursor
      } while cursor != nil
      #expect(ids == ["p-1", "p-2", "p-3"])
    }
  }

  @Test("What was changed after the plan was made stays, and is counted; another plan than the one that was seen is not applied")
  func moved() async throws {
    let service = try await spoilt()
    let ann = try await service.key(.operator)
    try await service.run { (client, _) async throws in
      let made = try await client.plan(["undo": ["user_id": "eve"]], ann)
      try await service.set("p-2", ["name": "mine", "version": 3], by: "ben", silently: true)
      let wrong = try await client.apply(made, ["sha256": "0000"], ann)
      #expect(try wrong.status == 409 && wrong.code == "wrong_plan")
      let missing = try await client.post("/api/history/plans/\(made.planID)/apply", "{}", headers: ann)
      #expect(try missing.status == 400 && missing.parameter == "sha256")
      let paced = try await client.apply(made, ["max_wcu": 5], ann)
      #expect(try paced.status == 400 && paced.detail.contains("leave max_wcu out"))
      #expect(try await client.get("/api/history/plans/\(made.planID)/progress", headers: ann).json["state"] == "not_applied")
      #expect(try await client.apply(made, [:], ann).status == 202)
      let end = try await client.end(of: made, ann)
      #expect(end["done"] == 1 && end["changed_since"] == 1, "\(end)")
      #expect(try service["PROMPT", "p-2"]?["name"] == "mine")
    }
  }

  @Test("A plan holds only what lies in the scope of who asks; a plan with more is not there for them")
  func scoped() async throws {
    let service = try await spoilt()
    try await service.set("s-1", ["name": "secret"], by: "ann", type: "SECRET")
    try await service.set("s-1", nil, by: "eve", type: "SECRET")
    let whole = try await service.key(.operator)
    let part = try await service.key(.operator, user: "cut", scope: ["resource_types": ["PROMPT"]])
    let ids = try await service.key(.operator, user: "ids", scope: ["id_prefixes": ["p-1"]])
    try await service.run { (client, _) async throws in
      let all = try await client.plan(["undo": ["user_id": "eve"]], whole)
      #expect(try all.steps.keys.sorted() == ["p-1", "p-2", "p-3", "s-1"])
      for path in ["", "/progress"] {
        #expect(try await client.get("/api/history/plans/\(all.planID)\(path)", headers: part).status == 404)
      }
      #expect(try await client.apply(all, [:], part).status == 404)
      #expect(try await client.get("/api/history/plans", headers: part).json["plans"] == [])
      let own = try await client.plan(["undo": ["user_id": "eve"]], part)
      #expect(try own.steps.keys.sorted() == ["p-1", "p-2", "p-3"])
      #expect(try await client.plan(["undo": ["user_id": "eve"]], ids).steps.keys.sorted() == ["p-1"])
      for request: JSONObject in [
        ["undo": ["resource_type": "SECRET"]], ["restore": ["resource_type": "SECRET", "at": "2023-01-01"]],
        ["restore": ["resource_type": "SECRET", "resource_id": "s-1", "at": "2023-01-01"]], ["undo": ["user_id": "nobody"]],
      ] {
        let reply = try await client.plan(request, part)
        #expect(try reply.status == 422 && reply.detail.hasPrefix("nothing was found to put back"), "\(reply.text)")
      }
      #expect(try await client.get("/api/history/plans", headers: whole).json["plans"]?.array?.count == 3)
      for scope: JSONObject in [["users": ["eve"]], ["since": "2020-01-01T00:00:00Z"], ["hidden_fields": ["name"]]] {
        let cut = try await service.key(.operator, user: "x", scope: scope)
        #expect(try await client.plan(["undo": ["user_id": "eve"]], cut).status == 403)
        #expect(try await client.get("/api/history/plans", headers: cut).status == 403)
        #expect(try await client.get("/api/history/plans/\(own.planID)", headers: cut).status == 403)
      }
    }
  }

  @Test("Where two are needed, who made a plan cannot apply it, and another can")
  func two() async throws {
    let service = try await spoilt(needsTwo: true)
    let (ann, ben) = (try await service.key(.operator), try await service.key(.operator, user: "ben"))
    try await service.run { (client, _) async throws in
      let made = try await client.plan(["undo": ["user_id": "eve"]], ann)
      let own = try await client.apply(made, [:], ann)
      #expect(try own.status == 403 && own.detail.contains("another user has to"))
      #expect(try service["PROMPT", "p-1"] == nil)
      #expect(try await client.apply(made, [:], ben).status == 202)
      #expect(try await client.end(of: made, ben)["done"] == 2)
    }
  }

  @Test(
    "A request that could mean more than was meant is refused, and the problem names the member",
    arguments: [
      (#"{"undo": {"user": "eve"}}"#, "undo.user"), (#"{"undo": {"user_id": null}}"#, "undo.user_id"), (#"{"undo": {}}"#, "undo"),
      (#"{}"#, "undo"), (#"{"undo": {"user_id": "eve"}, "restore": {"resource_type": "PROMPT", "at": "2023-01-01"}}"#, "undo"),
      (#"{"undo": {"plan_id": "x", "user_id": "eve"}}"#, "undo.plan_id"), (#"{"undo": {"history_ids": []}}"#, "undo.history_ids"),
      (#"{"undo": {"history_ids": ["x"]}}"#, "undo.history_ids"), (#"{"undo": {"resource_id": "p-1"}}"#, "undo.resource_type"),
      (#"{"undo": {"operation_type": "READ"}}"#, "undo.operation_type"), (#"{"undo": {"tags": {"a": 1}}}"#, "undo.tags"),
      (#"{"undo": {"from": "2025-01-02", "to": "2025-01-01"}}"#, "undo.to"), (#"{"restore": {"resource_type": "PROMPT"}}"#, "restore.at"),
      (#"{"undo": {"user_id": "eve"}, "conflict_choice": "all"}"#, "conflict_choice"),
      (#"{"undo": {"user_id": "eve"}, "all_or_nothing": "yes"}"#, "all_or_nothing"),
      (#"{"undo": {"user_id": "eve"}, "apply": true}"#, "apply"),
    ])
  func refused(body: String, parameter: String) async throws {
    let service = try await spoilt()
    let ann = try await service.key(.operator)
    try await service.run { (client, _) async throws in
      let reply = try await client.post("/api/history/plans", body, headers: ann)
      #expect(try reply.status == 400 && reply.parameter == parameter, "\(reply.text)")
      #expect(try await client.get("/api/history/plans", headers: ann).json["plans"] == [])
    }
  }

  @Test("A server that was not told where resources are says what to give, and one whose recovery does not run applies nothing")
  func unable() async throws {
    try await withServer { client, _ in
      let reply = try await client.plan(["undo": ["user_id": "eve"]])
      #expect(try reply.status == 404 && reply.code == "no_tables" && reply.detail.contains("--tables annals.yaml"))
      #expect(try await client.get("/api/history/plans").json["plans"] == [])
    }
    let service = try await spoilt()
    let history = try HistoryService(store: service.store)
    let recovery = try #require(service.server.withLock { $0.configuration.routes.recovery })
    let plan = RecoveryPlanner(history, restorer: try recovery.restorer(), by: .system)
    let order = RecoveryService.Order(
      plan: try await plan.plan(RecoveryRequest(.type(try ResourceType("PROMPT"), at: Timestamp(microseconds: 0)))), history: history,
      restorer: try recovery.restorer(), fields: GivenFields(), reason: nil, user: .system, open: 3, begun: {}, ended: { _ in })
    let problem = #expect(throws: Problem.self) { try recovery.begin(order) }
    #expect(problem?.kind.code == "not_running" && problem?.kind.status == .serviceUnavailable)
  }
}
