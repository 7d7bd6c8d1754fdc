import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Testing

@testable import AnnalsDynamoDB

@Suite("DynamoDB store: clean-up and kept texts")
struct CleanupTests {
  private func textItems(_ table: TestTable) async throws -> [AttributeMap] {
    try await table.items().filter { $0["PK"]?.string?.hasPrefix("HISTORY#TEXT#") == true }
  }

  @Test("A kept text goes with the last record that points at it, whole", arguments: [true, false])
  func texts(indexes: Bool) async throws {
    try await TestTable.with(indexes: indexes) { table in
      let store = try table.store()
      let text = KeptText(compressing: String(repeating: "what was lost ", count: 1000))
      let records = try (0..<6).map { SanitizedRecord(try sample(at: $0), texts: [text]) }
      #expect(try await store.append(records) == 6)
      #expect(try await store.keptTexts([text.digest]) == [text.digest: text])
      #expect(try await textItems(table).count == 2 + 6)
      _ = try await store.cleanup(before: records[5].record.timestamp, mode: .remove)
      #expect(try await store.keptTexts([text.digest]) == [text.digest: text])
      _ = try await store.cleanup(before: .now, mode: .remove)
      #expect(try await textItems(table).isEmpty)
    }
  }

  @Test("A text that is kept and released at the same time is there for whoever points at it")
  func race() async throws {
    try await TestTable.with { table in
      let text = KeptText(compressing: "shared")
      for round in 0..<10 {
        let old = try sample(at: Int64(round) * 10)
        let new = try sample(at: Int64(round) * 10 + 5)
        let store = try table.store()
        _ = try await store.append([SanitizedRecord(old, texts: [text])])
        let other = try table.store()
        async let removed = other.cleanup(before: new.timestamp, mode: .remove)
        async let kept = store.append([SanitizedRecord(new, texts: [text])])
        _ = try await (removed, kept)
        #expect(try await store.keptTexts([text.digest]) == [text.digest: text])
        _ = try await store.cleanup(before: .now, mode: .remove)
        #expect(try await textItems(table).isEmpty)
      }
    }
  }

  @Test("A text of a record that expires is kept on when a later record points at it")
  func expiringTexts() async throws {
    try await TestTable.with { table in
      let text = KeptText(compressing: "shared")
      let short = try table.store { $0.retention = .seconds(86_400) }
      let long = try table.store { $0.retention = .seconds(86_400 * 365 * 10) }
      let ever = try table.store()
      func expiries() async throws -> Set<Int?> {
        Set(try await textItems(table).filter { $0["SK"]?.string?.hasPrefix("REF#") != true }.map { $0["expires_at"]?.int })
      }
      _ = try await short.append([SanitizedRecord(try sample(at: 1), texts: [text])])
      #expect(try await expiries() == [1_700_000_000 + 86_400 + TextItems.slack])
      _ = try await long.append([SanitizedRecord(try sample(at: 2), texts: [text])])
      #expect(try await expiries() == [1_700_000_000 + 86_400 * 3650 + TextItems.slack])
      _ = try await ever.append([SanitizedRecord(try sample(at: 3), texts: [text])])
      #expect(try await expiries() == [nil])
      #expect(try await textItems(table).count == 2 + 3)
      #expect(try await ever.keptTexts([text.digest]) == [text.digest: text])
    }
  }

  @Test("A clean-up that is stopped goes on where it was")
  func stopped() async throws {
    try await TestTable.with { table in
      let store = try table.store()
      try await store.append(plain: try (0..<600).map { try sample(at: $0) })
      let clock = ManualClock()
      let slow = try table.store {
        $0.clock = clock
        $0.cleanupWriteUnits = 1
      }
      let run = Task { try await slow.cleanup(before: .now, mode: .remove) }
      await clock.sleepers(1)
      run.cancel()
      _ = try? await run.value
      let left = try await store.all().count
      #expect(left > 0)
      #expect(try await store.cleanup(before: .now, mode: .remove).total == left)
      #expect(try await store.all().isEmpty)
    }
  }
}
