import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Testing

@testable import AnnalsDynamoDB

@Suite("DynamoDB store: reads that READs stand for")
struct RepresentedReadsTests {
  private static let day: Int64 = 86_400_000_000

  private func calendar() -> Calendar { Calendar(Timestamp(microseconds: 1_700_000_000_000_000 + 40 * Self.day)) }

  /// Forty READs over forty days, each of which stands for ten; the last for none that it says.
  private func reads() throws -> [HistoryRecord] {
    try (0..<40).map { number in
      try sample(
        .read, at: Int64(number) * Self.day, by: "u\(number % 3)",
        metadata: number == 39 ? ["success": true] : ["success": true, "reads": ["count": 10]])
    }
  }

  @Test("A table whose index was made before counts READs by looking at the table, and needs no new index")
  func oldIndex() async throws {
    try await DynamoDBEngine.withClient { client in
      var request = HistoryTable.createTable(TestTable.name)
      request.globalSecondaryIndexes = request.globalSecondaryIndexes.map { index in
        var index = index
        index.projection = Projection(.include, nonKeyAttributes: HistoryTable.listAttributes)
        return index
      }
      _ = try await DynamoDBClient(client).createTable(request)
      let table = TestTable(client: client)
      let calendar = calendar()
      let store = try table.store { $0.now = { calendar.now } }
      #expect(try await store.warnings() == [])
      let done = try await TableSetup(client: client, tableName: TestTable.name).run()
      #expect(!done.contains { $0.contains("added the index") }, "\(done)")
      try await store.append(plain: try reads() + [try sample(.update, at: Self.day, metadata: ["success": true, "reads": ["count": 5]])])
      #expect(try await store.statistics(.init()).representedReads == 391)
      #expect(try await store.verifyStatistics().isExact)
      calendar.advance(by: .seconds(600))
      #expect(try await store.statistics(.init()).representedReads == 391)
      #expect(try await table.store { $0.now = { calendar.now } }.statistics(.init()).representedReads == 391)
      let findings = await TableDoctor(client: client, tableName: TestTable.name).examine().map(\.sentence)
      #expect(findings.count { $0.contains("does not hold what READs stand for") } == 1, "\(findings)")
    }
  }

  @Test("Of a new table's READs the index tells what they stand for, without a look at the table")
  func newIndex() async throws {
    let log = RequestLog()
    try await DynamoDBEngine.withClient({ log.note(&$0) }) { client in
      _ = try await DynamoDBClient(client).createTable(HistoryTable.createTable(TestTable.name))
      let table = TestTable(client: client)
      let calendar = calendar()
      let records = try reads()
      try await table.store { $0.now = { calendar.now } }.append(plain: records)
      let before = log.names.count { $0 == "BatchGetItem" }
      #expect(try await table.store { $0.now = { calendar.now } }.statistics(.init()).representedReads == 391)
      #expect(log.names.count { $0 == "BatchGetItem" } == before)
    }
  }

  @Test("READs of another writer's items count for what their metadata says, read from the index, the table or a scan")
  func olderItems() async throws {
    try await TestTable.with { table in
      let calendar = calendar()
      let store = try table.store { $0.now = { calendar.now } }
      try await store.append(plain: try reads())
      let items = try await table.items().filter { $0["represented_reads"] != nil }.map { item in
        var item = item
        item["represented_reads"] = nil
        return item
      }
      #expect(items.count == 40)
      try await table.put(items)
      let verification = try await store.verifyStatistics()
      #expect(verification.kept.representedReads == 391)
      #expect(verification.isExact)
    }
  }

  @Test("Counts that an older version kept are counted anew, where there are READs")
  func olderCounts() async throws {
    try await TestTable.with { table in
      let calendar = calendar()
      let store = try table.store { $0.now = { calendar.now } }
      try await store.append(plain: try reads() + [try sample(.create, "B", at: 0)])
      calendar.advance(by: .seconds(600))
      let first = try await store.statistics(.init())
      func days() async throws -> [AttributeMap] { try await table.items().filter { $0["SK"]?.string?.hasPrefix("DAY#") == true } }
      let older = try await days().map { item in
        var item = item
        item["reads"] = nil
        return item
      }
      #expect(older.count == 41)
      try await table.put(older)
      #expect(try await table.store { $0.now = { calendar.now } }.statistics(.init()) == first)
      #expect(try await days().count { $0["reads"] != nil } == 40, "the counts of a day without READs were right as they were")
    }
  }
}
