import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Synchronization
import Testing

@testable import AnnalsDynamoDB

@Suite("A baseline of tables that throttle and reset")
struct TroubledBaselineTests {
  private static let count = 400
  private static let faults = [Fault.error("ProvisionedThroughputExceededException").share(0.2), Fault.reset.share(0.05)]

  @Test("is whole and exact, stopped and gone on with, and keeps to its read units a second")
  func whole() async throws {
    let account = DynamoDBEngine.makeAccount()
    try await closing(DynamoDBEngine.shared().client(account, rules: RequestRules(asksForParents: false))) { engine in
      let dynamoDB = DynamoDBClient(engine)
      for request in [
        HistoryTable.createTable("history"),
        CreateTable(tableName: "prompts", keySchema: [.init("prompt_id", .hash)], attributeDefinitions: [.init("prompt_id")]),
      ] { _ = try await dynamoDB.createTable(request) }
      for start in stride(from: 0, to: Self.count, by: 25) {
        let writes = (start..<start + 25).map { BatchWriteItem.Write.put(BaselineTables.item($0)) }
        _ = try await dynamoDB.batchWriteItem(BatchWriteItem(requestItems: ["prompts": writes]))
      }
      try await FaultProxy.withClient(Self.faults, account: account) { client, strikes in
        let history = try HistoryService(store: DynamoDBStore(client: client, tableName: "history"))
        let tables = try ResourceTables(yaml: BaselineTables.text)
        let clock = InstantClock()
        var options = TableBaseline.Options()
        (options.readUnits, options.segments, options.clock) = (1, 1, clock)
        let baseline = try TableBaseline(client: DynamoDBClient(client), tables: tables, history: history, options: options)
        let pages = Atomic<Int>(0)
        let stopped = try await baseline.run(isStopped: { pages.load(ordering: .relaxed) == 2 }) { _ in
          pages.wrappingAdd(1, ordering: .relaxed)
        }
        #expect(!stopped.isComplete && (1..<Self.count).contains(stopped.items))
        let report = try await baseline.run(progress: { _ in pages.wrappingAdd(1, ordering: .relaxed) })
        #expect(report.isComplete && report.items == Self.count && report.recordedCount == Self.count && report.known == 0)
        #expect(try await strikes() > 0)
        // The engine counts half a unit for each page; the last is not waited for.
        let waited = clock.sleeps.reduce(Duration.zero, +)
        #expect(waited >= .seconds(0.5) * (pages.load(ordering: .relaxed) - 1), "\(clock.sleeps)")
        try await check(HistoryService(store: DynamoDBStore(client: engine, tableName: "history")), tables)
      }
    }
  }

  /// Each item is recorded once, to the last type.
  private func check(_ history: HistoryService, _ tables: ResourceTables) async throws {
    let table = try tables.table(of: ResourceType("PROMPT"))
    var items: [String: AttributeMap] = [:]
    var count = 0
    for try await record in history.allRecords(matching: RecordFilter(resourceType: table.type)) {
      count += 1
      let state = try #require(record.after)
      items[record.resource.id] = try table.item(record.resource.id, state: state, types: AttributeTypes(of: record))
    }
    #expect(count == Self.count)
    #expect(items == Dictionary(uniqueKeysWithValues: (0..<Self.count).map { ("p-\($0)", BaselineTables.item($0)) }))
    let statistics = try await history.statistics()
    #expect(statistics.total == Self.count && statistics.baselineRecords == Self.count)
  }
}
