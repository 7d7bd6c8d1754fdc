import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite("annals serve --tables: undo over HTTP on DynamoDB", .serialized, .timeLimit(.minutes(10)))
struct UndoOverHTTPTests {
  /// A running server, asked as a client does.
  private struct Asked {
    let server: RunningServer

    func send(_ path: String, _ body: JSONObject? = nil) async throws -> (status: Int?, json: JSONObject) {
      try await Self.send(path, body, to: server.url)
    }

    static func send(_ path: String, _ body: JSONObject?, to address: String) async throws -> (status: Int?, json: JSONObject) {
      guard let url = URL(string: "\(address)/api/history/\(path)") else { throw URLError(.badURL) }
      var request = URLRequest(url: url)
      if let body {
        request.httpMethod = "POST"
        request.httpBody = Data(JSONWriter.text(of: body).utf8)
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue("ops", forHTTPHeaderField: "X-User-ID")
      }
      let (data, response) = try await URLSession.shared.data(for: request)
      return ((response as? HTTPURLResponse)?.statusCode, try JSONParser.parse(Array(data)).object ?? [:])
    }

    /// The progress of a plan, once it is in a state.
    func progress(of id: String, until isReached: (JSONObject) -> Bool) async throws -> JSONObject {
      while true {
        let progress = try await send("plans/\(id)/progress").json
        if isReached(progress) { return progress }
        await Task.yield()
      }
    }
  }

  private static let arguments = ["--tables", "annals.yaml", "--set", "user_header=X-User-ID", "--journal", "off"]

  /// Runs a body once a story has happened; gives it the items before the user came, and after the colleagues.
  private static func after(
    _ story: UndoStory, _ body: (CommandTable, _ before: Set<AttributeMap>, _ after: Set<AttributeMap>) async throws -> Void
  ) async throws {
    let account = DynamoDBEngine.makeAccount()
    let engine = try await DynamoDBEngine.shared()
    try await CommandTable.with(account) { table in
      try await table.run("setup")
      let (before, after) = try await closing(engine.client(account, rules: RequestRules(asksForParents: false))) {
        try await story.happen(table, client: $0)
      }
      try await body(table, before, after)
    }
  }

  @Test("What one user did is planned, shown, applied through a kill of the server, and undone, but for what colleagues changed")
  func story() async throws {
    let story = UndoStory(prompts: 300, deletions: 150, edits: 30, colleagues: 5, writeUnits: 60)
    try await Self.after(story) { table, before, after in
      let first = Asked(server: try await RunningServer(in: table.folder, Self.arguments, environment: table.environment))
      let made = try await first.send("plans", ["undo": ["user_id": "eve"], "reason": "INC-481"])
      #expect(made.status == 201, "\(made.json)")
      #expect(made.json["writes"] == .number(JSONNumber(story.restored)) && made.json["held_back"] == .number(JSONNumber(story.colleagues)))
      #expect(made.json["created_by"] == "ops" && made.json["write_units"]?.number?.int ?? 0 >= story.restored)
      let id = try #require(made.json["plan_id"]?.string)
      let conflicts = try await first.send("plans/\(id)?steps=conflicts").json["steps"]?.array ?? []
      #expect(Set(conflicts.compactMap { $0.object?["resource_id"]?.string }) == story.contestedIDs)
      #expect(try await table.run("plans", "show", id, "--brief").output.contains("sha256 \(made.json["sha256"]?.string ?? "?")"))
      #expect(try await story.items(table) == after)

      let order: JSONObject = ["sha256": made.json["sha256"] ?? .null, "max_wcu": .number(JSONNumber(story.writeUnits))]
      let begun = try await first.send("plans/\(id)/apply", order)
      #expect(begun.status == 202 && begun.json["state"] == "running", "\(begun.json)")
      let twice = try await first.send("plans/\(id)/apply", order)
      #expect(twice.status == 409 && twice.json["code"] == "plan_under_way")
      let half = try await first.progress(of: id) { $0["done"]?.number?.int ?? 0 > 0 }
      #expect(half["open"]?.number?.int ?? 0 > 0 && half["seconds_left"]?.number != nil, "\(half)")
      _ = await first.server.kill()
      #expect(try await story.count(table) < story.prompts)

      let second = Asked(server: try await RunningServer(in: table.folder, Self.arguments, environment: table.environment))
      #expect(try await second.send("plans/\(id)/apply", ["sha256": made.json["sha256"] ?? .null]).status == 202)
      let end = try await second.progress(of: id) { $0["state"] == "complete" }
      #expect(end["done"] == .number(JSONNumber(story.restored)) && end["failed"] == 0 && end["changed_since"] == 0, "\(end)")
      let restored = try await story.items(table)
      #expect(restored.count == story.prompts && before.subtracting(restored).count == story.colleagues)

      // A plan that the command line made is shown and applied here.
      let planned = try await table.run("undo", "--of-plan", id, "--by", "ops", "--json")
      let plan = try #require(try JSONParser.parse(planned.output).object?["plan"]?.object)
      let other = try #require(plan["plan_id"]?.string)
      #expect(try await second.send("plans/\(other)").json["sha256"] == plan["sha256"])
      #expect(try await second.send("plans/\(other)/apply", ["sha256": plan["sha256"] ?? .null]).status == 202)
      _ = try await second.progress(of: other) { $0["state"] == "complete" }
      #expect(try await story.items(table) == after)
      #expect(try await table.run("plans", "list").output.contains("applied: \(story.restored) of \(story.restored) put back"))

      let records = try await table.run("recent", "--user", "ops", "--all", "--json").lines.filter { $0.contains("\"plan_id\":\"\(id)\"") }
      #expect(records.count == story.restored)
      #expect(await second.server.stop() == 0)
    }
  }

  @Test("Two servers and the command line at one plan at the same time write and record each item once, and all tell the same end")
  func together() async throws {
    let story = UndoStory(prompts: 250, deletions: 150, edits: 60, colleagues: 5, writeUnits: 200)
    try await Self.after(story) { table, before, _ in
      async let first = RunningServer(in: table.folder, Self.arguments, environment: table.environment)
      async let second = RunningServer(in: table.folder, Self.arguments, environment: table.environment)
      let servers = [Asked(server: try await first), Asked(server: try await second)]
      let made = try await servers[0].send("plans", ["undo": ["user_id": "eve"]])
      let id = try #require(made.json["plan_id"]?.string, "\(made.json)")
      let order: JSONObject = ["sha256": made.json["sha256"] ?? .null, "max_wcu": .number(JSONNumber(story.writeUnits))]
      let address = servers[1].server.url
      async let other = Asked.send("plans/\(id)/apply", order, to: address).status
      async let command = table.run("undo", "--plan", id, "--apply", "--by", "ops", "--json")
      #expect(try await servers[0].send("plans/\(id)/apply", order).status == 202)
      #expect(try await other == 202)
      for asked in servers {
        let end = try await asked.progress(of: id) { $0["state"] == "complete" }
        #expect(end["done"] == .number(JSONNumber(story.restored)) && end["open"] == 0, "\(end)")
        #expect(end["changed_since"] == 0 && end["failed"] == 0 && end["trouble"] == nil, "\(end)")
      }
      let applied = try await command
      if applied.status == 1 {
        #expect(applied.errors.contains("another process applies the plan \(id) now"), "\(applied.errors)")
      } else {
        let report = try JSONParser.parse(applied.output).object?["report"]?.object
        #expect(applied.status == 4 && report?["done"] == .number(JSONNumber(story.restored)), "\(applied.output) \(applied.errors)")
      }
      let restored = try await story.items(table)
      #expect(restored.count == story.prompts && before.subtracting(restored).count == story.colleagues)
      let records = try await table.run("recent", "--user", "ops", "--all", "--json").lines.filter { $0.contains("\"plan_id\":\"\(id)\"") }
      #expect(records.count == story.restored)
      for asked in servers { #expect(await asked.server.stop() == 0) }
    }
  }

  @Test("A plan that the server made is applied by the command line, and a server without a description says what to give")
  func sides() async throws {
    let story = UndoStory(prompts: 12, deletions: 4, edits: 3, colleagues: 1, writeUnits: 100)
    try await Self.after(story) { table, before, _ in
      let asked = Asked(server: try await RunningServer(in: table.folder, Self.arguments, environment: table.environment))
      let made = try await asked.send("plans", ["undo": ["user_id": "eve", "resource_type": "PROMPT"], "conflict_choice": "merge"])
      let id = try #require(made.json["plan_id"]?.string, "\(made.json)")
      #expect(made.json["held_back"] == 0 && made.json["overridden"] == 1)
      let applied = try await table.run("undo", "--plan", id, "--apply")
      #expect(applied.status == 0, "\(applied.errors)")
      #expect(try await asked.send("plans/\(id)/progress").json["state"] == "complete")
      #expect(try await before.subtracting(story.items(table)).count == 1)
      #expect(try await asked.send("plans", ["undo": ["resource_type": "PROPOSAL"]]).json["code"] == "invalid_plan")
      #expect(await asked.server.stop() == 0)
      try FileManager.default.removeItem(atPath: table.folder.path("annals.yaml"))
      let without = Asked(server: try await RunningServer(in: table.folder, ["--journal", "off"], environment: table.environment))
      let refused = try await without.send("plans", ["undo": ["user_id": "eve"]])
      #expect(refused.status == 404 && refused.json["code"] == "no_tables")
      #expect(await without.server.stop() == 0)
    }
  }
}
