import AWSClient
import EngineTestSupport
import Testing

@Suite("An engine behind a bad network", .timeLimit(.minutes(5)))
struct FaultProxyTests {
  private func withTable(
    _ faults: [Fault], _ change: (inout AWSClientConfiguration) -> Void = { _ in },
    _ body: (DynamoDBClient, _ strikes: @escaping @Sendable () async throws -> Int) async throws -> Void
  ) async throws {
    let account = DynamoDBEngine.makeAccount()
    let direct = try await DynamoDBEngine.shared().client(account)
    let table = CreateTable(tableName: "things", keySchema: [.init("PK", .hash)], attributeDefinitions: [.init("PK")])
    let made = await Task { try await DynamoDBClient(direct).createTable(table) }.result
    try await direct.shutdown()
    _ = try made.get()
    try await FaultProxy.withClient(faults, account: account, change) { try await body(DynamoDBClient($0), $1) }
  }

  @Test(
    "A fault that passes is not seen by the caller, and what was written is there",
    arguments: [
      Fault.error("ProvisionedThroughputExceededException"), .error("ThrottlingException"), .error("RequestLimitExceeded"),
      .error("InternalServerError", status: 500), .error("ServiceUnavailable", status: 503), .reset, .truncated(to: 0.5),
      .broken(after: 0.5), .corrupted,
    ])
  func passing(fault: Fault) async throws {
    try await withTable([fault.at("PutItem").times(2), fault.at("GetItem").times(2)]) { dynamoDB, strikes in
      _ = try await dynamoDB.putItem(PutItem(tableName: "things", item: ["PK": "a", "text": "kept"]))
      let item = try await dynamoDB.getItem(GetItem(tableName: "things", key: ["PK": "a"])).item
      #expect(item == ["PK": "a", "text": "kept"])
      #expect(try await strikes() == 4)
    }
  }

  @Test("Throttling that stays is told as such, with AWS's code")
  func throttled() async throws {
    try await withTable([.error("ProvisionedThroughputExceededException").at("PutItem")]) { dynamoDB, strikes in
      let error = await #expect(throws: AWSError.self) { try await dynamoDB.putItem(PutItem(tableName: "things", item: ["PK": "a"])) }
      #expect(error?.code == "ProvisionedThroughputExceededException")
      #expect(error?.isThrottling == true)
      #expect(error?.httpStatus == 400)
      let count = try await strikes()
      #expect(count == 4)
    }
  }

  @Test("An answer that comes too late is asked for again")
  func late() async throws {
    let fault = Fault.late(milliseconds: 30_000).at("GetItem").times(1)
    try await withTable([fault], { $0.readTimeout = .seconds(1) }) { dynamoDB, strikes in
      let answer = try await dynamoDB.getItem(GetItem(tableName: "things", key: ["PK": "a"]))
      #expect(answer.item == nil)
      let count = try await strikes()
      #expect(count == 1)
    }
  }

  @Test("Under throttling and resets at once every write arrives")
  func load() async throws {
    let faults = [Fault.error("ProvisionedThroughputExceededException").share(0.2), .reset.share(0.05)]
    try await withTable(faults, { $0.retry.maximumAttempts = 12 }) { dynamoDB, strikes in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for batch in 0..<8 {
          group.addTask {
            for number in 0..<20 {
              _ = try await dynamoDB.putItem(PutItem(tableName: "things", item: ["PK": .s("\(batch)-\(number)")]))
            }
          }
        }
        try await group.waitForAll()
      }
      var scan = Scan(tableName: "things")
      scan.select = .count
      #expect(try await dynamoDB.scan(scan).count == 160)
      #expect(try await strikes() > 0)
    }
  }
}
