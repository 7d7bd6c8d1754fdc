import AWSClient
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

@testable import Annals
@testable import AnnalsDynamoDB

@Suite("DynamoDB store: rewriting")
struct RewriteTests {
  private static let day: Int64 = 86_400_000_000

  /// All of the table's items as text, with their bytes too.
  private func text(_ table: TestTable) async throws -> String {
    try await table.items().map { item in
      let bytes = item.members.compactMap { $0.value.bytes }.map { String(decoding: $0, as: UTF8.self) }
      return "\(item)" + bytes.joined(separator: " ")
    }.joined(separator: "\n")
  }

  @Test("An old record of another spelling is rewritten in its place, under the key that records have today")
  func oldSpelling() async throws {
    try await TestTable.with { table in
      try await table.put([
        [
          "PK": "HISTORY#PROMPT#p-1", "SK": "OPERATION#2023-11-14T22:13:20+00:00#DELETE_FAILED", "operation_type": "DELETE_FAILED",
          "user_id": "ann", "before_state": ["api_key": "tops3cret"], "expires_at": 4_000_000_000,
        ]
      ])
      let store = try table.store()
      let old = try #require(try await store.all(matching: .resource(Resource("PROMPT", "p-1"))).first)
      #expect(old.isFailed)
      let new = old.replacing(before: ["api_key": "[REDACTED]"], after: nil, metadata: old.metadata)
      #expect(try await store.rewrite([RecordRewrite(old, as: SanitizedRecord(new))]) == [.rewritten])
      #expect(try await store.all(matching: .resource(old.resource)) == [new])
      #expect(try await store.all() == [new])
      let items = try await table.items().filter { $0["PK"] == "HISTORY#PROMPT#p-1" }
      #expect(items.count == 1 && items[0]["SK"] == "OPERATION#2023-11-14T22:13:20.000000Z#DELETE")
      #expect(items[0]["expires_at"] == 4_000_000_000)
      #expect(try await !text(table).contains("tops3cret"))
    }
  }

  @Test("Kept counts that name a user who was erased go at once, and counts stay exact")
  func keptCounts() async throws {
    try await TestTable.with { table in
      let calendar = Calendar(Timestamp(microseconds: 1_700_000_000_000_000 + 40 * Self.day))
      let store = try table.store { $0.now = { calendar.now } }
      try await store.append(plain: try (0..<40).map { try sample(at: Int64($0) * Self.day / 4, by: $0 % 4 == 0 ? "ann@igad.org" : "ben") })
      calendar.advance(by: .seconds(600))
      #expect(try await store.statistics(.init()).topUsers.map(\.count) == [30, 10])
      #expect(try await table.items().contains { $0["PK"] == "HISTORY#STATISTICS" && "\($0)".contains("ann@igad.org") })
      let erasure = try HistoryErasure(
        of: .user(User("ann@igad.org")), in: store, journal: nil, sanitizer: Sanitizer(), mentions: .ignored, mode: .apply, by: .system)
      #expect(try await erasure.run().own.rewritten == 10)
      #expect(try await !text(table).contains("ann@igad.org"))
      #expect(try await store.verifyStatistics().isExact)
      calendar.advance(by: .seconds(600))
      #expect(try await store.verifyStatistics().isExact)
      #expect(try await store.statistics(.init(lastDay: Timestamp(microseconds: 1_700_000_000_000_000).day + 20)).topUsers.count == 2)
    }
  }

  @Test("After a search that redacts, no item holds a secret, in states or in kept texts", arguments: [true, false])
  func scan(indexes: Bool) async throws {
    try await TestTable.with(indexes: indexes) { table in
      let store = try table.store()
      let long = String(repeating: "Nothing to see here. ", count: 40_000) + "password=tops3cret-long"
      let deep = (0..<40).reduce(JSONValue.string("password=tops3cret-deep")) { value, _ in ["a": value] }
      let wide = JSONObject((0..<3000).map { ("key\($0)", .string("password=tops3cret-\($0) \(String(repeating: "x", count: 40))")) })
      let sanitizer = try Sanitizer()
      let records = try [
        sample(at: 0, before: ["api_key": "tops3cret-plain", "n": 1.0]), sample(at: 1, after: ["text": .string(long)]),
        sample(at: 2, after: ["deep": deep]), sample(at: 3, before: wide, after: wide),
        sample(at: 4, by: "ben", metadata: ["success": false, "error": "password=tops3cret-error"]),
      ]
      _ = try await store.append(records.map { sanitizer.cut($0) })
      let scan = try HistoryScan(store: store, journal: nil, redaction: .init(), truncation: .init(), mode: .apply, by: .system)
      let report = try await scan.run()
      #expect(report.fixed == 5 && report.left == 0)
      #expect(try await !text(table).contains("tops3cret"))
      let history = HistoryService(recorder: try HistoryRecorder(store: store))
      let left = try await history.whole(try await store.all(matching: RecordFilter(resourceType: ResourceType("PROMPT"))))
      #expect(left.count == 5)
      #expect(!left.contains { JSONWriter.text(of: $0.json).contains("tops3cret") })
      #expect(left.last?.before == ["api_key": "[REDACTED]", "n": 1.0])
      #expect(left[3].after?["text"]?.string?.hasSuffix("password=[REDACTED]") == true)
      // Texts that nothing points at any more are gone, and those that are shown cut are there.
      let digests = Set(try await store.all().flatMap(\.cutTexts))
      #expect(try await Set(store.keptTexts(digests).keys) == digests)
      #expect(try await table.items().count { $0["SK"] == "HEAD" } == digests.count)
      #expect(try await store.documents(beginning: "").isEmpty)
      #expect(try await scan.run().found == 0)
    }
  }

  @Test("Texts that a stopped process had not let go yet go when the next rewriting ends")
  func stopped() async throws {
    try await TestTable.with { table in
      let store = try table.store()
      let (secret, other) = (KeptText(compressing: "a secret"), KeptText(compressing: "another"))
      let records = try [sample(at: 0), sample(at: 1)]
      _ = try await store.append([SanitizedRecord(records[0], texts: [secret]), SanitizedRecord(records[1], texts: [other])])
      let notes = RewriteNotes(store.table, texts: store.texts)
      let keys = records.map { ItemKey($0.position) }
      _ = try await notes.write([.init(key: keys[0], digests: [secret.digest]), .init(key: keys[1], digests: [other.digest])])
      // It was stopped before it wrote: both records still point at their texts.
      try await store.finishRewriting()
      #expect(try await store.keptTexts([secret.digest, other.digest]).count == 2)
      #expect(try await store.documents(beginning: "rewrites/").count == 1)
      // It was stopped after it wrote the first record.
      let new = RecordItem(SanitizedRecord(records[0]), shards: 4, expiry: nil, revision: "r")
      _ = try await table.dynamoDB.putItem(PutItem(tableName: TestTable.name, item: new.attributes))
      try await store.finishRewriting()
      #expect(Set(try await store.keptTexts([secret.digest, other.digest]).keys) == [other.digest])
      let rewrite = try RecordRewrite(records[1], as: SanitizedRecord(records[1].replacing(before: [:], after: nil, metadata: [:])))
      #expect(try await store.rewrite([rewrite]) == [.rewritten])
      try await store.finishRewriting()
      #expect(try await store.documents(beginning: "rewrites/").isEmpty)
      #expect(try await !table.items().contains { $0["PK"]?.string?.hasPrefix("HISTORY#TEXT#") == true })
    }
  }

  @Test("A rewriting whose answer was lost is told as done, and is done once")
  func lostAnswers() async throws {
    let account = DynamoDBEngine.makeAccount()
    let record = try sample(at: 0, after: ["n": 1])
    try await closing(try await DynamoDBEngine.shared().client(account)) { client in
      _ = try await DynamoDBClient(client).createTable(HistoryTable.createTable("main"))
      _ = try await DynamoDBStore(client: client, tableName: "main").append([SanitizedRecord(record)])
    }
    try await FaultProxy.withClient([.broken(after: 0.5).at("TransactWriteItems").times(1)], account: account) { client, strikes in
      let store = try DynamoDBStore(client: client, tableName: "main")
      let new = record.replacing(before: nil, after: ["n": 2], metadata: ["success": true])
      #expect(try await store.rewrite([RecordRewrite(record, as: SanitizedRecord(new))]) == [.rewritten])
      #expect(try await store.all() == [new])
      #expect(try await strikes() == 1)
    }
  }
}
