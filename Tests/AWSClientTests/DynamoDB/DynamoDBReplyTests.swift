import EngineTestSupport
import Foundation
import Testing

@testable import AWSClient

@Suite("Replies that no engine gives")
struct DynamoDBReplyTests {
  private func dynamoDB<Value>(
    _ reply: StubServer.Reply, _ body: (DynamoDBClient, StubServer) async throws -> Value
  ) async throws -> Value {
    try await StubServer.run([reply]) { server in
      try await TestClient.run(server.url) { client in try await body(DynamoDBClient(client), server) }
    }
  }

  @Test("Unprocessed writes come back as they were sent")
  func unprocessedWrites() async throws {
    let reply =
      #"{"UnprocessedItems":{"t":[{"PutRequest":{"Item":{"PK":{"S":"a"}}}},{"DeleteRequest":{"Key":{"PK":{"S":"b"}}}}]},"#
      + #""ConsumedCapacity":[{"TableName":"t","CapacityUnits":3.5,"WriteCapacityUnits":3.5,"#
      + #""GlobalSecondaryIndexes":{"i":{"CapacityUnits":1}}}]}"#
    try await dynamoDB(.json(reply)) { dynamoDB, server in
      let writes: [BatchWriteItem.Write] = [.put(["PK": "a"]), .delete(["PK": "b"])]
      let answer = try await dynamoDB.batchWriteItem(BatchWriteItem(requestItems: ["t": writes]))
      #expect(answer.unprocessedItems == ["t": writes])
      #expect(answer.consumedCapacity.first?.total.capacityUnits == 3.5)
      #expect(answer.consumedCapacity.first?.globalSecondaryIndexes["i"]?.capacityUnits == 1)
      #expect(
        server.requests.first?.text
          == #"{"RequestItems":{"t":[{"PutRequest":{"Item":{"PK":{"S":"a"}}}},{"DeleteRequest":{"Key":{"PK":{"S":"b"}}}}]}}"#)
    }
  }

  @Test("Unprocessed keys come back with what was asked of them")
  func unprocessedKeys() async throws {
    let reply =
      ##"{"Responses":{"t":[{"PK":{"S":"a"}}]},"UnprocessedKeys":{"t":{"Keys":[{"PK":{"S":"b"}}],"ProjectionExpression":"#n","##
      + ##""ExpressionAttributeNames":{"#n":"n"},"ConsistentRead":true}}}"##
    try await dynamoDB(.json(reply)) { dynamoDB, _ in
      var keys = BatchGetItem.KeysAndAttributes(keys: [["PK": "b"]])
      keys.projectionExpression = "#n"
      keys.expressionAttributeNames = ["#n": "n"]
      keys.consistentRead = true
      let answer = try await dynamoDB.batchGetItem(BatchGetItem(requestItems: ["t": keys]))
      #expect(answer.unprocessedKeys == ["t": keys])
      #expect(answer.responses == ["t": [["PK": "a"]]])
    }
  }

  @Test("Each reason of a cancelled transaction is told, with its item")
  func cancellationReasons() async throws {
    let reply =
      #"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"cancelled","CancellationReasons":["#
      + #"{"Code":"None"},{"Code":"ConditionalCheckFailed","Message":"no","Item":{"PK":{"S":"a"}}},"#
      + #"{"Code":"TransactionConflict","Message":null}]}"#
    try await dynamoDB(.json(reply, status: 400)) { dynamoDB, server in
      let put = PutItem(tableName: "t", item: ["PK": "a"])
      let request = TransactWriteItems(transactItems: [.put(put)])
      let error = await #expect(throws: AWSError.self) { try await dynamoDB.transactWriteItems(request) }
      #expect(error?.cancellationReasons.map(\.code) == [nil, "ConditionalCheckFailed", "TransactionConflict"])
      #expect(error?.cancellationReasons[1].item == ["PK": "a"])
      #expect(error?.description.contains("\"a\"") == false)
      #expect(server.requests.count == 1)
    }
  }

  @Test("A condition that failed gives the item that was there")
  func conditionCheckItem() async throws {
    let reply = #"{"__type":"x#ConditionalCheckFailedException","message":"failed","Item":{"PK":{"S":"a"},"n":{"N":"7"}}}"#
    try await dynamoDB(.json(reply, status: 400)) { dynamoDB, _ in
      let error = await #expect(throws: AWSError.self) { try await dynamoDB.putItem(PutItem(tableName: "t", item: ["PK": "a"])) }
      #expect(error?.conditionCheckItem == ["PK": "a", "n": 7])
    }
  }

  @Test("A transaction keeps its token over its attempts")
  func transactionToken() async throws {
    try await StubServer.run([.full(status: 500), .json("{}")]) { server in
      try await TestClient.run(server.url) { client in
        let put = PutItem(tableName: "t", item: ["PK": "a"])
        _ = try await DynamoDBClient(client).transactWriteItems(TransactWriteItems(transactItems: [.put(put)]))
        #expect(server.requests.count == 2)
        #expect(server.requests[0].text.contains("ClientRequestToken"))
        #expect(server.requests[0].text == server.requests[1].text)
      }
    }
  }

  @Test("A query is written with all that AWS documents, and nothing that was not set")
  func query() async throws {
    let reply = #"{"Items":[],"Count":0,"ScannedCount":5,"LastEvaluatedKey":{"PK":{"S":"z"}},"New":[1,{"a":null}]}"#
    try await dynamoDB(.json(reply)) { dynamoDB, server in
      var query = Query(tableName: "t", keyConditionExpression: "PK = :p")
      query.indexName = "i"
      query.scanIndexForward = false
      query.select = .specificAttributes
      query.limit = 10
      query.consistentRead = true
      query.exclusiveStartKey = ["PK": "a"]
      query.filterExpression = "n > :n"
      query.projectionExpression = "#n"
      query.expressionAttributeNames = ["#n": "n"]
      query.expressionAttributeValues = [":p": "p"]
      query.returnConsumedCapacity = .indexes
      let answer = try await dynamoDB.query(query)
      #expect(answer.scannedCount == 5)
      #expect(answer.lastEvaluatedKey == ["PK": "z"])
      #expect(
        server.requests.first?.text
          == ##"{"TableName":"t","KeyConditionExpression":"PK = :p","IndexName":"i","ScanIndexForward":false,"##
          + ##""Select":"SPECIFIC_ATTRIBUTES","Limit":10,"ConsistentRead":true,"ExclusiveStartKey":{"PK":{"S":"a"}},"##
          + ##""FilterExpression":"n > :n","ProjectionExpression":"#n","##
          + ##""ExpressionAttributeNames":{"#n":"n"},"ExpressionAttributeValues":{":p":{"S":"p"}},"ReturnConsumedCapacity":"INDEXES"}"##)
    }
  }

  @Test("An index that is being filled is told, and words that are new do no harm")
  func backfilling() async throws {
    let reply =
      #"{"Table":{"TableName":"t","TableStatus":"SOMETHING_NEW","CreationDateTime":1.5E9,"#
      + #""BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST"},"GlobalSecondaryIndexes":[{"IndexName":"i","IndexStatus":"CREATING","#
      + #""Backfilling":true,"Projection":{"ProjectionType":"KEYS_ONLY"}}],"#
      + #""DeletionProtectionEnabled":true,"SSEDescription":{"Status":"ENABLED","KMSMasterKeyArn":"arn:k"}}}"#
    try await dynamoDB(.json(reply)) { dynamoDB, _ in
      let table = try await dynamoDB.describeTable(DescribeTable(tableName: "t")).table
      #expect(table.tableStatus == "SOMETHING_NEW")
      #expect(table.creationDate?.timeIntervalSince1970 == 1.5e9)
      #expect(table.globalSecondaryIndexes.first?.indexStatus == .creating)
      #expect(table.globalSecondaryIndexes.first?.isBackfilling == true)
      #expect(table.globalSecondaryIndexes.first?.projection.projectionType == .keysOnly)
      #expect(table.isDeletionProtected)
      #expect(table.kmsMasterKeyArn == "arn:k")
    }
  }
}
