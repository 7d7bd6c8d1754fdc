import AWSClient
import EngineTestSupport
import Testing

@Suite("AWS's rules for tables")
struct TableRulesTests {
  private let rules = RulesUnderTest()

  private func index(_ name: String, by attribute: String) -> SecondaryIndex {
    SecondaryIndex(indexName: name, keySchema: [.init(attribute, .hash)], projection: Projection(.keysOnly))
  }

  @Test("Attributes are defined where keys use them, and only there")
  func definitions() {
    var table = RulesUnderTest.table
    table.attributeDefinitions.append(.init("more"))
    rules.expectRefusal(of: table, "more is defined and no key uses it")
    table.attributeDefinitions = [.init("PK"), .init("kind")]
    rules.expectRefusal(of: table, "SK of the index by-kind is not among")
    table = RulesUnderTest.table
    table.globalSecondaryIndexes[0].projection = Projection(.include)
    rules.expectRefusal(of: table, "INCLUDE names attributes")
    table = RulesUnderTest.table
    table.billingMode = .provisioned
    rules.expectRefusal(of: table, "PROVISIONED")
  }

  @Test("Indexes are added one at a time, and known then")
  func indexes() throws {
    var update = UpdateTable(tableName: "t")
    update.attributeDefinitions = [.init("a"), .init("b")]
    update.globalSecondaryIndexUpdates = [.create(index("by-a", by: "a")), .create(index("by-b", by: "b"))]
    rules.expectRefusal(of: update, "at a time")
    update.globalSecondaryIndexUpdates = [.create(index("by-a", by: "a"))]
    try rules.check(update)
    rules.expectRefusal(of: PutItem(tableName: "t", item: ["PK": "x", "SK": "y", "a": 1]), "key attribute a")
  }

  @Test("Expiry is not turned on twice, nor off")
  func expiry() throws {
    let on = UpdateTimeToLive(tableName: "t", attributeName: "expires_at", isEnabled: true)
    let off = UpdateTimeToLive(tableName: "t", attributeName: "expires_at", isEnabled: false)
    rules.expectRefusal(of: off, "disabled already")
    try rules.check(on)
    rules.expectRefusal(of: on, "enabled already")
    try rules.check(off)
  }

  @Test("A client of the engine is refused what the engine would let pass, and nothing is sent")
  func engine() async throws {
    let rules = RequestRules()
    try await DynamoDBEngine.withClient(rules: rules) { client in
      let dynamoDB = DynamoDBClient(client)
      var table = RulesUnderTest.table
      table.tableName = "things"
      _ = try await dynamoDB.createTable(table)
      var query = Query(tableName: table.tableName, keyConditionExpression: "PK = :p")
      query.filterExpression = "SK > :s"
      query.expressionAttributeValues = [":p": "x", ":s": "a"]
      let error = await #expect(throws: AWSError.self) { try await dynamoDB.query(query) }
      #expect(error?.code == "ValidationException")
      #expect(error?.isRetryable == false)
      #expect(rules.violations == ["Query: a query's filter cannot use the key attribute SK"])
      // A table that the rules have not seen is not held against keys.
      query.tableName = "unknown"
      let second = await #expect(throws: AWSError.self) { try await dynamoDB.query(query) }
      #expect(second?.code == "ResourceNotFoundException")
    }
  }
}
