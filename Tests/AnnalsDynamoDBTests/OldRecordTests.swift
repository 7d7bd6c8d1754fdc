import AWSClient
import Annals
import AnnalsTestSupport
import Testing

@testable import AnnalsDynamoDB

/// Records as the Python implementation of the same shape wrote them.
@Suite("DynamoDB store: older records")
struct OldRecordTests {
  private func item(_ moment: String, _ kind: String, _ more: AttributeMap = [:]) -> AttributeMap {
    let fields: AttributeMap = [
      "PK": "HISTORY#PROMPT#p1", "SK": .s("OPERATION#\(moment)#\(kind)"), "history_id": .s("\(moment)#\(kind)#p1"),
      "operation_type": .s(kind), "resource_type": "PROMPT", "resource_id": "p1", "timestamp": .s(moment), "user_id": "ann",
      "metadata": ["success": .bool(!kind.hasSuffix("FAILED"))],
    ]
    return AttributeMap(unordered: fields.members + more.members)
  }

  private var items: [AttributeMap] {
    [
      item("2025-01-01T10:00:00+00:00", "CREATE", ["after_state": ["price": .n("12.50"), "tags": .ss(["b", "a"])]]),
      item("2025-01-01T10:00:00.250000+00:00", "UPDATE", ["after_state": ["raw": .b([1, 2, 255]), "list": [1, "x", .null]]]),
      item("2025-01-01T10:00:01Z", "UPDATE", ["extra": "kept", "user_id": .null]),
      item("2025-01-01T10:00:01.500Z", "READ"),
      item("2025-01-01T10:00:01+00:00", "DELETE_FAILED", ["before_state": .s(#"{"a":1}"#)]),
      ["PK": "HISTORY#PROMPT#p1", "SK": "OPERATION#2025-01-01T10:00:02+00:00#DELETE"],
    ]
  }

  /// What adoption adds.
  private func adopted(_ item: AttributeMap) -> AttributeMap {
    var item = item
    item["history_feed"] = "PROMPT#1"
    item["history_user"] = item["user_id"]?.string.map { .s($0) } ?? "system"
    return item
  }

  private func registry() -> AttributeMap {
    AttributeMap(
      unordered: HistoryRegistry.key.attributes.members + [.init(name: "types", value: .ss(["PROMPT"])), .init(name: "shards", value: 4)])
  }

  private let moments = ["10:00:02.000000", "10:00:01.500000", "10:00:01.000000", "10:00:01.000000", "10:00:00.250000", "10:00:00.000000"]

  private func check(_ store: DynamoDBStore, _ table: TestTable) async throws {
    for size in [1, 2, 100] {
      var found: [HistoryRecord] = []
      for try await record in try HistoryService(store: store).allRecords(pageSize: size) { found.append(record) }
      #expect(found.map { $0.timestamp.description.dropFirst(11).prefix(15) }.map(String.init) == moments, "pages of \(size)")
      // At one moment, UPDATE comes before DELETE when the newest come first.
      #expect(found.map(\.operation) == [.delete, .read, .update, .delete, .update, .create])
    }
    let all = try await store.records(matching: RecordFilter(), after: nil, limit: 10).records
    guard all.count == 6 else { return }
    #expect(all[5].after == ["price": .number(try JSONNumber("12.5")), "tags": ["a", "b"]])
    #expect(all[4].after == ["raw": "AQL/", "list": [1, "x", .null]])
    #expect(all[3].isFailed)
    #expect(all[3].before == ["a": 1])
    #expect(all[2].user == .system)
    #expect(all[0].user == .system)
    for record in all { #expect(try await store.record(record.id) == record) }
    #expect(try await store.record(HistoryID("2025-01-01T10:00:01+00:00#DELETE_FAILED#p1"))?.before == ["a": 1])

    let failed = try await store.records(matching: RecordFilter(operation: .delete, outcome: .failed), after: nil, limit: 10)
    #expect(failed.records == [all[3]])
    let system = try await store.records(matching: RecordFilter(user: .system), after: nil, limit: 10)
    #expect(system.records == [all[0], all[2]])
    let history = try await store.records(matching: .resource(all[0].resource), after: Cursor(after: all[1].position), limit: 10)
    #expect(history.records == Array(all[2...]))

    let statistics = try await store.statistics(.init())
    #expect(statistics.total == 6)
    #expect(statistics.failed == 1)
    #expect(statistics.topUsers.map(\.count) == [4, 2])

    #expect(try await store.cleanup(before: all[3].timestamp, mode: .dryRun).total == 2)
    #expect(try await store.cleanup(before: all[3].timestamp, mode: .remove).total == 2)
    #expect(try await store.statistics(.init()).total == 4)
    #expect(try await table.items().contains { $0["extra"] == "kept" })
  }

  @Test("They are read, listed in order, counted and cleaned up on a table without indexes")
  func plain() async throws {
    try await TestTable.with(indexes: false) { table in
      try await table.put(items)
      try await check(try table.store(), table)
    }
  }

  @Test("They are read, listed in order, counted and cleaned up once their index attributes are there")
  func indexed() async throws {
    try await TestTable.with { table in
      try await table.put(items.map(adopted) + [registry()])
      try await check(try table.store(), table)
    }
  }

  @Test("A filter by type finds them however their type is spelled, or absent, without indexes and once they are adopted")
  func spellings() async throws {
    let spelled = ["prompt", "Prompt", "PROMPT", nil].enumerated().map { index, name -> AttributeMap in
      var item = self.item("2025-01-0\(index + 1)T10:00:00+00:00", "CREATE")
      item["resource_type"] = name.map { .s($0) }
      return item
    }
    let other: AttributeMap = ["PK": "HISTORY#PROPOSAL#x", "SK": "OPERATION#2025-01-01T10:00:00Z#CREATE", "user_id": "ann"]
    let type = try ResourceType("prompt")
    func check(_ store: DynamoDBStore) async throws {
      for filter in [RecordFilter(resourceType: type), RecordFilter(resourceType: type, user: try User("ann"))] {
        #expect(try await store.records(matching: filter, after: nil, limit: 10).records.count == 4)
      }
      #expect(try await store.statistics(.init(resourceType: type)).total == 4)
    }
    try await TestTable.with(indexes: false) { table in
      try await table.put(spelled + [other])
      try await check(try table.store())
    }
    try await TestTable.with { table in
      try await table.put(spelled + [other])
      #expect(try await TableAdoption(store: try table.store()).run().adopted == 5)
      try await check(try table.store())
      let feeds = Set(try await table.items().compactMap { $0["history_feed"]?.string?.split(separator: "#").first.map(String.init) })
      #expect(feeds == ["PROMPT", "PROPOSAL"])
    }
  }

  @Test("One resource's history needs no index attributes")
  func resource() async throws {
    try await TestTable.with { table in
      try await table.put(items)
      let resource = try Resource("PROMPT", "p1")
      let found = try await table.store().records(matching: .resource(resource), after: nil, limit: 3)
      #expect(found.records.count == 3)
      #expect(found.next != nil)
    }
  }
}
