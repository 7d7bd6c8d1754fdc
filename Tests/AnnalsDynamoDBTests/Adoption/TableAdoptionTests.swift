import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Synchronization
import Testing

@testable import AnnalsDynamoDB

@Suite("Table adoption")
struct TableAdoptionTests {
  /// Records as the Python implementation writes them: no token, offsets, whole seconds, failures in the kind's name, absent fields.
  private static let old: [AttributeMap] = [
    [
      "PK": "HISTORY#PROMPT#prompt-1", "SK": "OPERATION#2023-11-14T22:13:20.123456+00:00#UPDATE", "operation_type": "UPDATE",
      "resource_type": "PROMPT", "resource_id": "prompt-1", "user_id": "ann", "before_state": ["n": .n("1.50"), "tags": .ss(["a", "b"])],
      "metadata": ["success": true], "extra": .b([1, 2]),
    ],
    [
      "PK": "HISTORY#PROMPT#a#b/c", "SK": "OPERATION#2023-11-14T22:13:21+00:00#DELETE_FAILED", "operation_type": "DELETE_FAILED",
      "resource_type": "PROMPT", "resource_id": "a#b/c",
    ],
    [
      "PK": "HISTORY#PROPOSAL#p", "SK": "OPERATION#2023-11-15T00:00:00Z#CREATE", "user_id": "bob",
      "metadata": ["success": false, "error": "no"],
    ],
  ]
  /// What must stay as it is: a service's own items, what Annals keeps itself, and what only looks like a record.
  private static let others: [AttributeMap] =
    [
      ["PK": "USER#1", "SK": "OPERATION#2023-11-15T00:00:00Z#CREATE", "user_id": "bob"], ["PK": "HISTORY#NOTES", "SK": "PAGE#1"],
      ["PK": "HISTORY", "SK": "OPERATION#x"],
    ]

  private func keys(_ items: [AttributeMap]) -> Set<ItemKey> { Set(items.compactMap { ItemKey($0) }) }

  /// What a service would find in the table of what it put there.
  private func contents(_ table: TestTable, of items: [AttributeMap]) async throws -> Set<AttributeMap> {
    let wanted = keys(items)
    return Set(try await table.items().filter { ItemKey($0).map(wanted.contains) ?? false })
  }

  @Test("Old records are adopted: listed by time and by user, counted, and otherwise as they were")
  func adopts() async throws {
    try await TestTable.with { table in
      try await table.put(Self.old + Self.others)
      let store = try table.store()
      #expect(try await store.records(matching: RecordFilter(), after: nil, limit: 10).records == [])
      let report = try await TableAdoption(store: store).run()
      #expect(report.lookedAt == 3 && report.adopted == 3 && report.already == 0 && report.unreadableCount == 0)
      #expect(report.isComplete)

      let page = try await store.records(matching: RecordFilter(), after: nil, limit: 10)
      #expect(page.records.map(\.resource.id) == ["p", "a#b/c", "prompt-1"])
      #expect(page.records.map(\.operation) == [.create, .delete, .update])
      var filter = RecordFilter()
      filter.user = .system
      #expect(try await store.records(matching: filter, after: nil, limit: 10).records.map(\.resource.id) == ["a#b/c"])
      filter.user = nil
      filter.outcome = .failed
      #expect(try await store.records(matching: filter, after: nil, limit: 10).records.map(\.resource.id) == ["p", "a#b/c"])
      filter.outcome = nil
      filter.resourceType = try ResourceType("PROPOSAL")
      filter.user = try User("bob")
      #expect(try await store.records(matching: filter, after: nil, limit: 10).records.map(\.resource.id) == ["p"])
      let statistics = try await store.statistics(.init())
      #expect(statistics.total == 3 && statistics.failed == 2)

      #expect(try await contents(table, of: Self.others) == Set(Self.others))
      let added: Set = ["history_feed", "history_user", "success", "resource_type", "resource_id"]
      for item in try await contents(table, of: Self.old) {
        let before = try #require(Self.old.first { ItemKey($0) == ItemKey(item) })
        for member in before.members { #expect(item[member.name] == member.value || member.name == "before_state") }
        #expect(Set(item.members.map(\.name)).subtracting(before.members.map(\.name)).isSubset(of: added))
      }
    }
  }

  @Test("A second run finds all adopted, and writes no record")
  func twice() async throws {
    try await TestTable.with { table in
      try await table.put(Self.old)
      let store = try table.store()
      _ = try await store.append([SanitizedRecord(try sample())])
      #expect(try await TableAdoption(store: store).run().adopted == 3)
      let after = Set(try await table.items())
      let report = try await TableAdoption(store: try table.store()).run()
      #expect(report.lookedAt == 4 && report.adopted == 0 && report.already == 4)
      #expect(Set(try await table.items()) == after)
    }
  }

  @Test("What is no readable record stays as it is, and is told with the reason")
  func unreadable() async throws {
    let items: [AttributeMap] = [
      ["PK": "HISTORY#PROMPT", "SK": "OPERATION#2023-11-15T00:00:00Z#CREATE"],
      ["PK": "HISTORY##x", "SK": "OPERATION#2023-11-15T00:00:00Z#CREATE"],
      ["PK": "HISTORY#PROMPT#x", "SK": "OPERATION#yesterday#CREATE"],
      ["PK": "HISTORY#PROMPT#x", "SK": "OPERATION#2023-11-15T00:00:00Z#RENAME"],
    ]
    try await TestTable.with { table in
      try await table.put(items)
      let report = try await TableAdoption(store: try table.store()).run()
      #expect(report.lookedAt == 4 && report.adopted == 0)
      #expect(
        report.unreadable == [
          "PK names no resource id": 1, "PK names no valid resource type": 1, "SK names no moment": 1, "SK names no operation": 1,
        ])
      #expect(report.unreadableKeys.contains("HISTORY#PROMPT#x OPERATION#yesterday#CREATE"))
      #expect(try await contents(table, of: items) == Set(items))
    }
  }

  private static func many(_ count: Int) -> [AttributeMap] {
    (0..<count).map { number in
      let minute = number % 60 < 10 ? "0\(number % 60)" : "\(number % 60)"
      return [
        "PK": .s("HISTORY#PROMPT#prompt-\(number)"), "SK": .s("OPERATION#2023-11-\(10 + number % 7)T00:\(minute):00+00:00#CREATE"),
        "user_id": .s("user-\(number % 5)"), "metadata": ["success": true],
      ]
    }
  }

  @Test(
    "A run that was stopped goes on where it was, and reports both together",
    arguments: [(call: "Scan", count: 12), (call: "UpdateItem", count: 150)])
  func resumes(call: String, count: Int) async throws {
    let account = DynamoDBEngine.makeAccount()
    let rules = RequestRules()
    let log = RequestLog()
    let engine = try await DynamoDBEngine.shared()
    let breaking = try engine.client(account, rules: rules) { configuration in
      log.note(&configuration) { name, before in
        name == call && before >= count ? AWSError("AccessDeniedException", "stopped here") : nil
      }
    }
    try await closing(breaking) { breaking in
      try await closing(try engine.client(account, rules: rules)) { whole in
        let table = TestTable(client: whole)
        _ = try await table.dynamoDB.createTable(HistoryTable.createTable(TestTable.name))
        try await table.put(Self.many(300))

        let stopped = Mutex(AdoptionReport())
        let code = await errorCode {
          let store = try DynamoDBStore(client: breaking, tableName: TestTable.name)
          _ = try await TableAdoption(store: store, pageLimit: 10).run { report in stopped.withLock { $0 = report } }
        }
        #expect(code == .storeUnavailable)
        let before = stopped.withLock { $0 }
        #expect(before.adopted > 0 && before.adopted < 300 && !before.isComplete)

        let report = try await TableAdoption(store: try table.store(), pageLimit: 10).run()
        #expect(report.lookedAt == 300)
        #expect(report.adopted + report.already == 300)
        #expect(report.adopted >= before.adopted)
        let statistics = try await table.store().statistics(.init())
        #expect(statistics.total == 300)
        // Nothing is left of the places: the next run looks at everything.
        #expect(try await !table.items().contains { ItemKey($0) == AdoptionProgress.key })
      }
    }
  }

  @Test("A run whose place another has taken stops, and says so")
  func overtaken() async throws {
    try await TestTable.with { table in
      try await table.put(Self.many(60))
      let store = try table.store()
      let access = store.table
      let code = await errorCode {
        let first = try await AdoptionProgress.claim(access, segments: 2)
        _ = try await AdoptionProgress.claim(access, segments: 2)
        try await first.save(AdoptionProgress.Segment(), 0, in: access)
      }
      #expect(code == .alreadyRunning)
      #expect(try await TableAdoption(store: store).run().adopted == 60)
    }
  }

  @Test("Counts of days that were kept before are counted anew with the adopted records")
  func statistics() async throws {
    try await TestTable.with { table in
      let clock = LeapingClock()
      let store = try table.store { configuration in
        configuration.now = { clock.next() }
        configuration.settleTime = .zero
      }
      _ = try await store.append([SanitizedRecord(try sample())])
      #expect(try await store.statistics(.init()).total == 1)
      try await table.put(Self.old)
      #expect(try await store.statistics(.init()).total == 1)
      _ = try await TableAdoption(store: store).run()
      #expect(try await store.statistics(.init()).total == 4)
      #expect(try await store.verifyStatistics().isExact)
    }
  }

  @Test("Under throttling every record is adopted, once")
  func throttled() async throws {
    let account = DynamoDBEngine.makeAccount()
    let rules = RequestRules()
    try await closing(try await DynamoDBEngine.shared().client(account, rules: rules)) { whole in
      let table = TestTable(client: whole)
      _ = try await table.dynamoDB.createTable(HistoryTable.createTable(TestTable.name))
      try await table.put(Self.many(80))
      let faults = [Fault.error("ProvisionedThroughputExceededException").at("UpdateItem").share(0.4)]
      try await FaultProxy.withClient(faults, account: account) { client, strikes in
        let store = try DynamoDBStore(client: client, tableName: TestTable.name)
        let report = try await TableAdoption(store: store, pageLimit: 20).run()
        #expect(report.adopted == 80 && report.lookedAt == 80)
        #expect(try await strikes() > 0)
      }
      #expect(try await table.store().statistics(.init()).total == 80)
    }
  }

  @Test("A record that was removed meanwhile is not made again")
  func removed() async throws {
    try await TestTable.with { table in
      let item = Self.old[0]
      let record = try #require(StoredRecord(item))
      let update = record.adoption(shards: 4, hasFailed: false, in: TestTable.name)
      #expect(try await table.store().table.update(update) == nil)
      #expect(try await table.items() == [])
    }
  }
}
