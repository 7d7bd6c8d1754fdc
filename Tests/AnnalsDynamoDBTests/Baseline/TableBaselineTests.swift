import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Synchronization
import Testing

@testable import AnnalsDynamoDB

@Suite("A baseline of tables")
struct TableBaselineTests {
  @Test("records each item once, as it is; again it records what changed without a record, and what is new")
  func twice() async throws {
    try await BaselineTables.with(items: 60) { tables in
      let first = try await tables.run()
      #expect(first.items == 60 && first.recordedCount == 60 && first.known == 0)
      let statistics = try await tables.history.statistics()
      #expect(statistics.total == 60 && statistics.baselineRecords == 60 && statistics.operations[.create] == 60)
      let again = try await tables.run()
      #expect(again.items == 60 && again.recordedCount == 0 && again.known == 60)
      var changed = BaselineTables.item(3)
      changed["n"] = 1000
      try await tables.put([changed, BaselineTables.item(60)])
      let third = try await tables.run()
      #expect(third.items == 61 && third.recordedCount == 2 && third.known == 59)
      for record in try await tables.records {
        #expect(record.isBaseline && record.metadata["baseline"] == ["call": "annals baseline", "source": "scan", "table": "prompts"])
      }
      #expect(try await tables.history.store.documents(beginning: "baseline/").isEmpty)
    }
  }

  @Test("makes the first change ever to an item reversible, to the last type")
  func firstChange() async throws {
    try await BaselineTables.with(items: 2) { tables in
      _ = try await tables.run()
      let before = Timestamp.now
      var description = try #require(tables.tables.tracked.first)
      // The change itself tells nothing of what was before.
      description.updateStates = .after
      let tracked = TrackedTable(client: tables.dynamoDB, description: description, history: tables.history)
      try await tables.history.recording {
        var update = UpdateItem(tableName: BaselineTables.name, key: ["prompt_id": "p-1"])
        update.updateExpression = "SET n = :n REMOVE photo, tags, #map"
        update.expressionAttributeNames = ["#map": "map"]
        update.expressionAttributeValues = [":n": 7]
        _ = try await tracked.updateItem(update)
      }
      let found = try await tables.history.resource(Resource("PROMPT", "p-1"), at: before)
      let state = try #require(found.state.state)
      let types = AttributeTypes(of: try #require(found.state.record))
      let item = try tables.tables.table(of: ResourceType("PROMPT")).item("p-1", state: state, types: types)
      #expect(item == BaselineTables.item(1))
      let now = try await tables.history.resource(Resource("PROMPT", "p-1"), at: .now)
      #expect(now.state.state?["photo"] == nil && now.state.state?["n"] == 7 && now.untracked == nil)
    }
  }

  @Test("goes on where a stopped run was, and a run that another has overtaken stops")
  func resumed() async throws {
    try await BaselineTables.with(items: 80) { tables in
      let calls = Atomic<Int>(0)
      let stopped = try await tables.run(isStopped: { calls.add(1, ordering: .relaxed).newValue > 2 })
      #expect((1..<80).contains(stopped.items))
      let document = try #require(try await tables.history.store.documents(beginning: "baseline/").first)
      #expect(document.content.count < StoredDocument.maximumSize)
      let whole = try await tables.run()
      #expect(whole.items == 80 && whole.recordedCount == 80 && whole.known == 0)
      #expect(try await tables.records.count == 80)
      // Another run keeps its own place meanwhile.
      var late = try await BaselineProgress(of: "a table", in: tables.history.store)
      var other = try await BaselineProgress(of: "a table", in: tables.history.store)
      try await other.save()
      let error = try await #require(throws: HistoryError.self) { try await late.save() }
      #expect(error.code == .alreadyRunning && document.version > 0)
    }
  }

  @Test("does not read tables again that a stopped run was through with, and reads them again once the run has ended")
  func tables() async throws {
    try await BaselineTables.with(items: 40) { prompts in
      let (name, history) = ("orders", prompts.history)
      _ = try await prompts.dynamoDB.createTable(
        CreateTable(tableName: name, keySchema: [.init("id", .hash)], attributeDefinitions: [AttributeDefinition("id")]))
      func putOrders(_ numbers: Range<Int>) async throws {
        let writes = numbers.map { BatchWriteItem.Write.put(["id": .s("o-\($0)")]) }
        _ = try await prompts.dynamoDB.batchWriteItem(BatchWriteItem(requestItems: [name: writes]))
      }
      try await putOrders(0..<20)
      let described = try ResourceTables(yaml: "tables: {ORDER: {table: orders, key: id}, PROMPT: {table: prompts, key: prompt_id}}")
      var options = TableBaseline.Options()
      options.pageLimit = 4
      let baseline = try TableBaseline(client: prompts.dynamoDB, tables: described, history: history, options: options)
      let read = Atomic<Int>(0)
      let stopped = try await baseline.run(isStopped: { read.load(ordering: .relaxed) > 20 }) { read.store($0.items, ordering: .relaxed) }
      #expect(!stopped.isComplete && (21..<60).contains(stopped.items))
      try await putOrders(20..<25)
      let whole = try await baseline.run()
      #expect(whole.isComplete && whole.items == 60 && whole.recordedCount == 60)
      #expect(try await history.store.documents(beginning: "baseline/").isEmpty)
      let next = try await baseline.run()
      #expect(next.items == 65 && next.recordedCount == 5 && next.known == 60)
    }
  }

  @Test("keeps to its read units a second, by pages that shrink and by waiting")
  func pace() async throws {
    try await BaselineTables.with(items: 120) { tables in
      let clock = InstantClock()
      let report = try await tables.run(change: { options in
        options.readUnits = 1
        options.segments = 2
        options.clock = clock
      })
      #expect(report.recordedCount == 120)
      // The engine counts at most a unit for a page, of which there are two at a time.
      #expect(clock.sleeps.count >= 1 && clock.sleeps.allSatisfy { $0 <= .seconds(2.01) })
    }
    var pace = ReadPace(units: 100, clock: InstantClock())
    #expect(pace.limit(pages: 4) == 50)
    try await pace.spend(400, items: 100)
    #expect(pace.limit(pages: 5) == 5)
    try await pace.spend(0, items: 0)
    #expect(pace.limit(pages: 1000) == 1)
    // An answer that was lost on its way was read as well.
    let clock = InstantClock()
    var troubled = ReadPace(units: 10, clock: clock)
    try await troubled.spend(20, items: 40, pages: 2, lost: 3)
    #expect(clock.sleeps == [.seconds(5)])
  }

  @Test("counts what it would record without recording, says what no description has, and leaves history in the same table alone")
  func others() async throws {
    try await TestTable.with { table in
      let store = try table.store()
      let history = try HistoryService(store: store)
      try await history.recording { history.log(.create, "OTHER", id: "x", after: ["n": 1] as JSONObject) }
      try await table.put([
        ["PK": "PROMPT#1", "SK": "V0", "name": "One"], ["PK": "PROMPT#2", "SK": "V1", "name": "Two"], ["PK": "USER#1", "SK": "V0"],
      ])
      let tables = try ResourceTables(yaml: "tables: {PROMPT: {table: \(TestTable.name), key: {PK: \"PROMPT#{id}\", SK: V0}}}")
      var options = TableBaseline.Options()
      options.isDryRun = true
      let counted = try await TableBaseline(client: table.dynamoDB, tables: tables, history: history, options: options).run()
      #expect(counted.items == 3 && counted.recordedCount == 1 && counted.undescribed == 2)
      #expect(try await history.statistics().baselineRecords == 0)
      let report = try await TableBaseline(client: table.dynamoDB, tables: tables, history: history).run()
      #expect(report.json == counted.json)
      #expect(try await history.statistics().baselineRecords == 1)
      #expect(try await history.state(of: Resource("PROMPT", "1"), at: .now).state == ["PK": "PROMPT#1", "SK": "V0", "name": "One"])
    }
  }
}
