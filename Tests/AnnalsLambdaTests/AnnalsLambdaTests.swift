import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

/// The built function on a stand-in of the runtime's interface and a DynamoDB engine, both over HTTP.
@Suite("annals-lambda")
struct AnnalsLambdaTests {
  /// Runs a body with a table that holds records of these days ago, and what the function's environment is.
  private func withTable(
    daysAgo: [Int], of account: AWSCredentials = DynamoDBEngine.makeAccount(),
    _ body: (HistoryService, [String: String]) async throws -> Void
  ) async throws {
    try await FunctionTable.with(account) { table in
      let records = try daysAgo.enumerated().map { index, days in
        SanitizedRecord(
          HistoryRecord(
            .update, of: try Resource("PROMPT", "p-\(index)"), at: Timestamp.now.advanced(byMicroseconds: -Int64(days) * 86_400_000_000),
            token: try RecordToken("T\(index)"), by: try User("ann"), before: nil, after: ["n": .number(JSONNumber(index))],
            metadata: ["success": true]))
      }
      // A store of its own: what the function makes known to the table is new to the one that the test reads by.
      if !records.isEmpty { _ = try await table.anotherStore().append(records) }
      try await body(table.history, table.environment)
    }
  }

  @Test(
    "Events are done one after the other: a clean-up, a rollup, and what cannot be done is said so; each run is a record",
    .timeLimit(.minutes(5)))
  func events() async throws {
    try await withTable(daysAgo: [800, 500, 400, 30, 1]) { history, environment in
      let (said, _) = try await RuntimeStandIn.run(
        [
          .init(body: #"{"job": "cleanup", "days_to_keep": 365}"#), .init(body: #"{"job": "rollup", "name": "counts", "rebuild": true}"#),
          .init(body: #"{"job": "dance"}"#), .init(body: #"{"detail-type": "Scheduled Event"}"#), .init(body: "not json"),
          .init(body: #"{"job": "cleanup"}"#), .init(body: #"{"job": "cleanup", "days_to_keep": 0}"#),
        ], expecting: 7, environment: environment)
      #expect(said.map { $0.path.split(separator: "/").last } == ["response", "response", "error", "error", "error", "error", "error"])
      #expect(said.map(\.path).allSatisfy { $0.hasPrefix("/2018-06-01/runtime/invocation/request-") })
      let cleanup = try #require(said.first?.json)
      #expect(cleanup["finished"] == true && cleanup["removed"] == 3 && cleanup["removed_by_type"]?.object?["PROMPT"] == 3)
      #expect(said[1].json["total_operations"]?.number?.int == 3, "two prompts and the record of the clean-up: \(said[1].json)")
      #expect(said[2].kind == "Annals.invalid_configuration")
      #expect(said[2].json["errorMessage"]?.string == "there is no job \"dance\": known are cleanup, archive, baseline, rollup")
      #expect(said[3].json["errorMessage"]?.string?.contains("the event names no job") == true)
      #expect(said[4].json["errorType"] == "invalid_json")
      #expect(said[5].json["errorMessage"]?.string?.contains("needs days_to_keep: give a whole number from 1") == true)

      let records = try await history.records(limit: 100).records
      #expect(Set(records.filter { $0.resource.type.name == "PROMPT" }.map(\.resource.id)) == ["p-3", "p-4"])
      let runs = records.filter { $0.resource.id == "access/schedule/cleanup" }
      #expect(runs.count == 1)
      #expect(runs.first?.user.id == "schedule" && runs.first?.operation == .delete && runs.first?.metadata["route"] == "annals-lambda")
      #expect(runs.first?.metadata["holder"]?.string?.hasPrefix("annals-upkeep:") == true)
      #expect(records.contains { $0.resource.id == "access/schedule/counts" })
    }
  }

  @Test("Old records go to an archive in S3 and out of the table, once", .timeLimit(.minutes(5)))
  func archive() async throws {
    let bucket = try await EngineBucket.make(on: DynamoDBEngine.shared())
    try await withTable(daysAgo: [800, 700, 1], of: bucket.account) { history, environment in
      let event = #"{"job": "archive", "days_to_keep": 365, "to": "s3://\#(bucket.name)/history"}"#
      let (said, _) = try await RuntimeStandIn.run(
        [.init(body: event), .init(body: event), .init(body: #"{"job": "archive", "days_to_keep": 365, "to": "elsewhere"}"#)], expecting: 3,
        environment: environment)
      #expect(said[0].json["finished"] == true && said[0].json["archived"] == 2 && said[0].json["parts"] == 2, "\(said[0].json)")
      #expect(said[1].json["finished"] == true && said[1].json["archived"] == 0, "\(said[1].json)")
      #expect(said[2].path.hasSuffix("/error") && said[2].json["errorMessage"]?.string?.contains("give s3://BUCKET/PREFIX") == true)
      #expect(try await history.records(limit: 100).records.filter { $0.resource.type.name == "PROMPT" }.map(\.resource.id) == ["p-2"])
    }
  }

  @Test("Where the deadline is near it stops in time, and says what is left", .timeLimit(.minutes(5)))
  func deadline() async throws {
    try await withTable(daysAgo: [800, 700, 1]) { history, environment in
      let (said, _) = try await RuntimeStandIn.run(
        [.init(body: #"{"job": "cleanup", "days_to_keep": 365}"#, seconds: 1.5), .init(body: #"{"job": "cleanup", "days_to_keep": 365}"#)],
        expecting: 2, environment: environment)
      #expect(said[0].path.hasSuffix("/response"))
      #expect(said[0].json["finished"] == false && said[0].json["removed"] == 0 && said[0].json["left_at_most"] == 2, "\(said[0].json)")
      #expect(said[1].json["finished"] == true && said[1].json["removed"] == 2, "\(said[1].json)")
    }
  }

  @Test("While another process has the lease, nothing is run")
  func held() async throws {
    try await withTable(daysAgo: [800]) { history, environment in
      guard case .taken = try await RunBook(history.store).take("cleanup", due: .now, as: "other") else { throw CancellationError() }
      let (said, _) = try await RuntimeStandIn.run(
        [.init(body: #"{"job": "cleanup", "days_to_keep": 365}"#)], expecting: 1, environment: environment)
      #expect(said[0].json["ran"] == false && said[0].json["reason"]?.string?.contains("another process is at it: other") == true)
      #expect(try await history.records(limit: 10).records.count == 1)
    }
  }

  @Test(
    "What keeps it from starting is told to the runtime, and the process ends",
    arguments: [
      ["AWS_REGION": "eu-central-1"], ["TABLE_NAME": "t"], ["TABLE_NAME": "t", "ANNALS_REDACTION": "perhaps"],
      ["TABLE_NAME": "t", "ANNALS_REDACTION_KEY": "short"], ["TABLE_NAME": "t", "ANNALS_TEXT_LIMIT": "4 KiB"],
    ])
  func start(environment: [String: String]) async throws {
    let environment = environment.merging(["AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"]) { own, _ in own }
    let (said, status) = try await RuntimeStandIn.run([], expecting: 1, environment: environment)
    #expect(said.first?.path == "/2018-06-01/runtime/init/error")
    #expect(said.first?.json["errorType"] == "invalid_configuration")
    #expect(status == 1)
  }

  @Test("Without a runtime it ends")
  func alone() async throws {
    let process = Process()
    process.executableURL = BuiltExecutable.url("annals-lambda")
    process.environment = [
      "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1", "TABLE_NAME": "t", "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "a",
      "AWS_SECRET_ACCESS_KEY": "b",
    ]
    process.standardError = FileHandle.nullDevice
    let (ended, continuation) = AsyncStream<Void>.makeStream()
    process.terminationHandler = { _ in continuation.finish() }
    try process.run()
    for await _ in ended {}
    #expect(process.terminationStatus == 1)
  }
}
