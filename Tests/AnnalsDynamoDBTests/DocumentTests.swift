import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Testing

@testable import AnnalsDynamoDB

@Suite("DynamoDB store: documents")
struct DocumentTests {
  @Test("An adoption leaves documents as they are")
  func adoption() async throws {
    try await TestTable.with { table in
      let store = try table.store()
      let name = try DocumentName("keys/1")
      #expect(try await store.put([1, 2], as: name, replacing: 0))
      let report = try await TableAdoption(store: store).run()
      #expect(report.lookedAt == 0)
      #expect(try await store.document(name) == StoredDocument(name: name, content: [1, 2], version: 1))
    }
  }

  @Test("A document is read as every write before left it, and by its prefix in one partition")
  func consistent() async throws {
    let log = RequestLog()
    try await DynamoDBEngine.withClient({ log.note(&$0) }) { client in
      _ = try await DynamoDBClient(client).createTable(HistoryTable.createTable("main"))
      let store = try DynamoDBStore(client: client, tableName: "main")
      log.forget()
      _ = try await store.document(DocumentName("keys/1"))
      _ = try await store.documents(beginning: "keys/")
      #expect(log.names == ["GetItem", "Query"])
      #expect((log.requests[0].operation as? GetItem)?.consistentRead == true)
      #expect((log.requests[1].operation as? Query)?.consistentRead == true)
    }
  }

  @Test("A put and a removal whose answers were lost are told as done where they were")
  func lostAnswers() async throws {
    let account = DynamoDBEngine.makeAccount()
    try await closing(try await DynamoDBEngine.shared().client(account)) { client in
      _ = try await DynamoDBClient(client).createTable(HistoryTable.createTable("main"))
    }
    let faults = [Fault.broken(after: 0.5).at("PutItem").times(1), .broken(after: 0.5).at("DeleteItem").times(1)]
    try await FaultProxy.withClient(faults, account: account) { client, strikes in
      let store = try DynamoDBStore(client: client, tableName: "main")
      let name = try DocumentName("keys/1")
      #expect(try await store.put([1], as: name, replacing: 0))
      #expect(try await store.document(name)?.version == 1)
      #expect(try await store.remove(name, version: 1))
      #expect(try await store.document(name) == nil)
      #expect(try await !store.remove(name, version: 1))
      #expect(try await strikes() == 2)
    }
  }
}
