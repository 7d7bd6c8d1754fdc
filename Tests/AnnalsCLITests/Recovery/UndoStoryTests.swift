import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

@Suite("annals undo: the story from end to end", .serialized, .timeLimit(.minutes(20)))
struct UndoStoryTests {
  @Test(
    "What one user did is put back under a fifth of calls throttled and two kills, but for what colleagues changed; undoing that goes back",
    arguments: UndoStory.all)
  func story(_ story: UndoStory) async throws {
    let account = DynamoDBEngine.makeAccount()
    let engine = try await DynamoDBEngine.shared()
    let faults = [Fault.error("ProvisionedThroughputExceededException").share(0.2)]
    try await FaultProxy.with(faults, account: account) { url, strikes in
      try await CommandTable.with(account, url: url) { table in
        try await table.run("setup", environment: ["AWS_ENDPOINT_URL": engine.url])
        let (before, after) = try await closing(engine.client(account, rules: RequestRules(asksForParents: false))) {
          try await story.happen(table, client: $0)
        }
        #expect(before.count == story.prompts && after.count == story.prompts - story.deletions)

        let planned = try await table.run("undo", "--user", "eve", "--from", "1h", "--by", "ops", "--reason", "INC-481", "--json")
        #expect(planned.status == 4, "\(planned.errors)")
        let plan = try #require(try JSONParser.parse(planned.output).object?["plan"]?.object)
        let id = try #require(plan["plan_id"]?.string)
        #expect(plan["writes"] == .number(JSONNumber(story.restored)) && plan["held_back"] == .number(JSONNumber(story.colleagues)))
        #expect(conflicts(in: plan) == story.contestedIDs)
        #expect(try await story.items(table) == after)

        for part in 1...2 {
          let reached = story.prompts - story.deletions + story.deletions * part / 3
          try await table.runAndKill("undo", "--plan", id, "--apply", "--by", "ops", "--max-wcu", String(story.writeUnits)) {
            try await story.count(table) >= reached
          }
          #expect(try await story.count(table) < story.prompts)
        }
        let applied = try await table.run("undo", "--plan", id, "--apply", "--by", "ops", "--json")
        #expect(applied.status == 4, "\(applied.errors)")
        let report = try JSONParser.parse(applied.output).object?["report"]?.object
        #expect(report?["done"] == .number(JSONNumber(story.restored)) && report?["open"] == 0 && report?["failed"] == [])
        #expect(try await strikes() > 0)

        let restored = try await story.items(table)
        #expect(restored.count == story.prompts && before.subtracting(restored).count == story.colleagues)
        #expect(Set(restored.subtracting(before).compactMap { $0["prompt_id"]?.string }) == story.contestedIDs)
        try await check(table, records: story.restored, ofPlan: id)

        let undone = try await table.run("undo", "--of-plan", id, "--apply", "--by", "ops", "--json")
        #expect(undone.status == 0, "\(undone.errors)")
        #expect(try await story.items(table) == after)
        let second = try #require(try JSONParser.parse(undone.output).object?["plan"]?.object?["plan_id"]?.string)
        try await check(table, records: story.restored, ofPlan: second)
      }
    }
  }

  /// The ids of what a plan leaves because others changed it.
  private func conflicts(in plan: JSONObject) -> Set<String> {
    Set(
      (plan["steps"]?.array ?? []).compactMap { step in
        guard let step = step.object, step["action"] == "none",
          step["conflicts"]?.array?.first?.object?["records"]?.array?.first?.object?["user_id"] == "ben"
        else { return nil }
        return step["resource_id"]?.string
      })
  }

  /// The history tells each restored resource once, with what it undid, by whom and why.
  private func check(_ table: CommandTable, records count: Int, ofPlan id: String) async throws {
    let listed = try await table.run("recent", "--user", "ops", "--all", "--json")
    let records = try listed.lines.map { try #require(try JSONParser.parse($0).object) }.filter {
      $0["metadata"]?.object?["plan_id"]?.string == id
    }
    #expect(records.count == count && Set(records.compactMap { $0["resource_id"]?.string }).count == count)
    #expect(records.allSatisfy { $0["metadata"]?.object?["undo"]?.array?.isEmpty == false })
  }
}
