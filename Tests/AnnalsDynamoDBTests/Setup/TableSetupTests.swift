import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Synchronization
import Testing

@testable import AnnalsDynamoDB

@Suite("Table set-up")
struct TableSetupTests {
  private let name = TestTable.name

  private func table(_ client: AWSClient) async throws -> TableDescription {
    try await DynamoDBClient(client).describeTable(DescribeTable(tableName: name)).table
  }

  /// A service's own table, without anything of history.
  private func makeMainTable(_ client: AWSClient, _ change: (inout CreateTable) -> Void = { _ in }) async throws {
    var request = HistoryTable.createTable(name, withIndexes: false)
    change(&request)
    _ = try await DynamoDBClient(client).createTable(request)
  }

  @Test("A new table has both indexes and expiry, and keeps history without a warning")
  func newTable() async throws {
    try await DynamoDBEngine.withClient { client in
      let lines = Mutex<[String]>([])
      let done = try await TableSetup(client: client, tableName: name).run { line in lines.withLock { $0.append(line) } }
      #expect(
        done == [
          "made the table \"main\" with the indexes history-by-time and history-by-user", "turned on expiry by expires_at",
        ])
      #expect(lines.withLock { $0.first } == "making the table \"main\" with its indexes")
      let expiry = try await DynamoDBClient(client).describeTimeToLive(DescribeTimeToLive(tableName: name))
      #expect(expiry.attributeName == "expires_at")
      let store = try DynamoDBStore(client: client, tableName: name)
      #expect(try await store.warnings() == [])
      #expect(try await store.append([SanitizedRecord(try sample())]) == 1)
    }
  }

  @Test("A second run changes nothing, and says that nothing is missing")
  func secondRun() async throws {
    let log = RequestLog()
    try await DynamoDBEngine.withClient({ log.note(&$0) }) { client in
      var options = TableSetupOptions()
      options.hasPointInTimeRecovery = true
      options.isDeletionProtected = true
      let setup = TableSetup(client: client, tableName: name, options: options)
      let first = try await setup.run()
      #expect(first.last == "turned on point-in-time recovery")
      log.forget()
      #expect(try await setup.run() == ["the table \"main\" has all that history needs: nothing is missing"])
      #expect(log.names.allSatisfy { $0.hasPrefix("Describe") })
    }
  }

  @Test("A service's main table gets the indexes one after the other, each with its own keys only, and keeps its items")
  func mainTable() async throws {
    let log = RequestLog()
    try await DynamoDBEngine.withClient({ log.note(&$0) }) { client in
      try await makeMainTable(client)
      let table = TestTable(client: client)
      let items: [AttributeMap] = (0..<30).map { ["PK": .s("USER#\($0)"), "SK": "PROFILE", "name": .s("n\($0)"), "age": .n($0)] }
      try await table.put(items)
      log.forget()
      let done = try await TableSetup(client: client, tableName: name).run()
      #expect(done == ["added the index history-by-time", "added the index history-by-user", "turned on expiry by expires_at"])
      let updates = log.requests.compactMap { $0.operation as? UpdateTable }
      #expect(updates.map(\.globalSecondaryIndexUpdates.count) == [1, 1])
      #expect(updates.map { $0.attributeDefinitions.map(\.attributeName) } == [["history_feed", "SK"], ["history_user", "SK"]])
      #expect(Set(try await table.items()) == Set(items))
      #expect(try await table.store().warnings() == [])
    }
  }

  @Test("A table that lacks one index gets that one")
  func oneIndex() async throws {
    try await DynamoDBEngine.withClient { client in
      try await makeMainTable(client) { request in
        request.attributeDefinitions.append(AttributeDefinition("history_feed"))
        request.globalSecondaryIndexes = [HistoryTable.timeIndexDefinition]
      }
      var options = TableSetupOptions()
      options.hasExpiry = false
      #expect(try await TableSetup(client: client, tableName: name, options: options).run() == ["added the index history-by-user"])
    }
  }

  @Test("A provisioned table and its indexes get the units that are set")
  func provisioned() async throws {
    let log = RequestLog()
    try await DynamoDBEngine.withClient({ log.note(&$0) }) { client in
      var options = TableSetupOptions()
      options.capacity = .provisioned(readUnits: 7, writeUnits: 9)
      options.tags = ["team": "data"]
      options.kmsKey = "alias/history"
      _ = try await TableSetup(client: client, tableName: name, options: options).run()
      let request = try #require(log.requests.compactMap { $0.operation as? CreateTable }.first)
      let units = ProvisionedThroughput(readCapacityUnits: 7, writeCapacityUnits: 9)
      #expect(request.billingMode == .provisioned)
      #expect([request.provisionedThroughput] + request.globalSecondaryIndexes.map(\.provisionedThroughput) == [units, units, units])
      #expect(request.tags == ["team": "data"])
      #expect(request.sseSpecification == SSESpecification(kmsMasterKeyID: "alias/history"))
    }
  }

  @Test("The indexes of a provisioned main table get as many units as the table has, unless others are set")
  func provisionedMainTable() async throws {
    for (capacity, units) in [
      (TableSetupOptions.Capacity.onDemand, ProvisionedThroughput(readCapacityUnits: 3, writeCapacityUnits: 4)),
      (.provisioned(readUnits: 1, writeUnits: 2), ProvisionedThroughput(readCapacityUnits: 1, writeCapacityUnits: 2)),
    ] {
      let log = RequestLog()
      try await DynamoDBEngine.withClient({ log.note(&$0) }) { client in
        try await makeMainTable(client) { request in
          request.billingMode = .provisioned
          request.provisionedThroughput = ProvisionedThroughput(readCapacityUnits: 3, writeCapacityUnits: 4)
        }
        var options = TableSetupOptions()
        options.capacity = capacity
        _ = try await TableSetup(client: client, tableName: name, options: options).run()
        let indexes = log.requests.compactMap { $0.operation as? UpdateTable }.flatMap(\.globalSecondaryIndexUpdates)
        #expect(
          indexes
            == [HistoryTable.timeIndexDefinition, HistoryTable.userIndexDefinition].map { index in
              var index = index
              index.provisionedThroughput = units
              return .create(index)
            })
      }
    }
  }

  @Test("Deletion protection and recovery are turned on for a table that is there")
  func protection() async throws {
    try await DynamoDBEngine.withClient { client in
      _ = try await TableSetup(client: client, tableName: name).run()
      var options = TableSetupOptions()
      options.isDeletionProtected = true
      options.hasPointInTimeRecovery = true
      #expect(
        try await TableSetup(client: client, tableName: name, options: options).run() == [
          "protected the table from being deleted", "turned on point-in-time recovery",
        ])
      #expect(try await table(client).isDeletionProtected)
    }
  }

  @Test("Two set-ups at once end with one table that has everything")
  func atOnce() async throws {
    try await DynamoDBEngine.withClient { client in
      let setup = TableSetup(client: client, tableName: name, clock: InstantClock())
      async let one = setup.run()
      async let other = setup.run()
      _ = try await (one, other)
      #expect(try await table(client).globalSecondaryIndexes.count == 2)
    }
  }

  // MARK: Refusals

  @Test("A table with other keys is refused by their names and types, and stays as it is")
  func otherKeys() async throws {
    let log = RequestLog()
    try await DynamoDBEngine.withClient({ log.note(&$0) }) { client in
      let request = CreateTable(
        tableName: name, keySchema: [KeySchemaElement("id", .hash)], attributeDefinitions: [AttributeDefinition("id", .number)])
      _ = try await DynamoDBClient(client).createTable(request)
      log.forget()
      let error = await #expect(throws: HistoryError.self) { try await TableSetup(client: client, tableName: name).run() }
      #expect(error?.code == .invalidConfiguration)
      #expect(
        error?.description == "the table \"main\" has the keys id (partition, number): history needs PK (partition, string) and SK "
          + "(sort, string); name another table, or one that is not there yet")
      #expect(log.names.allSatisfy { $0.hasPrefix("Describe") })
    }
  }

  @Test(
    "An index of history's name with other keys or less in it is refused, and nothing is changed",
    arguments: [
      (
        SecondaryIndex(
          indexName: "history-by-user", keySchema: [KeySchemaElement("SK", .hash)], projection: Projection(.all)),
        "its keys are SK (partition, string), and history needs history_user (partition, string) and SK (sort, string)"
      ),
      (
        SecondaryIndex(
          indexName: "history-by-user", keySchema: HistoryTable.userIndexDefinition.keySchema, projection: Projection(.keysOnly)),
        "it does not hold history_id, operation_type"
      ),
    ])
  func otherIndex(index: SecondaryIndex, fault: String) async throws {
    let log = RequestLog()
    try await DynamoDBEngine.withClient({ log.note(&$0) }) { client in
      try await makeMainTable(client) { request in
        if index.keySchema.count == 2 { request.attributeDefinitions.append(AttributeDefinition("history_user")) }
        request.globalSecondaryIndexes = [index]
      }
      log.forget()
      let error = await #expect(throws: HistoryError.self) { try await TableSetup(client: client, tableName: name).run() }
      #expect(error?.description.contains(fault) == true)
      #expect(log.names.allSatisfy { $0.hasPrefix("Describe") })
    }
  }

  @Test("A table whose items expire by another attribute is refused before anything is changed, unless expiry is left out")
  func otherExpiry() async throws {
    try await DynamoDBEngine.withClient { client in
      try await makeMainTable(client)
      _ = try await DynamoDBClient(client).updateTimeToLive(
        UpdateTimeToLive(tableName: name, attributeName: "ttl", isEnabled: true))
      let error = await #expect(throws: HistoryError.self) { try await TableSetup(client: client, tableName: name).run() }
      #expect(error?.description.contains("expire by ttl, and DynamoDB has one such attribute for a table") == true)
      #expect(try await table(client).globalSecondaryIndexes.isEmpty)
      var options = TableSetupOptions()
      options.hasExpiry = false
      #expect(try await TableSetup(client: client, tableName: name, options: options).run().count == 2)
    }
  }

  @Test("Options without a meaning are refused before anything is asked")
  func options() async throws {
    try await StubServer.run([.reset]) { server in
      try await withStubClient(server.url) { client in
        var units = TableSetupOptions()
        units.capacity = .provisioned(readUnits: 0, writeUnits: 5)
        var tag = TableSetupOptions()
        tag.tags = ["": "x"]
        var key = TableSetupOptions()
        key.kmsKey = ""
        for options in [units, tag, key] {
          let code = await errorCode { _ = try await TableSetup(client: client, tableName: name, options: options).run() }
          #expect(code == .invalidConfiguration)
        }
      }
      #expect(server.requests.isEmpty)
    }
  }
}
