import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsTestSupport
import EngineTestSupport
import Testing

@Suite("A tracked table: batches and transactions")
struct BatchWritesTests {
  private func batch(_ writes: [BatchWriteItem.Write]) -> BatchWriteItem { BatchWriteItem(requestItems: [ServiceTable.name: writes]) }

  @Test("A batch's states before are unknown, at no cost, or read before, at a cost that the records show")
  func batch() async throws {
    for missing in [TrackedTableDescription.MissingStates.unknown, .readBefore] {
      let log = RequestLog()
      try await ServiceTable.with({ $0.missingStates = missing }, log: log) { service in
        _ = try await service.dynamoDB.putItem(service.put("old", ("n", 1)))
        _ = try await service.dynamoDB.putItem(service.put("gone", ("n", 2)))
        let writes: [BatchWriteItem.Write] = [
          .put(service.put("new", ("n", 3)).item), .put(service.put("old", ("n", 4)).item), .delete(["prompt_id": "gone"]),
        ]
        _ = try await service.table.batchWriteItem(batch(writes))
        let records = try await service.records()
        let isRead = missing == .readBefore
        let byID = Dictionary(uniqueKeysWithValues: records.map { ($0.resource.id, $0) })
        #expect(records.count == 3)
        #expect(byID["new"]?.operation == (isRead ? .create : .update))
        #expect(byID["old"]?.operation == .update)
        #expect(byID["gone"]?.operation == .delete)
        #expect(byID["old"]?.before == (isRead ? ["prompt_id": "old", "n": 1] : nil))
        #expect(byID["gone"]?.before == (isRead ? ["prompt_id": "gone", "n": 2] : nil))
        #expect(byID["old"]?.after == ["prompt_id": "old", "n": 4])
        for record in records {
          #expect(record.metadata["before_state"] == (isRead ? "read" : "unknown"))
          #expect(record.metadata["added_capacity"] == (isRead ? 1 : 0))
        }
        #expect(log.names.filter { $0 == "BatchGetItem" }.count == (isRead ? 1 : 0))
      }
    }
  }

  @Test("A read before that takes too long leaves the state unknown, and the call goes on")
  func readTooLong() async throws {
    let answer: @Sendable (StubServer.Request, Int) -> StubServer.Reply = { request, _ in
      request.operation == "BatchGetItem" ? .silence : .json("{}")
    }
    try await StubServer.run(answer) { server in
      try await withStubClient(server.url) { client in
        var description = promptTable()
        (description.missingStates, description.readLimit) = (.readBefore, .seconds(2))
        let clock = ManualClock()
        let service = try ServiceTable(client, [description], clock: clock)
        try await service.history.recording {
          async let written = service.table.batchWriteItem(batch([.delete(["prompt_id": "p"])]))
          await clock.sleepers(1)
          clock.advance(by: .seconds(2))
          _ = try await written
          let record = try await service.records().first
          #expect(record?.operation == .delete)
          #expect(record?.metadata["before_state"] == "unknown")
          #expect(server.requests.map(\.operation).last == "BatchWriteItem")
        }
      }
    }
  }

  @Test("What a batch leaves unprocessed is not recorded until it is done")
  func unprocessed() async throws {
    let left = #"{"UnprocessedItems":{"prompts":[{"PutRequest":{"Item":{"prompt_id":{"S":"b"},"n":{"N":"2"}}}}]}}"#
    try await StubServer.run([.json(left), .json("{}")]) { server in
      try await withStubClient(server.url) { client in
        let service = try ServiceTable(client)
        try await service.history.recording {
          let first = try await service.table.batchWriteItem(
            batch([.put(service.put("a", ("n", 1)).item), .put(service.put("b", ("n", 2)).item)]))
          #expect(try await service.records().map(\.resource.id) == ["a"])
          _ = try await service.table.batchWriteItem(BatchWriteItem(requestItems: first.unprocessedItems))
          #expect(try await service.records().map(\.resource.id) == ["a", "b"])
        }
      }
    }
  }

  @Test("A transaction is one record an item, under one token; conditions tell creations and updates apart")
  func transaction() async throws {
    try await ServiceTable.with { service in
      _ = try await service.dynamoDB.putItem(service.put("old", ("n", 1)))
      _ = try await service.dynamoDB.putItem(service.put("gone", ("n", 2)))
      var create = service.put("new", ("n", 3))
      create.conditionExpression = "attribute_not_exists(prompt_id)"
      let request = TransactWriteItems(transactItems: [
        .put(create), .update(service.update("old", "SET n = :n", [":n": 4])), .delete(service.delete("gone")),
      ])
      #expect(try await service.table.transactWriteItems(request).consumedCapacity.isEmpty)
      let records = try await service.records()
      #expect(
        Dictionary(uniqueKeysWithValues: records.map { ($0.resource.id, $0.operation) }) == [
          "new": .create, "old": .update, "gone": .delete,
        ])
      #expect(Set(records.map { $0.metadata["transaction"] }).count == 1)
      #expect(records.first?.metadata["transaction"]?.string?.utf8.count == 36)
      #expect(records.filter { $0.metadata["before_state"] == "unknown" }.count == 3)
      #expect(records.first { $0.resource.id == "old" }?.metadata["after_state"] == "unknown")
    }
  }

  @Test("A cancelled transaction is a failed operation an item, with the reason and the state of the one to blame")
  func cancelled() async throws {
    try await ServiceTable.with { service in
      _ = try await service.dynamoDB.putItem(service.put("there", ("n", 1)))
      var create = service.put("there", ("n", 2))
      create.conditionExpression = "attribute_not_exists(prompt_id)"
      let request = TransactWriteItems(transactItems: [.put(service.put("other")), .put(create)])
      let error = await #expect(throws: AWSError.self) { try await service.table.transactWriteItems(request) }
      #expect(error?.cancellationReasons.map(\.code) == [nil, "ConditionalCheckFailed"])
      #expect(error?.cancellationReasons.compactMap(\.item) == [])
      let records = try await service.records()
      #expect(records.count == 2 && records.allSatisfy(\.isFailed))
      let blamed = records.first { $0.resource.id == "there" }
      #expect(blamed?.operation == .create)
      #expect(blamed?.before == ["prompt_id": "there", "n": 1])
      #expect(blamed?.metadata["cancellation"] == "ConditionalCheckFailed")
      #expect(records.first { $0.resource.id == "other" }?.metadata["cancellation"] == nil)
      #expect(try await service.stored("other") == nil)
    }
  }

  @Test("The reasons that AWS gives are kept: conflicts, and items where the caller asked for them")
  func reasons() async throws {
    let body = """
      {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"cancelled","CancellationReasons":[\
      {"Code":"TransactionConflict","Message":"conflict"},\
      {"Code":"ConditionalCheckFailed","Message":"no","Item":{"prompt_id":{"S":"b"},"n":{"N":"7"}}}]}
      """
    try await StubServer.run([.json(body, status: 400)]) { server in
      try await withStubClient(server.url) { client in
        let service = try ServiceTable(client)
        try await service.history.recording {
          var asked = service.put("b", ("n", 8))
          asked.conditionExpression = "n = :n"
          asked.expressionAttributeValues = [":n": 1]
          asked.returnValuesOnConditionCheckFailure = .allOld
          let request = TransactWriteItems(transactItems: [.delete(service.delete("a")), .put(asked)])
          let error = await #expect(throws: AWSError.self) { try await service.table.transactWriteItems(request) }
          #expect(error?.cancellationReasons.last?.item == ["prompt_id": "b", "n": 7])
          let records = try await service.records()
          #expect(records.first { $0.resource.id == "a" }?.metadata["cancellation"] == "TransactionConflict")
          #expect(records.first { $0.resource.id == "b" }?.before == ["prompt_id": "b", "n": 7])
        }
      }
    }
  }

  @Test("A transaction that is sent again with its token is recorded once")
  func repeated() async throws {
    try await ServiceTable.with { service in
      var request = TransactWriteItems(transactItems: [.put(service.put("p", ("n", 1)))])
      request.clientRequestToken = "one-intent"
      for _ in 0..<3 { _ = try await service.table.transactWriteItems(request) }
      let records = try await service.records()
      #expect(records.count == 1)
      #expect(records.first?.metadata["transaction"] == "one-intent")
    }
  }

  @Test("Tables by ARN are the same, and tables that are not described go through untracked")
  func otherTables() async throws {
    try await ServiceTable.with { service in
      let other = CreateTable(tableName: "other", keySchema: [.init("id", .hash)], attributeDefinitions: [.init("id")])
      _ = try await service.dynamoDB.createTable(other)
      _ = try await service.table.putItem(PutItem(tableName: "other", item: ["id": "x"]))
      let writes = ["other": [BatchWriteItem.Write.put(["id": "y"])], ServiceTable.name: [.put(service.put("p").item)]]
      _ = try await service.table.batchWriteItem(BatchWriteItem(requestItems: writes))
      let arn = try await service.dynamoDB.describeTable(DescribeTable(tableName: ServiceTable.name)).table.tableArn
      var put = service.put("q")
      put.tableName = try #require(arn)
      _ = try await service.table.putItem(put)
      #expect(try await service.records().map(\.resource.id) == ["p", "q"])
    }
  }
}
