import AWSClient
import Annals
import AnnalsDynamoDB
import Testing

@Suite("A tracked table: reads")
struct ItemReadsTests {
  @Test("Reads are not recorded unless asked for")
  func off() async throws {
    try await ServiceTable.with { service in
      _ = try await service.dynamoDB.putItem(service.put("p"))
      _ = try await service.table.getItem(GetItem(tableName: ServiceTable.name, key: ["prompt_id": "p"]))
      _ = try await service.table.scan(Scan(tableName: ServiceTable.name))
      #expect(try await service.records().isEmpty)
    }
  }

  @Test("A read by key is a record an item, with the fields that were asked for and whether anything was there")
  func byKey() async throws {
    try await ServiceTable.with({ $0.reads = .every }) { service in
      _ = try await service.dynamoDB.putItem(service.put("p", ("text", "a")))
      var get = GetItem(tableName: ServiceTable.name, key: ["prompt_id": "p"])
      get.projectionExpression = "#t, m.list[0]"
      get.expressionAttributeNames = ["#t": "text"]
      #expect(try await service.table.getItem(get).item == ["text": "a"])
      var keys = BatchGetItem.KeysAndAttributes(keys: [["prompt_id": "p"], ["prompt_id": "missing"]])
      keys.consistentRead = true
      _ = try await service.table.batchGetItem(BatchGetItem(requestItems: [ServiceTable.name: keys]))
      let gets = ["p", "missing"].map { GetItem(tableName: ServiceTable.name, key: ["prompt_id": .s($0)]) }
      #expect(try await service.table.transactGetItems(TransactGetItems(transactItems: gets)).responses.count == 2)
      let records = try await service.records()
      #expect(records.allSatisfy { $0.operation == .read && $0.before == nil && $0.after == nil })
      #expect(records.map(\.resource.id) == ["p", "p", "missing", "p", "missing"])
      #expect(records.map { $0.metadata["found"] } == [true, true, false, true, false])
      #expect(records.first?.metadata["fields"] == ["text", "m.list[0]"])
      #expect(records.last?.metadata["fields"] == nil)
    }
  }

  @Test("A query or scan is one record a page and type, with how many, a bounded number of keys, and the fields")
  func pages() async throws {
    let description = TrackedTableDescription(tableName: "main", key: ["PK", "SK"]) { key in
      guard let partition = key["PK"]?.string, let mark = partition.firstIndex(of: "#") else { return nil }
      return TrackedResource(type: String(partition[..<mark]), id: ResourceIDParts(["PK", "SK"], of: key).joined)
    }
    try await TestTable.with { table in
      var limited = description
      (limited.reads, limited.shownKeys) = (.every, 2)
      let service = try ServiceTable(table.client, [limited])
      for number in 0..<3 {
        _ = try await table.dynamoDB.putItem(PutItem(tableName: "main", item: ["PK": "PROMPT#a", "SK": .s("v\(number)")]))
      }
      _ = try await table.dynamoDB.putItem(PutItem(tableName: "main", item: ["PK": "USER#u", "SK": "x"]))
      try await service.history.recording {
        var query = Query(tableName: "main", keyConditionExpression: "PK = :p")
        query.expressionAttributeValues = [":p": "PROMPT#a"]
        query.projectionExpression = "PK, SK"
        #expect(try await service.table.query(query).items.count == 3)
        #expect(try await service.table.scan(Scan(tableName: "main")).items.count == 4)
        let records = try await service.records()
        #expect(records.map(\.resource.type.name) == ["PROMPT", "PROMPT", "USER"])
        #expect(records.map(\.resource.id) == ["query:main", "scan:main", "scan:main"])
        let reads = records.map { $0.metadata["reads"]?.object }
        #expect(reads.map { $0?["count"] } == [3, 3, 1])
        #expect(reads[0]?["keys"] == ["PROMPT%23a#v0", "PROMPT%23a#v1"])
        #expect(reads[0]?["fields"] == ["PK", "SK"])
        #expect(reads[2]?["keys"] == ["USER%23u#x"])
      }
    }
  }

  @Test("A page without items is recorded too: who looked and found nothing")
  func emptyPage() async throws {
    try await ServiceTable.with({ $0.reads = .every }) { service in
      _ = try await service.table.scan(Scan(tableName: ServiceTable.name))
      _ = try await service.dynamoDB.deleteTable(DeleteTable(tableName: ServiceTable.name))
      var query = Query(tableName: ServiceTable.name, keyConditionExpression: "prompt_id = :p")
      query.expressionAttributeValues = [":p": "x"]
      let asked = query
      await #expect(throws: AWSError.self) { try await service.table.query(asked) }
      let records = try await service.records()
      #expect(records.map(\.resource.id) == ["scan:prompts", "query:prompts"])
      #expect(records.map(\.isFailed) == [false, true])
      #expect(records.first?.metadata["reads"]?.object?["count"] == 0)
    }
  }
}
