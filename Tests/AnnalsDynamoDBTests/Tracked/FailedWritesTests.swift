import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsTestSupport
import EngineTestSupport
import Testing

@Suite("A tracked table: failed and repeated calls", .timeLimit(.minutes(5)))
struct FailedWritesTests {
  @Test("A failed condition is a failed operation with the state that failed it; the caller sees no item that it did not ask for")
  func condition() async throws {
    try await ServiceTable.with { service in
      _ = try await service.dynamoDB.putItem(service.put("p", ("wording", "there")))
      var create = service.put("p", ("text", "again"))
      create.conditionExpression = "attribute_not_exists(prompt_id)"
      let error = await #expect(throws: AWSError.self) { try await service.table.putItem(create) }
      #expect(error?.code == "ConditionalCheckFailedException")
      #expect(error?.conditionCheckItem == nil)
      var update = service.update("p", "SET wording = :new", [":new": "b", ":old": "other"])
      update.conditionExpression = "wording = :old"
      update.returnValuesOnConditionCheckFailure = .allOld
      let asked = await #expect(throws: AWSError.self) { try await service.table.updateItem(update) }
      #expect(asked?.conditionCheckItem == ["prompt_id": "p", "wording": "there"])
      var delete = service.delete("missing")
      delete.conditionExpression = "attribute_exists(prompt_id)"
      await #expect(throws: AWSError.self) { try await service.table.deleteItem(delete) }
      let records = try await service.records()
      #expect(records.map(\.operation) == [.create, .update, .delete])
      #expect(records.allSatisfy { $0.isFailed && $0.after == nil && $0.metadata["outcome"] == nil })
      let there: JSONObject = ["prompt_id": "p", "wording": "there"]
      #expect(records.map(\.before) == [there, there, nil])
      #expect(records.allSatisfy { $0.error?.hasPrefix("ConditionalCheckFailedException") == true })
    }
  }

  @Test("An answer that was lost is asked for again: one record, which does not take the call's own work for the state before")
  func retried() async throws {
    try await withFaults([Fault.broken(after: 0.5).at("PutItem").times(1)]) { service, strikes in
      _ = try await service.table.putItem(service.put("p", ("text", "once")))
      let records = try await service.records()
      #expect(records.count == 1)
      #expect(records.first?.before == nil)
      #expect(records.first?.after == ["prompt_id": "p", "text": "once"])
      #expect(records.first?.metadata["retried"] == true)
      #expect(records.first?.metadata["before_state"] == "unknown")
      #expect(try await strikes() == 1)
    }
  }

  @Test("A delete whose answer was lost is recorded although the second attempt finds nothing")
  func retriedDelete() async throws {
    try await withFaults([Fault.broken(after: 0.5).at("DeleteItem").times(1)]) { service, _ in
      _ = try await service.table.putItem(service.put("p", ("text", "lost")))
      _ = try await service.table.deleteItem(service.delete("p"))
      let records = try await service.records()
      #expect(records.map(\.operation) == [.create, .delete])
      #expect(records.last?.metadata["retried"] == true)
      #expect(records.last?.metadata["before_state"] == "unknown")
      let lost = try await service.history.lastStateBeforeDeletion(of: try Resource("PROMPT", "p"))
      #expect(lost?["text"] == "lost")
    }
  }

  @Test("An update whose answer was lost does not take what its first attempt wrote for the state before")
  func retriedUpdate() async throws {
    try await withFaults([Fault.broken(after: 0.5).at("UpdateItem").times(1)]) { service, _ in
      _ = try await service.table.putItem(service.put("p", ("text", "a")))
      _ = try await service.table.updateItem(service.update("p", "SET wording = :b", [":b": "b"]))
      let record = try await service.records().last
      #expect(record?.operation == .update)
      #expect(record?.before == nil)
      #expect(record?.after?["wording"] == "b")
      #expect(record?.metadata["before_state"] == "unknown")
    }
  }

  @Test("Throttling was not carried out: what is found after it is exact")
  func throttled() async throws {
    try await withFaults([Fault.error("ProvisionedThroughputExceededException").at("PutItem").times(2)]) { service, strikes in
      _ = try await service.table.putItem(service.put("p", ("text", "a")))
      let record = try await service.records().first
      #expect(record?.operation == .create)
      #expect(record?.metadata["retried"] == nil)
      #expect(try await strikes() == 2)
    }
  }

  @Test("A call without any answer is a failed operation whose outcome is unknown; one that was refused is not")
  func unknownOutcome() async throws {
    try await withFaults([Fault.broken(after: 0.5).at("PutItem")]) { service, _ in
      await #expect(throws: AWSError.self) { try await service.table.putItem(service.put("p", ("text", "a"))) }
      let record = try await service.records().first
      #expect(record?.isFailed == true)
      #expect(record?.metadata["outcome"] == "unknown")
      #expect(record?.metadata["before_state"] == "unknown")
    }
    try await ServiceTable.with { service in
      var update = service.update("p", "SET a = b + :one", [":one": 1])
      update.returnValues = .allOld
      await #expect(throws: AWSError.self) { try await service.table.updateItem(update) }
      let record = try await service.records().first
      #expect(record?.isFailed == true)
      #expect(record?.metadata["outcome"] == nil)
    }
  }

  @Test("A history that is down fails no call and holds none up")
  func historyDown() async throws {
    try await ServiceTable.with { service in
      var configuration = HistoryConfiguration()
      (configuration.recorder.bufferLimit, configuration.recorder.drainLimit) = (10, .zero)
      let down = try HistoryService(store: TroubledStore(.hangs), configuration: configuration)
      let table = TrackedTable(client: service.dynamoDB, description: promptTable(), history: down)
      try await down.recording { for number in 0..<50 { _ = try await table.putItem(service.put("p\(number)")) } }
      #expect(try await service.stored("p49") != nil)
    }
  }

  private func withFaults(
    _ faults: [Fault], _ body: (ServiceTable, _ strikes: @escaping @Sendable () async throws -> Int) async throws -> Void
  ) async throws {
    let account = DynamoDBEngine.makeAccount()
    try await closing(DynamoDBEngine.shared().client(account)) { _ = try await DynamoDBClient($0).createTable(ServiceTable.creation) }
    try await FaultProxy.withClient(faults, account: account) { client, strikes in
      let service = try ServiceTable(client)
      try await service.history.recording { try await body(service, strikes) }
    }
  }
}
