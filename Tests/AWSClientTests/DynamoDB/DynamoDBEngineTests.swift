import AWSClient
import EngineTestSupport
import Testing

@Suite("DynamoDB, over HTTP", .timeLimit(.minutes(5)))
struct DynamoDBEngineTests {
  private let schema = [KeySchemaElement("PK", .hash), KeySchemaElement("SK", .range)]

  private func withTable(_ body: (DynamoDBClient, String) async throws -> Void) async throws {
    try await DynamoDBEngine.withClient { client in
      let dynamoDB = DynamoDBClient(client)
      var table = CreateTable(
        tableName: "things", keySchema: schema, attributeDefinitions: ["PK", "SK", "kind"].map { AttributeDefinition($0) })
      table.globalSecondaryIndexes = [
        SecondaryIndex(
          indexName: "by-kind", keySchema: [.init("kind", .hash), .init("SK", .range)],
          projection: Projection(.include, nonKeyAttributes: ["n"]))
      ]
      _ = try await dynamoDB.createTable(table)
      try await body(dynamoDB, "things")
    }
  }

  private func key(_ sort: String) -> AttributeMap { ["PK": "p", "SK": .s(sort)] }

  private func item(_ sort: String, _ more: AttributeMap = [:]) -> AttributeMap {
    AttributeMap(unordered: key(sort).members + more.members)
  }

  @Test("An item of every kind of value comes back as it went in")
  func everyKind() async throws {
    try await withTable { dynamoDB, table in
      let item = self.item(
        "a é🙂",
        [
          "s": "x", "n": .n("3.1415926535897932384626433832795028841"), "b": .b([0, 1, 255]), "t": true, "z": .null, "l": [1, "a", [:]],
          "m": ["in": ["deep": .b([7])]], "ss": .ss(["one"]), "ns": .ns(["1.5"]), "bs": .bs([[1, 2]]),
        ])
      _ = try await dynamoDB.putItem(PutItem(tableName: table, item: item))
      var get = GetItem(tableName: table, key: key("a é🙂"))
      get.consistentRead = true
      get.returnConsumedCapacity = .total
      let answer = try await dynamoDB.getItem(get)
      #expect(answer.item == item)
      #expect(answer.consumedCapacity?.tableName == table)
      #expect(try await dynamoDB.getItem(GetItem(tableName: table, key: key("none"))).item == nil)
    }
  }

  @Test("A condition that fails says so, and is not tried again")
  func condition() async throws {
    try await withTable { dynamoDB, table in
      var put = PutItem(tableName: table, item: item("a"))
      put.conditionExpression = "attribute_not_exists(PK)"
      put.returnValuesOnConditionCheckFailure = .allOld
      _ = try await dynamoDB.putItem(put)
      let error = await #expect(throws: AWSError.self) { try await dynamoDB.putItem(put) }
      #expect(error?.code == "ConditionalCheckFailedException")
      #expect(error?.isRetryable == false)
      #expect(error?.httpStatus == 400)
      #expect(error?.requestID != nil)
    }
  }

  @Test("An update changes attributes and returns them; a delete returns what was there")
  func updateAndDelete() async throws {
    try await withTable { dynamoDB, table in
      var update = UpdateItem(tableName: table, key: key("a"))
      update.updateExpression = "SET #n = :n ADD hits :one"
      update.expressionAttributeNames = ["#n": "name"]
      update.expressionAttributeValues = [":n": "x", ":one": 1]
      update.returnValues = .allNew
      _ = try await dynamoDB.updateItem(update)
      #expect(try await dynamoDB.updateItem(update).attributes == item("a", ["name": "x", "hits": 2]))
      var delete = DeleteItem(tableName: table, key: key("a"))
      delete.returnValues = .allOld
      #expect(try await dynamoDB.deleteItem(delete).attributes?["hits"] == 2)
      #expect(try await dynamoDB.deleteItem(delete).attributes == nil)
    }
  }

  @Test("Pages of a query and of a scan follow each other to the end")
  func pages() async throws {
    try await withTable { dynamoDB, table in
      let writes = (0..<23).map { BatchWriteItem.Write.put(item("r\($0 + 10)", ["kind": "even", "n": .n($0)])) }
      #expect(try await dynamoDB.batchWriteItem(BatchWriteItem(requestItems: [table: writes])).unprocessedItems.isEmpty)
      var query = Query(tableName: table, keyConditionExpression: "PK = :p AND begins_with(SK, :r)")
      query.expressionAttributeValues = [":p": "p", ":r": "r"]
      query.limit = 10
      query.scanIndexForward = false
      var sorts: [String] = []
      repeat {
        let page = try await dynamoDB.query(query)
        #expect(page.count == page.items.count)
        sorts += page.items.compactMap { $0["SK"]?.string }
        query.exclusiveStartKey = page.lastEvaluatedKey
      } while query.exclusiveStartKey != nil
      #expect(sorts == (0..<23).reversed().map { "r\($0 + 10)" })

      var index = Query(tableName: table, keyConditionExpression: "kind = :k")
      index.indexName = "by-kind"
      index.expressionAttributeValues = [":k": "even"]
      index.select = .count
      #expect(try await dynamoDB.query(index).count == 23)

      var found = 0
      for segment in 0..<2 {
        var scan = Scan(tableName: table)
        (scan.segment, scan.totalSegments) = (segment, 2)
        scan.filterExpression = "n >= :n"
        scan.expressionAttributeValues = [":n": 20]
        found += try await dynamoDB.scan(scan).count
      }
      #expect(found == 3)
    }
  }

  @Test("A batch reads what is there of many keys")
  func batchGet() async throws {
    try await withTable { dynamoDB, table in
      _ = try await dynamoDB.batchWriteItem(BatchWriteItem(requestItems: [table: [.put(item("a", ["n": 1])), .put(item("b"))]]))
      _ = try await dynamoDB.batchWriteItem(BatchWriteItem(requestItems: [table: [.delete(key("b"))]]))
      var keys = BatchGetItem.KeysAndAttributes(keys: ["a", "b", "c"].map { key($0) })
      keys.projectionExpression = "#n"
      keys.expressionAttributeNames = ["#n": "n"]
      let answer = try await dynamoDB.batchGetItem(BatchGetItem(requestItems: [table: keys]))
      #expect(answer.responses == [table: [["n": 1]]])
      #expect(answer.unprocessedKeys.isEmpty)
    }
  }

  @Test("A transaction is done whole, or not and says which part was to blame")
  func transactions() async throws {
    try await withTable { dynamoDB, table in
      _ = try await dynamoDB.transactWriteItems(
        TransactWriteItems(transactItems: [
          .put(PutItem(tableName: table, item: item("a", ["n": 1]))), .put(PutItem(tableName: table, item: item("b"))),
        ]))
      var put = PutItem(tableName: table, item: item("b"))
      put.conditionExpression = "attribute_not_exists(PK)"
      let parts: [TransactWriteItems.Part] = [
        .conditionCheck(.init(tableName: table, key: key("a"), conditionExpression: "attribute_exists(PK)")), .put(put),
        .delete(DeleteItem(tableName: table, key: key("c"))),
      ]
      let error = await #expect(throws: AWSError.self) { try await dynamoDB.transactWriteItems(TransactWriteItems(transactItems: parts)) }
      #expect(error?.code == "TransactionCanceledException")
      #expect(error?.cancellationReasons.map(\.code) == [nil, "ConditionalCheckFailed", nil])
      let read = try await dynamoDB.transactGetItems(
        TransactGetItems(transactItems: ["a", "c"].map { GetItem(tableName: table, key: key($0)) }))
      #expect(read.responses == [item("a", ["n": 1]), nil])
    }
  }

  @Test("A table is made, described, changed, listed and removed")
  func tables() async throws {
    try await withTable { dynamoDB, table in
      let described = try await dynamoDB.describeTable(DescribeTable(tableName: table)).table
      #expect(described.tableStatus == .active)
      #expect(described.keySchema == schema)
      #expect(described.billingMode == .payPerRequest)
      #expect(described.globalSecondaryIndexes.map(\.indexName) == ["by-kind"])
      #expect(described.globalSecondaryIndexes.first?.projection == Projection(.include, nonKeyAttributes: ["n"]))
      var update = UpdateTable(tableName: table)
      update.attributeDefinitions = [AttributeDefinition("user"), AttributeDefinition("SK")]
      update.globalSecondaryIndexUpdates = [
        .create(
          SecondaryIndex(indexName: "by-user", keySchema: [.init("user", .hash), .init("SK", .range)], projection: Projection(.keysOnly)))
      ]
      _ = try await dynamoDB.updateTable(update)
      let changed = try await dynamoDB.describeTable(DescribeTable(tableName: table)).table
      #expect(Set(changed.globalSecondaryIndexes.map(\.indexName)) == ["by-kind", "by-user"])
      #expect(try await dynamoDB.listTables().tableNames == [table])
      _ = try await dynamoDB.deleteTable(DeleteTable(tableName: table))
      let error = await #expect(throws: AWSError.self) { try await dynamoDB.describeTable(DescribeTable(tableName: table)) }
      #expect(error?.code == "ResourceNotFoundException")
    }
  }

  @Test("The expiry of items is turned on and told, and recovery too")
  func expiry() async throws {
    try await withTable { dynamoDB, table in
      #expect(try await dynamoDB.describeTimeToLive(DescribeTimeToLive(tableName: table)).status == .disabled)
      _ = try await dynamoDB.updateTimeToLive(UpdateTimeToLive(tableName: table, attributeName: "expires_at", isEnabled: true))
      let expiry = try await dynamoDB.describeTimeToLive(DescribeTimeToLive(tableName: table))
      #expect(expiry.status == .enabled)
      #expect(expiry.attributeName == "expires_at")
      _ = try await dynamoDB.updateContinuousBackups(UpdateContinuousBackups(tableName: table, isEnabled: true))
      #expect(try await dynamoDB.describeContinuousBackups(DescribeContinuousBackups(tableName: table)).isPointInTimeRecoveryEnabled)
    }
  }
}
