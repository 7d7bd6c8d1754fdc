import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Synchronization
import Testing

@testable import AnnalsDynamoDB

@Suite("DynamoDB store: writing")
struct WritingTests {
  private func captured(_ records: [HistoryRecord]) -> [SanitizedRecord] {
    records.map { record in
      var sanitized = SanitizedRecord(record)
      sanitized.mayExist = false
      return sanitized
    }
  }

  @Test("What the table leaves unprocessed is sent again, and nothing else")
  func unprocessed() async throws {
    let batches = Mutex(0)
    let answer: @Sendable (StubServer.Request, Int) -> StubServer.Reply = { request, _ in
      guard request.header("x-amz-target")?.hasSuffix("BatchWriteItem") == true else { return .json("{}") }
      let number = batches.withLock { count in
        count += 1
        return count
      }
      guard number == 1 else { return .json("{}") }
      let left = #"{"PutRequest":{"Item":{"PK":{"S":"HISTORY#PROMPT#left"},"SK":{"S":"OPERATION#x"}}}}"#
      return .json(#"{"UnprocessedItems":{"main":[\#(left)]}}"#)
    }
    try await StubServer.run(answer) { server in
      let engine = try await DynamoDBEngine.shared().client { $0.endpoint = server.url }
      let clock = ManualClock()
      let store = try TestTable(client: engine).store { $0.clock = clock }
      async let count = store.append(captured(try (0..<3).map { try sample(at: $0) }))
      await clock.sleepers(1)
      clock.advance(by: .seconds(10))
      #expect(try await count == 3)
      let bodies = server.requests.filter { $0.header("x-amz-target")?.hasSuffix("BatchWriteItem") == true }.map(\.text)
      #expect(bodies.count == 2)
      #expect(bodies.first?.contains("HISTORY#PROMPT#prompt-1") == true)
      #expect(bodies.last?.contains("HISTORY#PROMPT#left") == true)
      #expect(bodies.last?.contains("HISTORY#PROMPT#prompt-1") == false)
      try await engine.shutdown()
    }
  }

  @Test("What stays unprocessed ends in an error that says so, and can be tried again")
  func neverProcessed() async throws {
    let answer: @Sendable (StubServer.Request, Int) -> StubServer.Reply = { request, _ in
      guard request.header("x-amz-target")?.hasSuffix("BatchWriteItem") == true else { return .json("{}") }
      return .json(#"{"UnprocessedItems":{"main":[{"DeleteRequest":{"Key":{"PK":{"S":"a"},"SK":{"S":"b"}}}}]}}"#)
    }
    try await StubServer.run(answer) { server in
      let engine = try await DynamoDBEngine.shared().client { $0.endpoint = server.url }
      let clock = ManualClock()
      let store = try TestTable(client: engine).store { $0.clock = clock }
      async let code = errorCode { _ = try await store.append(captured([try sample()])) }
      await clock.sleepers(1)
      clock.advance(by: .seconds(61))
      #expect(await code == .storeUnavailable)
      try await engine.shutdown()
    }
  }

  @Test("Four writers at once with the same and with different records lose nothing, double nothing and count exactly")
  func fourWriters() async throws {
    try await TestTable.with { table in
      let shared = try (0..<60).map { try sample(at: $0, token: "S", by: "shared") }
      let new = try await withThrowingTaskGroup(of: Int.self) { group in
        for writer in 0..<4 {
          let store = try table.store()
          let own = try (0..<60).map { try sample(.create, "OWN", "w\(writer)", at: Int64($0) * 3_600_000_000, token: "W\(writer)") }
          group.addTask {
            var new = 0
            for start in stride(from: 0, to: 60, by: 20) {
              new += try await store.append(plain: Array(shared[start..<start + 20]))
              new += try await store.append(self.captured(Array(own[start..<start + 20])))
            }
            return new
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(new == 300)
      let store = try table.store()
      #expect(try await store.all().count == 300)
      let statistics = try await store.statistics(.init())
      #expect(statistics.total == 300)
      #expect(statistics.operations[.create] == 240)
      #expect(statistics.topUsers.map(\.count) == [240, 60])
      #expect(try await store.verifyStatistics().isExact)
    }
  }

  @Test("A record that does not fit an item is kept whole, and goes whole")
  func large() async throws {
    try await TestTable.with { table in
      let store = try table.store()
      var generator = SeededGenerator()
      let noise = (0..<900_000).map { _ in Unicode.Scalar(UInt8.random(in: 32...126, using: &generator)) }
      let text = String(String.UnicodeScalarView(noise))
      let record = try sample(.delete, before: ["text": .string(text), "n": .number(try JSONNumber("1.0"))], metadata: ["success": false])
      #expect(try await store.append(plain: [record]) == 1)
      #expect(try await store.record(record.id) == record)
      #expect(try await store.records(matching: RecordFilter(outcome: .failed), after: nil, limit: 1).records == [record])
      #expect(try await table.items().allSatisfy { $0.itemSize <= 400 * 1024 })
      #expect(try await table.items().count { $0["SK"]?.string?.hasPrefix("PART#") == true } >= 2)
      #expect(try await store.cleanup(before: .now, mode: .remove).total == 1)
      #expect(try await table.items().filter { $0["PK"]?.string?.hasPrefix("HISTORY#TEXT#") == true }.isEmpty)
    }
  }

  @Test("A new record of this process is written without a look at the table")
  func capturedRequests() async throws {
    try await TestTable.with { table in
      let store = try table.store()
      let now = Timestamp.now
      let records = try (0..<100).map { HistoryRecord(.read, of: try Resource("A", "\($0)"), at: now, token: .next()) }
      #expect(try await store.append(captured(records)) == 100)
      let consumed = store.consumed
      #expect(consumed.requests == ["GetItem": 1, "UpdateItem": 1, "BatchWriteItem": 4])
      #expect(consumed.totalUnits > 100)
      #expect(try await store.all().count == 100)
    }
  }

  @Test("The items of a service in the same table stay as they are, byte for byte")
  func mainTable() async throws {
    try await TestTable.with { table in
      let own = (0..<1000).map { number -> AttributeMap in
        [
          "PK": .s("USER#\(number)"), "SK": number % 2 == 0 ? "PROFILE" : "OPERATION#2020-01-01T00:00:00Z#CREATE",
          "history_note": "mine", "n": .n(number), "b": .b([UInt8(number % 256)]),
        ]
      }
      try await table.put(own)
      let store = try table.store()
      try await store.append(plain: try (0..<300).map { try sample(at: $0 * 86_400_000_000 / 10) })
      #expect(try await store.cleanup(before: .now, mode: .remove).total == 300)
      let left = try await table.items().filter { $0["PK"]?.string?.hasPrefix("HISTORY#") != true }
      #expect(Set(left) == Set(own))
      #expect(left.count == 1000)
      #expect(try await store.all().isEmpty)
    }
  }

  @Test("A table that is not there is told in a sentence that names it, and can be tried again")
  func missingTable() async throws {
    try await DynamoDBEngine.withClient { client in
      let store = try DynamoDBStore(client: client, tableName: "nowhere")
      for call in [
        { _ = try await store.append(plain: [try sample()]) }, { try await store.checkReadiness() },
        { _ = try await store.statistics(.init()) },
      ] as [() async throws -> Void] {
        let error = await #expect(throws: HistoryError.self) { try await call() }
        #expect(error?.code == .storeUnavailable)
        #expect(error?.description.contains("\"nowhere\"") == true)
      }
    }
  }
}
