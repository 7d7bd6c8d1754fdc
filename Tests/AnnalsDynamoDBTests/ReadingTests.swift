import AWSClient
import Annals
import AnnalsTestSupport
import Logging
import Testing

@testable import AnnalsDynamoDB

@Suite("DynamoDB store: reading")
struct ReadingTests {
  @Test("A cursor leads on after the number of shards has grown")
  func shardGrowth() async throws {
    try await TestTable.with { table in
      let early = try (0..<120).map { try sample(at: $0) }
      try await table.store { $0.shards = 2 }.append(plain: early)
      let first = try await table.store { $0.shards = 2 }.records(matching: RecordFilter(), after: nil, limit: 50)
      let grown = try table.store { $0.shards = 7 }
      try await grown.append(plain: try (0..<60).map { try sample(.read, at: $0) })
      let cursor = try Cursor(#require(first.next).description)
      // Who is set up with fewer follows what the table remembers.
      let rest = try await table.store { $0.shards = 1 }.records(matching: RecordFilter(), after: cursor, limit: 1000)
      let all = first.records + rest.records
      #expect(all.filter { $0.operation == .update } == early.reversed())
      #expect(zip(all, all.dropFirst()).allSatisfy { $1.position < $0.position })
      #expect(try await grown.all().count == 180)
    }
  }

  @Test("A record is hidden from the moment on at which it expires")
  func expiry() async throws {
    try await TestTable.with { table in
      let start = Timestamp(microseconds: 1_700_000_000_000_000)
      let calendar = Calendar(start)
      let store = try table.store {
        $0.retention = .seconds(3600)
        $0.now = { calendar.now }
      }
      let records = try [sample(at: -1_800_000_000), sample(at: -10)]
      try await store.append(plain: records)
      #expect(try await store.all() == [records[1], records[0]])
      calendar.advance(by: .seconds(1801))
      #expect(try await store.all() == [records[1]])
      #expect(try await store.record(records[0].id) == nil)
      #expect(try await store.records(matching: .resource(records[0].resource), after: nil, limit: 5).records == [records[1]])
      #expect(try await store.statistics(.init()).total == 1)
      // Days later too, when the day's counts have been kept.
      calendar.advance(by: .seconds(4 * 86_400))
      #expect(try await store.statistics(.init()).total == 0)
      #expect(try await store.cleanup(before: calendar.now, mode: .remove).total == 0)
    }
  }

  @Test("Records about access expire by their own retention where that is longer, and by none where there is none")
  func accessExpiry() async throws {
    try await TestTable.with { table in
      let short = try table.store {
        $0.retention = .seconds(86_400)
        $0.accessRetention = .seconds(10 * 86_400)
      }
      let long = try table.store {
        $0.retention = .seconds(30 * 86_400)
        $0.accessRetention = .seconds(10 * 86_400)
      }
      try await short.append(plain: [sample(at: 0), sample(.read, "HISTORY", "access/recent", at: 1)])
      try await long.append(plain: [sample(.read, "HISTORY", "access/recent", at: 2)])
      try await table.store().append(plain: [sample(.read, "HISTORY", "access/recent", at: 3)])
      let records = try await table.items().filter { $0["SK"]?.string?.hasPrefix("OPERATION#") == true }
      let expiries = records.map { ($0["timestamp"]?.string?.suffix(2), $0["expires_at"]?.int.map { ($0 - 1_700_000_000) / 86_400 }) }
      #expect(Dictionary(expiries.map { ($0.0 ?? "", $0.1) }) { $1 } == ["0Z": 1, "1Z": 10, "2Z": 30, "3Z": nil])
    }
  }

  @Test("A search that a filter makes long stops, says so, and leads on")
  func partialPages() async throws {
    try await TestTable.with { table in
      let records = try (0..<400).map { try sample(at: $0, by: $0 == 5 ? "rare" : "ann") }
      let store = try table.store { $0.evaluationLimit = 60 }
      try await store.append(plain: records)
      let filter = RecordFilter(resourceType: try ResourceType("PROMPT"), operation: .update, outcome: .failed)
      var pages = 0
      var cursor: Cursor?
      repeat {
        let page = try await store.records(matching: filter, after: cursor, limit: 20)
        #expect(page.records.isEmpty)
        #expect(page.isPartial == (page.next != nil))
        cursor = try page.next.map { try Cursor($0.description) }
        pages += 1
      } while cursor != nil && pages < 100
      #expect((2..<100).contains(pages))
      let whole = try await table.store().records(matching: filter, after: nil, limit: 20)
      #expect(!whole.isPartial)
    }
  }

  @Test("The last fifty are found by reading a few items of each partition")
  func cost() async throws {
    try await TestTable.with { table in
      try await table.store().append(plain: try (0..<1500).map { try sample(.update, "T\($0 % 3)", "r\($0)", at: Int64($0) * 1_000_000) })
      let store = try table.store()
      let page = try await store.records(matching: RecordFilter(), after: nil, limit: 50)
      #expect(page.records.count == 50)
      let consumed = store.consumed
      #expect(consumed.requests["Scan"] == nil)
      #expect(consumed.requests["BatchGetItem"] == 1)
      #expect(consumed.requests["Query", default: 0] <= 30)
      // Of each of twelve partitions a few more than its share, and the page's fifty from the table; the registry.
      #expect(consumed.itemsRead["Query", default: 0] <= 300)
      #expect(consumed.itemsRead["BatchGetItem"] == 50)
      #expect(consumed.itemsRead["GetItem"] == 1)
      #expect(consumed.totalItemsRead == consumed.itemsRead.values.reduce(0, +))
    }
  }

  @Test("A resource's fifty are found by one request that reads hardly more")
  func resourceCost() async throws {
    try await TestTable.with { table in
      try await table.store().append(plain: try (0..<200).map { try sample(at: Int64($0) * 1_000_000) })
      let store = try table.store()
      let page = try await store.records(matching: .resource(try sample().resource), after: nil, limit: 50)
      #expect(page.records.count == 50)
      #expect(store.consumed.requests == ["Query": 1])
      #expect(store.consumed.itemsRead == ["Query": 52])
    }
  }

  @Test("A table without indexes is told once in the log, and to whoever asks")
  func warnings() async throws {
    try await TestTable.with(indexes: false) { table in
      let logs = LogCollector()
      let store = try table.store(logger: logs.logger)
      for _ in 0..<3 { _ = try await store.records(matching: RecordFilter(), after: nil, limit: 1) }
      #expect(logs.lines.count { $0.contains("History is read by scans") } == 1)
      let warnings = try await store.warnings()
      #expect(warnings.count == 1)
      #expect(warnings.first?.contains("history-by-time") == true)
    }
    try await TestTable.with { table in
      let warnings = try await table.store().warnings()
      #expect(warnings.isEmpty)
    }
  }
}
