import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsTestSupport
import EngineTestSupport
import Synchronization
import Testing

@Suite("The transactional outbox")
struct RecordOutboxTests {
  /// A change of the service's own, in the same table.
  private func own(_ id: String, condition: String? = nil) -> TransactWriteItems.Part {
    var put = PutItem(tableName: TestTable.name, item: ["PK": .s("OWN#\(id)"), "SK": "v"])
    put.conditionExpression = condition
    return .put(put)
  }

  private func isThere(_ id: String, _ table: TestTable) async throws -> Bool {
    try await table.dynamoDB.getItem(GetItem(tableName: TestTable.name, key: ["PK": .s("OWN#\(id)"), "SK": "v"])).item != nil
  }

  @Test("The record is written with the change, sanitized, in the feed and in statistics")
  func both() async throws {
    try await TestTable.with { table in
      let history = try HistoryService(store: table.store())
      let record = try withHistoryContext(user: "ann", reason: "tidy") {
        try history.makeRecord(
          .delete, "prompt", id: "p", before: ["text": "lost", "password": "secret"] as JSONObject, metadata: ["ticket": "T-7"])
      }
      let items = try await history.transactionItems(for: record, beside: [own("a")])
      #expect(items.count == 1)
      #expect(try await history.records().records.isEmpty)
      _ = try await table.dynamoDB.transactWriteItems(TransactWriteItems(transactItems: [own("a")] + items))
      #expect(try await isThere("a", table))
      let kept = try #require(try await history.records(of: "PROMPT", id: "p").records.first)
      #expect(kept.id == record.id && kept.user.id == "ann")
      #expect(kept.before == ["text": "lost", "password": "[REDACTED]"])
      #expect(kept.metadata == ["reason": "tidy", "function": "both()", "ticket": "T-7", "success": true])
      #expect(try await history.records().records.map(\.id) == [record.id])
      #expect(try await history.records(matching: RecordFilter(user: try User("ann"))).records.map(\.id) == [record.id])
      let statistics = try await history.statistics()
      #expect(statistics.total == 1)
      #expect(try await history.countedStatistics() == statistics)
    }
  }

  @Test("Where the change fails, there is no record, and nothing counts")
  func neither() async throws {
    try await TestTable.with { table in
      let history = try HistoryService(store: table.store())
      let long = String(repeating: "long ", count: 4000)
      let record = try history.makeRecord(.update, "PROMPT", id: "p", after: ["text": .string(long)] as JSONObject)
      let items = try await history.transactionItems(for: record)
      let failing = TransactWriteItems(transactItems: [own("a", condition: "attribute_exists(PK)")] + items)
      await #expect(throws: AWSError.self) { try await table.dynamoDB.transactWriteItems(failing) }
      #expect(try await !isThere("a", table))
      #expect(try await history.records().records.isEmpty)
      #expect(try await history.statistics().total == 0)
      #expect(try await history.countedStatistics().total == 0)
      // The same items can go with a later attempt.
      _ = try await table.dynamoDB.transactWriteItems(TransactWriteItems(transactItems: [own("a")] + items))
      let kept = try await history.whole(history.records(of: "PROMPT", id: "p").records)
      #expect(kept.first?.after?["text"]?.string == long)
    }
  }

  @Test("Where the record fails, there is no change: a record that is there already tells that it was done")
  func recordIsThere() async throws {
    try await TestTable.with { table in
      let history = try HistoryService(store: table.store())
      let items = try await history.transactionItems(for: try history.makeRecord(.create, "PROMPT", id: "p"))
      _ = try await table.dynamoDB.transactWriteItems(TransactWriteItems(transactItems: [own("a")] + items))
      await #expect(throws: AWSError.self) {
        try await table.dynamoDB.transactWriteItems(TransactWriteItems(transactItems: [own("b")] + items))
      }
      #expect(try await !isThere("b", table))
      #expect(try await history.records().records.count == 1)
    }
  }

  @Test("A transaction that is repeated with its token is done once")
  func repeated() async throws {
    try await TestTable.with { table in
      let history = try HistoryService(store: table.store())
      let items = try await history.transactionItems(for: try history.makeRecord(.create, "PROMPT", id: "p"))
      var request = TransactWriteItems(transactItems: [own("a")] + items)
      request.clientRequestToken = "one-intent"
      for _ in 0..<3 { _ = try await table.dynamoDB.transactWriteItems(request) }
      #expect(try await history.records().records.count == 1)
      #expect(try await history.statistics().total == 1)
    }
  }

  @Test("Whole texts outlive the transaction, and go with their record's clean-up")
  func texts() async throws {
    try await TestTable.with { table in
      let store = try table.store()
      let history = try HistoryService(store: store)
      let long = String(repeating: "text ", count: 3000)
      let record = try history.makeRecord(.delete, "PROMPT", id: "p", before: ["text": .string(long)] as JSONObject)
      let items = try await history.transactionItems(for: record)
      #expect(items.count == 2)
      _ = try await table.dynamoDB.transactWriteItems(TransactWriteItems(transactItems: items))
      let references = try await table.items().filter { $0["SK"]?.string?.hasPrefix("REF#") == true }
      #expect(references.count == 1 && references.first?["expires_at"] == nil)
      let lost = try await history.lastStateBeforeDeletion(of: record.resource)
      #expect(lost?["text"]?.string == long)
      _ = try await store.cleanup(before: record.timestamp.advanced(byMicroseconds: 1), mode: .remove)
      #expect(try await table.items().allSatisfy { $0["PK"]?.string?.hasPrefix("HISTORY#TEXT") == false })
    }
  }

  @Test("A reference whose transaction was never done ends by itself")
  func abandonedText() async throws {
    try await TestTable.with { table in
      let history = try HistoryService(store: table.store())
      let long = String(repeating: "text ", count: 3000)
      _ = try await history.transactionItems(
        for: try history.makeRecord(.create, "PROMPT", id: "p", after: ["t": .string(long)] as JSONObject))
      let references = try await table.items().filter { $0["SK"]?.string?.hasPrefix("REF#") == true }
      #expect(references.count == 1 && references.first?["expires_at"]?.int != nil)
    }
  }

  @Test("Records of days that are over are counted, also where these days' counts were kept before")
  func lateRecords() async throws {
    try await TestTable.with { table in
      let clock = Mutex(Timestamp(microseconds: 1_700_000_000_000_000))
      let store = try table.store { configuration in
        configuration.now = { clock.withLock { $0 } }
        configuration.settleTime = .seconds(120)
      }
      let history = try HistoryService(store: store)
      let old = try sample(.create, "PROMPT", "old", at: -3 * 86_400_000_000)
      _ = try await table.dynamoDB.transactWriteItems(TransactWriteItems(transactItems: history.transactionItems(for: old)))
      clock.withLock { $0 = $0.advanced(byMicroseconds: 1_000_000_000) }
      #expect(try await history.statistics().total == 1)
      let late = try sample(.delete, "PROMPT", "old", at: -3 * 86_400_000_000 + 1, token: "L")
      _ = try await table.dynamoDB.transactWriteItems(TransactWriteItems(transactItems: history.transactionItems(for: late)))
      #expect(try await history.statistics().total == 2)
      clock.withLock { $0 = $0.advanced(byMicroseconds: 1_000_000_000) }
      #expect(try await history.statistics() == history.countedStatistics())
    }
  }

  @Test("What does not fit a transaction is refused before anything is written, with what would fit")
  func limits() async throws {
    try await TestTable.with { table in
      let history = try HistoryService(store: table.store())
      let many = try (0..<60).map { try history.makeRecord(.create, "PROMPT", id: "p\($0)") }
      let owns = (0..<41).map { own("\($0)") }
      let error = await #expect(throws: HistoryError.self) { try await history.transactionItems(for: many, beside: owns) }
      #expect(error?.code == .storeRejected)
      #expect(error?.description == "60 records with their texts are 60 items beside 41: a transaction takes 100, write fewer at once")
      let random = try (0..<16).map { number in
        let numbers = (0..<20_000).map { JSONValue.number(JSONNumber($0 * 7919 + number)) }
        return try history.makeRecord(.create, "PROMPT", id: "p\(number)", after: ["n": .array(numbers)] as JSONObject)
      }
      let large = await errorCode { _ = try await history.transactionItems(for: random + random + random) }
      #expect(large == .storeRejected)
      #expect(try await history.transactionItems(for: []).isEmpty)
    }
  }

  @Test("History that is kept elsewhere has no part in a transaction")
  func otherStore() async throws {
    let history = try HistoryService(store: MemoryStore())
    let record = try history.makeRecord(.create, "PROMPT", id: "p")
    let error = await #expect(throws: HistoryError.self) { try await history.transactionItems(for: record) }
    #expect(error?.code == .invalidConfiguration)
    #expect(error?.description.contains("kept in memory") == true)
  }

  @Test("A name that is not valid stops the record before the change is made")
  func invalidName() throws {
    let history = try HistoryService(store: MemoryStore())
    #expect(throws: HistoryError.self) { try history.makeRecord(.create, "A#B", id: "p") }
    #expect(throws: HistoryError.self) { try history.makeRecord(.create, "PROMPT", id: "") }
  }
}
