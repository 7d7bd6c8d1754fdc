import AWSClient
import Annals
import EngineTestSupport
import Synchronization
import Testing

@testable import AnnalsDynamoDB

/// What no engine shows: tables and indexes that take their time.
@Suite("Table set-up: waiting")
struct TableSetupWaitTests {
  /// A table's description as DynamoDB answers it; each index by its status, `nil` where it is not there.
  private static func table(_ status: String = "ACTIVE", time: String?, user: String?, other: String? = nil) -> StubServer.Reply {
    func index(_ definition: SecondaryIndex, _ status: String?) -> String? {
      status.map { status in
        let words = status.split(separator: "+")
        let names = definition.projection.nonKeyAttributes.map { "\"\($0)\"" }.joined(separator: ",")
        return """
          {"IndexName":"\(definition.indexName)","IndexStatus":"\(words[0])","Backfilling":\(words.count > 1),
          "KeySchema":[{"AttributeName":"\(definition.keySchema[0].attributeName)","KeyType":"HASH"},{"AttributeName":"SK","KeyType":"RANGE"}],
          "Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":[\(names)]}}
          """
      }
    }
    var foreign = HistoryTable.userIndexDefinition
    foreign.indexName = "orders"
    let indexes = [
      index(HistoryTable.timeIndexDefinition, time), index(HistoryTable.userIndexDefinition, user), index(foreign, other),
    ].compactMap { $0 }
    return .json(
      """
      {"Table":{"TableName":"main","TableStatus":"\(status)","BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST"},
      "KeySchema":[{"AttributeName":"PK","KeyType":"HASH"},{"AttributeName":"SK","KeyType":"RANGE"}],
      "AttributeDefinitions":[{"AttributeName":"PK","AttributeType":"S"},{"AttributeName":"SK","AttributeType":"S"}],
      "GlobalSecondaryIndexes":[\(indexes.joined(separator: ","))]}}
      """)
  }

  private static let expires = StubServer.Reply.json(
    #"{"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLED","AttributeName":"expires_at"}}"#)

  /// Runs set-up against these descriptions, the last of which stays; other calls are answered by their names, or with success.
  private func run(
    _ tables: [StubServer.Reply], _ answers: [String: [StubServer.Reply]] = [:], clock: InstantClock = InstantClock(),
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> (done: [String], calls: [String]) {
    let counts = Mutex<[String: Int]>([:])
    return try await StubServer.run({ request, _ in
      let index = counts.withLock { counts in
        counts[request.operation, default: 0] += 1
        return (counts[request.operation] ?? 1) - 1
      }
      switch request.operation {
      case "DescribeTable": return tables[min(index, tables.count - 1)]
      case "DescribeTimeToLive": return Self.expires
      default:
        guard let replies = answers[request.operation] else { return .json("{}") }
        return replies[min(index, replies.count - 1)]
      }
    }) { server in
      let done = try await withStubClient(server.url) { client in
        try await TableSetup(client: client, tableName: "main", clock: clock).run(progress: progress)
      }
      return (done, server.requests.map(\.operation).filter { $0 != "DescribeTimeToLive" })
    }
  }

  @Test("It waits for the table, then for each index to be filled, before it adds the next")
  func order() async throws {
    let clock = InstantClock()
    let lines = Mutex<[String]>([])
    let (done, calls) = try await run(
      [
        Self.table(time: nil, user: nil), Self.table("CREATING", time: nil, user: nil), Self.table(time: nil, user: nil),
        Self.table("UPDATING", time: "CREATING", user: nil), Self.table(time: "CREATING+filling", user: nil),
        Self.table(time: "ACTIVE+filling", user: nil), Self.table(time: "ACTIVE", user: nil),
        Self.table("UPDATING", time: "ACTIVE", user: "CREATING"), Self.table(time: "ACTIVE", user: "ACTIVE"),
      ], clock: clock
    ) { line in lines.withLock { $0.append(line) } }
    #expect(done == ["added the index history-by-time", "added the index history-by-user"])
    let look = "DescribeTable"
    #expect(calls == [look, look, look, "UpdateTable", look, look, look, look, "UpdateTable", look, look])
    #expect(
      lines.withLock { $0 } == [
        "waiting for the table \"main\" to be made", "adding the index history-by-time",
        "waiting for the index history-by-time to be filled", "adding the index history-by-user",
        "waiting for the index history-by-user to be filled",
      ])
    #expect(clock.sleeps == [1, 1, 2, 4, 1].map { .seconds($0) })
  }

  @Test("Waits double up to 20 seconds, and each minute it says that it still waits")
  func backoff() async throws {
    let clock = InstantClock()
    let lines = Mutex<[String]>([])
    let filling = Array(repeating: Self.table(time: "CREATING+filling", user: "ACTIVE"), count: 9)
    let (done, _) = try await run(filling + [Self.table(time: "ACTIVE", user: "ACTIVE")], clock: clock) { line in
      lines.withLock { $0.append(line) }
    }
    #expect(done == ["the table \"main\" has all that history needs: nothing is missing"])
    #expect(clock.sleeps == [1, 2, 4, 8, 16, 20, 20, 20].map { .seconds($0) })
    let sentence = "waiting for the index history-by-time to be filled"
    #expect(lines.withLock { $0 } == [sentence, sentence + ", for 1 min now"])
  }

  @Test("It adds no index while another index of the table is being made")
  func otherIndex() async throws {
    let (_, calls) = try await run([
      Self.table(time: nil, user: "ACTIVE"), Self.table(time: nil, user: "ACTIVE", other: "CREATING"),
      Self.table(time: nil, user: "ACTIVE", other: "ACTIVE"), Self.table(time: "ACTIVE", user: "ACTIVE", other: "ACTIVE"),
    ])
    let look = "DescribeTable"
    #expect(calls == [look, look, look, "UpdateTable", look])
  }

  @Test("An old index that is being deleted is waited for, and made anew")
  func deletedIndex() async throws {
    let (done, _) = try await run([
      Self.table(time: "DELETING", user: "ACTIVE"), Self.table(time: "DELETING", user: "ACTIVE"), Self.table(time: nil, user: "ACTIVE"),
      Self.table(time: "ACTIVE", user: "ACTIVE"),
    ])
    #expect(done == ["added the index history-by-time"])
  }

  @Test("A change that DynamoDB does not take now is asked for again")
  func busy() async throws {
    let (done, calls) = try await run(
      [
        Self.table(time: nil, user: "ACTIVE"), Self.table(time: nil, user: "ACTIVE"), Self.table(time: nil, user: "ACTIVE"),
        Self.table(time: "ACTIVE", user: "ACTIVE"),
      ],
      ["UpdateTable": [failure("ResourceInUseException"), .json("{}")]])
    #expect(done == ["added the index history-by-time"])
    let look = "DescribeTable"
    #expect(calls == [look, look, "UpdateTable", look, "UpdateTable", look])
  }

  @Test("An index that DynamoDB takes and never shows ends the run with a sentence")
  func lostIndex() async throws {
    let error = await #expect(throws: HistoryError.self) { try await run([Self.table(time: nil, user: "ACTIVE")]) }
    #expect(error?.code == .storeUnavailable)
    #expect(error?.description.contains("waiting for the index history-by-time to appear") == true)
  }

  @Test("A table that DynamoDB does not show yet is waited for, and not made twice")
  func lateTable() async throws {
    let missing = failure("ResourceNotFoundException")
    let (done, calls) = try await run([missing, missing, missing, missing, Self.table(time: "ACTIVE", user: "ACTIVE")])
    #expect(done == ["made the table \"main\" with the indexes history-by-time and history-by-user"])
    let look = "DescribeTable"
    #expect(calls == [look, look, "CreateTable", look, look, look])
  }

  @Test("A table that is being deleted is refused")
  func deletedTable() async throws {
    let error = await #expect(throws: HistoryError.self) { try await run([Self.table("DELETING", time: nil, user: nil)]) }
    #expect(error?.description == "the table \"main\" is being deleted: wait until it is gone, and run this again")
  }

  @Test("A missing permission is one sentence that names it")
  func denied() async throws {
    let message = "User: arn:aws:iam::1:user/ann is not authorized to perform: dynamodb:UpdateTable"
    let error = await #expect(throws: HistoryError.self) {
      try await run([Self.table(time: nil, user: "ACTIVE")], ["UpdateTable": [failure("AccessDeniedException", message)]])
    }
    #expect(error?.description.contains("dynamodb:UpdateTable") == true)
  }
}
