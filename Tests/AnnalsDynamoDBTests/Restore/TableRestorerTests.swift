import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Testing

@testable import AnnalsDynamoDB

@Suite("Putting items back", .timeLimit(.minutes(5)))
struct TableRestorerTests {
  /// One attribute of each type.
  private static let everything: AttributeMap = [
    "name": "Prompt", "count": .n("12345678901234567890.5"), "photo": .b([0, 1, 255]), "is_on": true, "nothing": .null,
    "list": [1, "two", .m(["three": .l([])])], "map": .m(["a": .m(["b": .n("0.1")])]),
    "marks": .ss(["b", "a"]), "sizes": .ns(["2", "10"]), "parts": .bs([[1], [0, 2]]), "empty": "",
  ]

  @Test("A deleted item comes back to the byte, sets and bytes included; what is left out of history does not, and the plan says so")
  func deletion() async throws {
    try await RestoreTable.with { table in
      var item = Self.everything
      (item["views"], item["embedding"]) = (7, [1, 2])
      try await table.put("p", item, by: "ann")
      try await table.delete("p", by: "eve")
      let plan = try await table.plan()
      #expect(plan.steps.first?.remarks == ["embedding: left out of history, and so not put back"])
      #expect(try await table.apply(plan).isWhole)
      item["embedding"] = nil
      item["prompt_id"] = "p"
      let back = try #require(try await table.item("p"))
      let description = try table.restorer.tables.table(of: ResourceType("PROMPT"))
      #expect(description.seen(back) == description.seen(item))
      #expect(back["views"] == 7)
    }
  }

  @Test("A changed item is changed back where it is as it was seen in every type; what is left alone keeps what it has since")
  func update() async throws {
    try await RestoreTable.with { table in
      try await table.put("p", Self.everything, by: "ann")
      try await table.set("p", "name", to: "bad", by: "eve")
      try await table.set("p", "added", to: 1, by: "eve")
      try await table.setSilently("p", "views", to: 99)
      try await table.setSilently("p", "embedding", to: [3])
      let plan = try await table.plan()
      #expect(plan.steps.map(\.action) == [.write] && plan.steps.first?.conflicts == [])
      #expect(try await table.apply(plan).isWhole)
      let item = try #require(try await table.item("p"))
      #expect(item["name"] == "Prompt" && item["added"] == nil && item["views"] == 99 && item["embedding"] == [3])
      let record = try #require(try await table.history.records(of: RestoreTable.resource("p"), limit: 1).records.first)
      #expect(record.operation == .update && record.before?["name"] == "bad" && record.after?["name"] == "Prompt")
      #expect(record.metadata["attribute_types"]?.object?["marks"] == "text set")
    }
  }

  @Test(
    "An item that somebody writes between the look and the write is left as it is",
    arguments: ["put", "change", "remove"])
  func moved(way: String) async throws {
    try await RestoreTable.with { table in
      if way != "put" { try await table.put("p", ["name": "seen"], by: "ann") }
      let present = try await table.present("p")
      try await table.setSilently("p", "name", to: "theirs")
      let target: JSONObject? = way == "remove" ? nil : ["prompt_id": "p", "name": "ours"]
      let outcome = try await table.restorer.carryOut(RestoreChange(RestoreTable.resource("p"), from: present, to: target))
      #expect(outcome.word == "moved")
      #expect(try await table.item("p")?["name"] == "theirs")
    }
  }

  @Test("An attribute that somebody adds between the look and the write stays: beside a change, and instead of a removal")
  func added() async throws {
    try await RestoreTable.with { table in
      for id in ["p", "q"] { try await table.put(id, ["name": "seen"], by: "ann") }
      let (first, second) = (try await table.present("p"), try await table.present("q"))
      for id in ["p", "q"] { try await table.setSilently(id, "note", to: "theirs") }
      let target: JSONObject = ["prompt_id": "p", "name": "ours"]
      let change = try await table.restorer.carryOut(RestoreChange(RestoreTable.resource("p"), from: first, to: target))
      guard case .done(let before, let after) = change else { return #expect(Bool(false), "\(change.word)") }
      #expect(before?["note"] == "theirs" && after == ["prompt_id": "p", "name": "ours", "note": "theirs"])
      #expect(try await table.item("p") == ["prompt_id": "p", "name": "ours", "note": "theirs"])
      let removal = try await table.restorer.carryOut(RestoreChange(RestoreTable.resource("q"), from: second, to: nil))
      #expect(removal.word == "moved")
      #expect(try await table.item("q") == ["prompt_id": "q", "name": "seen", "note": "theirs"])
    }
  }

  @Test(
    "An item of more attributes than a condition compares is put back all the same, and the plan says what is compared before the write")
  func manyAttributes() async throws {
    try await RestoreTable.with { table in
      let many = AttributeMap((0..<400).map { ("attribute_\($0)", .n($0)) })
      try await table.put("p", many, by: "ann")
      try await table.put("p", AttributeMap((0..<400).map { ("attribute_\($0)", .n($0 + 1)) }), by: "eve")
      try await table.put("q", many, by: "ann")
      try await table.set("q", "attribute_1", to: 0, by: "eve")
      let plan = try await table.plan()
      #expect(plan.steps.allSatisfy { $0.remarks.count == 1 && $0.remarks[0].contains("compared just before the write") })
      #expect(try await table.apply(plan).isWhole)
      for id in ["p", "q"] {
        let item = try await table.item(id)
        #expect(item?["attribute_1"] == 1 && item?["attribute_399"] == 399)
      }
    }
  }

  @Test("An item of nearly 400 KB is put back; one that would be larger is a conflict beforehand")
  func large() async throws {
    try await RestoreTable.with { table in
      let text = String(repeating: "x", count: 350 * 1024)
      try await table.put("p", ["body": .s(text), "n": 1], by: "ann")
      try await table.put("q", ["body": .s(text), "n": 1], by: "ann")
      try await table.set("p", "n", to: 2, by: "eve")
      try await table.set("q", "body", to: "short", by: "eve")
      try await table.setSilently("q", "views", to: .s(String(repeating: "v", count: 60 * 1024)))
      let plan = try await table.plan()
      #expect(plan.steps.map(\.action) == [.write, .none])
      #expect(plan.steps.last?.conflicts.map(\.kind) == [.tooLarge] && plan.steps.first?.writeUnits == 351)
      #expect(try await table.apply(plan).done == 1)
      #expect(try await table.item("p")?["n"] == 1)
    }
  }

  @Test("Throttled, reset and cut off, a hundred items are each put back once and recorded once")
  func faults() async throws {
    let faults = [
      Fault.error("ProvisionedThroughputExceededException").share(0.2), Fault.reset.share(0.05), Fault.broken(after: 0.5).share(0.05),
    ]
    try await RestoreTable.with(faults: faults) { table in
      for number in 0..<100 {
        try await table.put("p\(number)", ["n": .n(number)], by: "ann")
        if number % 3 == 0 {
          try await table.delete("p\(number)", by: "eve")
        } else {
          try await table.set("p\(number)", "n", to: 0, by: "eve")
        }
      }
      try await table.put("made", ["n": 1], by: "eve")
      let plan = try await table.plan()
      #expect(plan.actions.count == 101)
      let report = try await table.apply(plan)
      #expect(report.isWhole && report.done == 101)
      for number in 0..<100 { #expect(try await table.item("p\(number)") == ["prompt_id": .s("p\(number)"), "n": .n(number)]) }
      #expect(try await table.item("made") == nil)
      let records = try await table.history.records(matching: RecordFilter(user: User("ann"), from: plan.created), limit: 1000).records
      #expect(records.count == 101 && Set(records.map(\.resource)).count == 101)
    }
  }

  @Test("All or nothing: one transaction puts all back, and where one item is another by now, none")
  func together() async throws {
    try await RestoreTable.with { table in
      for number in 0..<20 {
        try await table.put("p\(number)", ["n": .n(number)], by: "ann")
        try await table.set("p\(number)", "n", to: 99, by: "eve")
      }
      let first = try await table.plan { $0.isAllOrNothing = true }
      let second = try await table.plan { $0.isAllOrNothing = true }
      try await table.setSilently("p7", "n", to: 7)
      try await table.setSilently("p7", "x", to: 1)
      let none = try await table.apply(first)
      #expect(none.done == 0 && none.conflicts.count == 20)
      #expect(try await table.item("p3")?["n"] == 99)
      _ = try await table.dynamoDB.putItem(PutItem(tableName: RestoreTable.name, item: ["prompt_id": "p7", "n": 99]))
      let all = try await table.apply(second)
      #expect(all.isWhole && all.done == 20)
      #expect(try await table.item("p3")?["n"] == 3)
      #expect(table.restorer.consumed.requests["TransactWriteItems"] == 1)
    }
  }

  @Test("Applying a plan asks the tables a request a write, and one for each hundred more")
  func requests() async throws {
    try await RestoreTable.with { table in
      for number in 0..<250 {
        try await table.put("p\(number)", ["n": 1], by: "ann")
        try await table.delete("p\(number)", by: "eve")
      }
      let plan = try await table.plan()
      let before = table.restorer.consumed.totalRequests
      #expect(before == 3)
      #expect(try await table.apply(plan).done == 250)
      #expect(table.restorer.consumed.totalRequests - before == 253)
    }
  }

  @Test("An id that is no key of its table is a conflict that says so")
  func noKey() async throws {
    let tables = try ResourceTables(yaml: "tables: {ORDER: {table: main, key: {PK: \"USER#{1}\", SK: \"ORDER#{2}\"}}}")
    try await DynamoDBEngine.withClient { client in
      let restorer = try TableRestorer(client: client, tables: tables)
      let estimate = restorer.estimate(RestoreChange(try Resource("ORDER", "one part"), from: nil, to: ["n": 1]))
      #expect(estimate.refusal?.contains("2 parts") == true)
      #expect(throws: HistoryError.self) { try TableRestorer(client: client, tables: tables, maximumWriteUnits: 0) }
    }
  }
}
