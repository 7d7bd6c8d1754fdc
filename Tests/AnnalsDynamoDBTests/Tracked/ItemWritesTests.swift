import AWSClient
import Annals
import AnnalsDynamoDB
import Testing

@Suite("A tracked table: writes of one item")
struct ItemWritesTests {
  @Test("A put creates, another updates, a delete removes: each with the exact states and at no cost")
  func life() async throws {
    try await ServiceTable.with { service in
      _ = try await service.table.putItem(service.put("p", ("text", "one"), ("tags", .ss(["b", "a"]))))
      _ = try await service.table.putItem(service.put("p", ("text", "two"), ("size", .n("1.50"))))
      _ = try await service.table.deleteItem(service.delete("p"))
      let records = try await service.records()
      #expect(records.map(\.operation) == [.create, .update, .delete])
      #expect(records.allSatisfy { $0.resource.type.name == "PROMPT" && $0.resource.id == "p" && !$0.isFailed })
      let one: JSONObject = ["prompt_id": "p", "text": "one", "tags": ["a", "b"]]
      let two: JSONObject = ["prompt_id": "p", "text": "two", "size": 1.5]
      #expect(records.map(\.before) == [nil, one, two])
      #expect(records.map(\.after) == [one, two, nil])
      #expect(records.map { $0.metadata["call"]?.string } == ["PutItem", "PutItem", "DeleteItem"])
      for record in records {
        #expect(record.metadata["added_capacity"] == 0)
        #expect(record.metadata["table"] == "prompts")
        #expect(record.metadata["function"] == "life()")
        for name in ["before_state", "after_state", "retried", "outcome"] { #expect(record.metadata[name] == nil) }
      }
    }
  }

  @Test("A delete that finds nothing is not recorded, so that the newest deletion is the one that removed")
  func deletingNothing() async throws {
    try await ServiceTable.with { service in
      _ = try await service.table.putItem(service.put("p", ("text", "lost")))
      _ = try await service.table.deleteItem(service.delete("p"))
      _ = try await service.table.deleteItem(service.delete("p"))
      #expect(try await service.records().count == 2)
      let lost = try await service.history.lastStateBeforeDeletion(of: try Resource("PROMPT", "p"))
      #expect(lost?["text"] == "lost")
    }
  }

  @Test("An update has the exact state before and the computed state after; where nothing was there, it creates")
  func updating() async throws {
    try await ServiceTable.with { service in
      _ = try await service.table.updateItem(service.update("p", "SET version = :one, note = :n", [":one": 1, ":n": "new"]))
      _ = try await service.table.updateItem(service.update("p", "SET version = version + :one REMOVE note", [":one": 1]))
      let records = try await service.records()
      #expect(records.map(\.operation) == [.create, .update])
      #expect(records.map(\.before) == [nil, ["prompt_id": "p", "version": 1, "note": "new"]])
      #expect(records.last?.after == ["prompt_id": "p", "version": 2])
      #expect(try await service.stored("p") == ["prompt_id": "p", "version": 2])
    }
  }

  @Test(
    "The caller gets what the untracked call answers, whatever was asked for",
    arguments: [nil, ReturnValues.none, .allOld, .allNew, .updatedOld, .updatedNew],
    [
      "SET a = :one, b = b + :one", "SET m.x = :one", "SET fresh = :one", "REMOVE a", "REMOVE elsewhere", "ADD s :set REMOVE b",
      "SET l[0] = :one",
    ])
  func answers(wanted: ReturnValues?, expression: String) async throws {
    try await ServiceTable.with { service in
      let attributes: [(String, AttributeValue)] = [
        ("a", "old"), ("b", 1), ("m", ["x": 1, "y": 2]), ("l", [1, 2]), ("s", .ss(["x"])),
      ]
      var values: [String: AttributeValue] = [:]
      if expression.contains(":one") { values[":one"] = 1 }
      if expression.contains(":set") { values[":set"] = .ss(["y"]) }
      _ = try await service.dynamoDB.putItem(PutItem(tableName: ServiceTable.name, item: service.item("tracked", attributes)))
      _ = try await service.dynamoDB.putItem(PutItem(tableName: ServiceTable.name, item: service.item("plain", attributes)))
      var tracked = service.update("tracked", expression, values)
      var plain = service.update("plain", expression, values)
      (tracked.returnValues, plain.returnValues) = (wanted, wanted)
      var answer = try await service.table.updateItem(tracked).attributes
      let expected = try await service.dynamoDB.updateItem(plain).attributes
      if answer?["prompt_id"] != nil { answer?["prompt_id"] = "plain" }
      #expect(answer == expected)
    }
  }

  @Test("A put and a delete answer with the old item only when asked", arguments: [nil, ReturnValues.none, .allOld])
  func oldItems(wanted: ReturnValues?) async throws {
    try await ServiceTable.with { service in
      _ = try await service.dynamoDB.putItem(service.put("p", ("text", "old")))
      var put = service.put("p", ("text", "new"))
      put.returnValues = wanted
      #expect(try await service.table.putItem(put).attributes?["text"] == (wanted == .allOld ? "old" : nil))
      var delete = service.delete("p")
      delete.returnValues = wanted
      #expect(try await service.table.deleteItem(delete).attributes?["text"] == (wanted == .allOld ? "new" : nil))
    }
  }

  @Test("Who asks for the new values leaves the state before unknown, or has it read before at a cost that the record shows")
  func newValues() async throws {
    try await ServiceTable.with { service in
      _ = try await service.dynamoDB.putItem(service.put("p", ("n", 1)))
      var update = service.update("p", "SET n = n + :one", [":one": 1])
      update.returnValues = .allNew
      #expect(try await service.table.updateItem(update).attributes?["n"] == 2)
      let record = try await service.records().first
      #expect(record?.before == nil)
      #expect(record?.after == ["prompt_id": "p", "n": 2])
      #expect(record?.metadata["before_state"] == "unknown")
      #expect(record?.metadata["added_capacity"] == 0)
    }
    try await ServiceTable.with({ $0.missingStates = .readBefore }) { service in
      _ = try await service.dynamoDB.putItem(service.put("p", ("n", 1)))
      var update = service.update("p", "SET n = n + :one", [":one": 1])
      update.returnValues = .updatedNew
      #expect(try await service.table.updateItem(update).attributes == ["n": 2])
      let record = try await service.records().first
      #expect(record?.before == ["prompt_id": "p", "n": 1])
      #expect(record?.after == ["prompt_id": "p", "n": 2])
      #expect(record?.metadata["before_state"] == "read")
      #expect(record?.metadata["added_capacity"] == 1)
    }
  }

  @Test("A table can ask for the state after of updates, or leave it out")
  func updateStates() async throws {
    for (states, before, after) in [(TrackedTableDescription.UpdateStates.before, 1, nil), (.after, nil, 2), (.both, 1, 2)] {
      try await ServiceTable.with({ $0.updateStates = states }) { service in
        _ = try await service.dynamoDB.putItem(service.put("p", ("n", 1)))
        #expect(try await service.table.updateItem(service.update("p", "ADD n :one", [":one": 1])).attributes == nil)
        let record = try await service.records().first
        #expect(record?.before?["n"]?.number?.int == before)
        #expect(record?.after?["n"]?.number?.int == after)
        #expect(record?.metadata["before_state"] == (before == nil ? "unknown" : nil))
        #expect(record?.metadata["after_state"] == (after == nil ? "unknown" : nil))
      }
    }
  }

  @Test("What cannot be computed of an update stays unknown, and the record says so")
  func notComputed() async throws {
    try await ServiceTable.with { service in
      _ = try await service.dynamoDB.putItem(service.put("p", ("l", [1, 2])))
      _ = try await service.table.updateItem(service.update("p", "SET l[9] = :x REMOVE l[0]", [":x": 3]))
      let record = try await service.records().first
      #expect(record?.before == ["prompt_id": "p", "l": [1, 2]])
      #expect(record?.after == nil)
      #expect(record?.metadata["capture_problems"] == ["after_state could not be encoded: UpdateNotComputed"])
    }
  }

  @Test("Attributes that are left out are in no state; types that are not tracked are in no record")
  func leftOut() async throws {
    try await ServiceTable.with({ $0.omittedAttributes = ["embedding"] }) { service in
      _ = try await service.table.putItem(service.put("p", ("text", "a"), ("embedding", [1, 2])))
      _ = try await service.table.updateItem(service.update("p", "SET embedding = :e", [":e": [3]]))
      for record in try await service.records() { #expect(record.after == ["prompt_id": "p", "text": "a"]) }
    }
    try await ServiceTable.with({ $0.untrackedTypes = ["PROMPT"] }) { service in
      _ = try await service.table.putItem(service.put("p"))
      _ = try await service.table.updateItem(service.update("p", "SET a = :a", [":a": 1]))
      _ = try await service.table.deleteItem(service.delete("p"))
      #expect(try await service.records().isEmpty)
    }
  }

  @Test("Who does it and why come from the context")
  func context() async throws {
    try await ServiceTable.with { service in
      try await withHistoryContext(user: "ann", reason: "clean-up") { _ = try await service.table.putItem(service.put("p")) }
      let record = try await service.records().first
      #expect(record?.user.id == "ann")
      #expect(record?.metadata["reason"] == "clean-up")
    }
  }
}
