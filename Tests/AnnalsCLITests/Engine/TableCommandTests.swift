import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

@Suite("annals on a DynamoDB table", .timeLimit(.minutes(5)))
struct TableCommandTests {
  @Test("Set up, imported twice, counted, verified, examined and cleaned up beside a service's own items, which stay as they are")
  func wholeWay() async throws {
    try await CommandTable.with { table in
      let setup = try await table.run("setup", "--pitr")
      #expect(setup.status == 0, "\(setup.errors)")
      let again = try await table.run("setup", "--pitr")
      #expect(again.status == 0 && again.output.contains("nothing is missing"), "\(again.output)")
      let own = (0..<100).map { number -> AttributeMap in
        ["PK": .s("USER#\(number)"), "SK": "OPERATION#2013-07-21T20:57:14Z#CREATE", "n": .n(number)]
      }
      try await table.put(own)

      try table.writeOperations(1_200)
      let first = try await table.run("import", "operations.ndjson", "--json", "--verbose")
      #expect(first.status == 0, "\(first.errors)")
      #expect(first.output == #"{"already_there":0,"bad":0,"broken_inputs":0,"new":1200,"read":1200}"# + "\n")
      #expect(first.errors.contains(" items read: "), "\(first.errors)")
      let second = try await table.run("import", "operations.ndjson")
      #expect(second.output == "1,200 records read: 0 new, 1,200 already there, 0 bad\n", "\(second.errors)")

      let stats = try await table.run("stats", "--json", "--verify")
      #expect(stats.status == 0, "\(stats.errors)")
      let records = try RealOperations.records().prefix(1_200)
      let kinds = Dictionary(records.map { ($0.operation.rawValue, 1) }, uniquingKeysWith: +)
      let counts = try JSONParser.parse(stats.output).object
      #expect(counts?["total_operations"] == 1_200)
      for (kind, count) in kinds { #expect(counts?["operation_types"]?.object?[kind] == .number(JSONNumber(count))) }

      let doctor = try await table.run("doctor")
      #expect(doctor.status == 0, "\(doctor.output)")
      #expect(doctor.lines.allSatisfy { $0.hasPrefix("ok") }, "\(doctor.output)")

      let cleanup = try await table.run("cleanup", "--keep-days", "1", "--yes", "--yes-remove", "1200", "--json")
      #expect(try JSONParser.parse(cleanup.output).object?["removed"] == 1_200, "\(cleanup.errors)")
      // That it was done is a record of its own.
      #expect(try await table.recordCount() == 1)
      let empty = try await table.run("stats", "--json")
      #expect(try JSONParser.parse(empty.output).object?["resource_types"] == ["HISTORY": 1])
      let left = try await table.dynamoDB.scan(Scan(tableName: CommandTable.name)).items
      #expect(Set(left.filter { $0["PK"]?.string?.hasPrefix("HISTORY#") != true }) == Set(own))
    }
  }

  @Test("What keeps a table from being used is one sentence that says what to do, from doctor and from a reading command")
  func troubles() async throws {
    try await CommandTable.with { table in
      func check(_ finding: String, _ sentence: String?, _ environment: [String: String] = [:]) async throws {
        let doctor = try await table.run("doctor", environment: environment)
        let complaints = doctor.lines.filter { !$0.hasPrefix("ok") && !$0.hasPrefix("warning  recovery") && !$0.hasPrefix(" ") }
        #expect(complaints.count == 1 && complaints[0].contains(finding), "\(doctor.output)")
        #expect(doctor.output.contains(" -> "), "\(doctor.output)")
        #expect((doctor.status == 1) == (sentence != nil))
        let recent = try await table.run("recent", environment: environment)
        guard let sentence else {
          #expect(recent.errorLines.first?.hasPrefix("annals: warning: ") == true, "\(recent.errors)")
          return
        }
        #expect(recent.status == 1)
        #expect(recent.errorLines.count == 1 && recent.errors.contains(sentence), "\(recent.errors)")
      }
      let missing = "the table \"history\" or its index is not there: check name, region and account, or make it with annals setup"
      try await check("there is no table \"history\" in the region eu-central-1", missing)
      try await check(
        "there are no credentials for AWS", "there are no credentials for AWS", ["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""])
      try await table.run("setup", "--pitr")
      try await check("there is no table \"history\" in the region us-east-1", missing, ["AWS_REGION": "us-east-1"])
      var drop = UpdateTable(tableName: CommandTable.name)
      drop.globalSecondaryIndexUpdates = [.delete(indexName: "history-by-user")]
      _ = try await table.dynamoDB.updateTable(drop)
      try await check("there is no index history-by-user", nil)
    }
  }

  @Test("Old records are adopted once, and then listed and counted")
  func adoption() async throws {
    try await CommandTable.with { table in
      try await table.run("setup")
      try await table.put(
        (0..<40).map { number in
          [
            "PK": .s("HISTORY#PROMPT#p-\(number)"), "SK": .s("OPERATION#2025-01-01T10:00:\(number + 10)+00:00#CREATE"),
            "resource_type": "prompt", "user_id": "ann", "metadata": ["success": true],
          ]
        })
      #expect(try await table.run("recent").status == 2)
      let first = try await table.run("adopt")
      #expect(first.output == "40 records looked at: 40 adopted, 0 had it, 0 left as they are\n", "\(first.errors)")
      let second = try await table.run("adopt", "--json")
      #expect(second.output == #"{"adopted":0,"already":40,"looked_at":40,"unreadable":0}"# + "\n", "\(second.errors)")
      let recent = try await table.run("recent", "--type", "prompt", "--user", "ann", "--json")
      #expect(recent.lines.count == 40, "\(recent.errors)")
      let stats = try await table.run("stats", "--json")
      #expect(try JSONParser.parse(stats.output).object?["resource_types"] == ["PROMPT": 40])
    }
  }

  @Test("A history that DynamoDB does not give is a 503 that says so, once a read's time is over, and the server goes on")
  func unreachable() async throws {
    // It answers when the server starts, and never again.
    try await StubServer.run([.json("{}"), .silence]) { server in
      try await CommandTable.with(url: server.url) { table in
        let running = try await RunningServer(
          in: table.folder, ["--set", "dynamodb_read_limit=1s"], environment: table.environment)
        for _ in 0..<2 {
          let answer = try await Answer(of: running.url + "/api/history/recent")
          #expect(answer.status == 503)
          #expect(answer.text.contains("not done within 1.0 seconds"), "\(answer.text)")
        }
        let ready = try await Answer(of: running.url + "/readyz")
        #expect(ready.status == 503 && ready.text.contains("not done within 1.0 seconds"), "\(ready.text)")
        #expect(try await Answer(of: running.url + "/healthz").status == 200)
        #expect(await running.stop() == 0)
      }
    }
  }

  @Test("A writer's least policy is enough to log and to import, and for nothing else")
  func writerPolicy() async throws {
    let engine = try await DynamoDBEngine.shared(.verifying)
    let keys = EngineKeys(engine)
    let all = try await keys.userKey()
    let folder = try CommandFolder()
    func environment(_ credentials: AWSCredentials) -> [String: String] {
      [
        "AWS_ENDPOINT_URL": engine.url, "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": credentials.accessKeyID,
        "AWS_SECRET_ACCESS_KEY": credentials.secretAccessKey, "TABLE_NAME": "history",
      ]
    }
    let setup = try await folder.run("setup", environment: environment(all))
    #expect(setup.status == 0, "\(setup.errors)")
    let policy = try await folder.run("doctor", "--policy", "writer", environment: environment(all))
    let writer = try await keys.userKey(policy: policy.output)
    let text = String(repeating: "a long text ", count: 1_000)
    for id in ["p-1", "p-2"] {
      let logged = try await folder.run(
        "log", "update", "PROMPT", id, "--before", #"{"text":"\#(text)"}"#, "--at", "2025-01-01", environment: environment(writer))
      #expect(logged.status == 0, "\(logged.errors)")
    }
    try folder.write(ImportTests.line, to: "a.ndjson")
    let imported = try await folder.run("import", "a.ndjson", environment: environment(writer))
    #expect(imported.output == "1 record read: 1 new, 0 already there, 0 bad\n", "\(imported.errors)")
    let doctor = try await folder.run("doctor", "--role", "writer", environment: environment(writer))
    #expect(doctor.status == 0, "\(doctor.output)")

    for arguments in [["recent"], ["cleanup", "--keep-days", "1", "--yes"], ["adopt"]] {
      let refused = try await folder.run(arguments: arguments, environment: environment(writer))
      #expect(refused.status == 1)
      #expect(refused.errors.contains("the credentials may not do this to the table \"history\""), "\(refused.errors)")
    }
    let recent = try await folder.run("recent", "--json", environment: environment(all))
    #expect(recent.lines.count == 3, "\(recent.errors)")
  }
}
