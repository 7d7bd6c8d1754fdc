import AnnalsTestSupport
import Foundation
import Synchronization
import Testing

@testable import Annals

@Suite("Erasure")
struct HistoryErasureTests {
  private let store = MemoryStore()
  private let now = Timestamp(microseconds: 1_800_000_000_000_000)

  private func record(
    _ number: Int, _ type: String = "PROMPT", _ id: String = "p-1", by user: String = "ann@example.org", after: JSONObject? = ["n": 1],
    metadata: JSONObject = ["success": true]
  ) throws -> HistoryRecord {
    HistoryRecord(
      number % 2 == 0 ? .update : .read, of: try Resource(type, id), at: Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number)),
      token: try RecordToken("T\(number)"), by: try User(user), before: number % 3 == 0 ? nil : ["phone": "0123"], after: after,
      metadata: metadata)
  }

  private func erasure(
    _ subject: ErasureSubject, _ mode: RewriteMode = .apply, mentions: HistoryErasure.Mentions = .counted, journal: String? = nil
  ) throws -> HistoryErasure {
    try HistoryErasure(
      of: subject, in: store, journal: journal, sanitizer: Sanitizer(), mentions: mentions, mode: mode, by: User("dpo"), now: { now })
  }

  private func text() async throws -> String {
    try await store.all().map { JSONWriter.text(of: $0.json) }.joined(separator: "\n")
  }

  @Test("Of a user's records the moment, the kind and the type stay, under one pseudonym, and counts stay true")
  func user() async throws {
    let metadata: JSONObject = [
      "success": false, "error": "ann@example.org may not", "reason": "ann asked", "tags": ["ann"], "remote_address": "10.1.2.3",
      "function": "update_prompt", "reads": ["count": 7, "keys": ["ann"]], "user": "Ann",
    ]
    let records = try (0..<6).map { try record($0, metadata: metadata) } + [record(6, by: "ben")]
    try await store.append(plain: records)
    let before = try await store.statistics(.init())
    let report = try await erasure(.user(User("ann@example.org"))).run()
    #expect(report.own.rewritten == 6 && report.isComplete && report.mentions?.found == 0)
    let pseudonym = try #require(report.pseudonym)
    let left = try await store.all(matching: RecordFilter(user: User(pseudonym)))
    #expect(left.map(\.sortKey) == records[..<6].reversed().map(\.sortKey))
    let mark: JSONValue = ["at": .string(now.description), "order": .string(try #require(report.order))]
    for record in left {
      #expect(record.resource == records[0].resource)
      #expect(record.after == ["erased": mark])
      #expect((record.before == nil) == (records.first { $0.sortKey == record.sortKey }?.before == nil))
      #expect(record.metadata == ["success": false, "function": "update_prompt", "reads": ["count": 7], "erased": mark])
    }
    #expect(try await !text().contains("ann"))
    #expect(try await store.record(records[6].id) == records[6])
    let after = try await store.statistics(.init())
    #expect(after == (try await store.countedStatistics(.init())))
    #expect(after.topUsers.map(\.count) == [6, 2, 1])
    // Two records tell of the erasure itself.
    #expect(after.total == before.total + 2)
    #expect(after.failed == before.failed && after.representedReads == before.representedReads)
  }

  @Test("The erasure is recorded with the pseudonym, by whom, and how much, and never with the name")
  func recorded() async throws {
    try await store.append(plain: [record(0), record(1)])
    let report = try await erasure(.user(User("ann@example.org"))).run()
    let order = try #require(report.order)
    let notes = try await store.all(matching: .resource(Resource(type: .history, id: "access/erasure/\(order)")))
    #expect(notes.map(\.operation) == [.update, .create])
    #expect(notes.allSatisfy { $0.user.id == "dpo" && $0.resource.isAccess })
    #expect(notes[0].metadata["own"]?.object?["rewritten"] == 2)
    #expect(notes[0].metadata["pseudonym"]?.string == report.pseudonym)
    #expect(try await store.documents(beginning: "erasure/runs/").isEmpty)
  }

  @Test("The pseudonym of an id is the same in every run, and another in another store")
  func pseudonyms() async throws {
    try await store.append(plain: [record(0)])
    let first = try await erasure(.user(User("ann@example.org"))).run()
    try await store.append(plain: [record(1), record(2, "USER", "ann@example.org", by: "ben")])
    let second = try await erasure(.user(User("ann@example.org"))).run()
    let third = try await erasure(.resource(Resource("USER", "ann@example.org"))).run()
    #expect(first.pseudonym != nil && first.pseudonym == second.pseudonym && second.pseudonym == third.pseudonym)
    #expect(first.order != second.order)
    let other = MemoryStore()
    #expect(Pseudonym(of: "ann@example.org", key: try await .make(in: other)).description != first.pseudonym)
    let key = try await PseudonymKey.make(in: other)
    #expect(Pseudonym(of: "ben", key: key) != Pseudonym(of: "ann", key: key))
  }

  @Test("A dry run says what would be erased, and changes nothing, documents included")
  func dryRun() async throws {
    let records = try [record(0), record(1, by: "ben", after: ["to": "ann@example.org"]), record(2, by: "ben")]
    try await store.append(plain: records)
    let report = try await erasure(.user(User("ann@example.org")), .dryRun).run()
    #expect(report.own.found == 1 && report.mentions?.found == 1 && report.own.rewritten == 0)
    #expect(try await store.all() == records.reversed())
    #expect(try await store.documents(beginning: "").isEmpty)
  }

  @Test("A resource's records get its pseudonym as their id; who did it stays")
  func resource() async throws {
    let records = try [record(0, "USER", "u-4711"), record(1, "USER", "u-4711", by: "ben"), record(2, "PROMPT", "u-4711")]
    try await store.append(plain: records)
    let report = try await erasure(.resource(Resource("USER", "u-4711"))).run()
    #expect(report.own.rewritten == 2)
    #expect(report.mentions?.found == 1)
    let left = try await store.all(matching: .resource(Resource("USER", #require(report.pseudonym))))
    #expect(left.map(\.user.id) == ["ben", "ann@example.org"])
    #expect(try await store.record(records[2].id) == records[2])
    #expect(try await store.statistics(.init()) == store.countedStatistics(.init()))
  }

  @Test("Everywhere, the pseudonym takes the id's place in other records, their whole texts and the resource's id too")
  func everywhere() async throws {
    let long = String(repeating: "Words about ann@example.org. ", count: 400)
    let records = try [
      record(0), record(1, "USER", "users/ann@example.org", by: "ben"), record(2, by: "ben", after: ["text": .string(long)]),
      record(3, by: "ben", after: ["to": "joann@example.org"]),
    ]
    let sanitizer = try Sanitizer()
    _ = try await store.append(records.map { sanitizer.cut($0) })
    let report = try await erasure(.user(User("ann@example.org")), mentions: .erased).run()
    let pseudonym = try #require(report.pseudonym)
    #expect(report.own.rewritten == 1 && report.mentions?.rewritten == 2)
    let history = HistoryService(recorder: try HistoryRecorder(store: store))
    let left = try await history.whole(try await store.all())
    #expect(left.first { $0.token == records[2].token }?.after == ["text": .string(long.replacing("ann@example.org", with: pseudonym))])
    #expect(left.first { $0.token == records[1].token }?.resource.id == "users/\(pseudonym)")
    #expect(left.first { $0.token == records[3].token }?.after == records[3].after)
    let again = try await erasure(.user(User("ann@example.org")), mentions: .erased).run()
    #expect(again.isEmpty)
  }

  @Test("Mentions of a short id are not erased everywhere, nor counted")
  func shortID() async throws {
    try await store.append(plain: [record(0, by: "abc"), record(1, by: "ben", after: ["to": "abc"])])
    let error = #expect(throws: HistoryError.self) { try erasure(.user(User("abc")), mentions: .erased) }
    #expect(error?.code == .invalidFilter)
    let report = try await erasure(.user(User("abc"))).run()
    #expect(report.own.rewritten == 1 && report.mentions == nil)
  }

  @Test("A run that was stopped goes on under the same order, and all is erased in the end")
  func resumed() async throws {
    let records = try (0..<950).map { try record($0, by: $0 % 2 == 0 ? "ann@example.org" : "ben", after: ["to": "ann@example.org"]) }
    try await store.append(plain: records)
    var orders: Set<String> = []
    var runs = 0
    var isComplete = false
    while !isComplete {
      let questions = Mutex(0)
      let report = try await erasure(.user(User("ann@example.org")), mentions: .erased)
        .run(isStopped: {
          questions.withLock { count in
            count += 1
            return count > 3
          }
        })
      orders.insert(try #require(report.order))
      isComplete = report.isComplete
      #expect(report.isResumed == (runs > 0))
      if isComplete { #expect(report.own.rewritten == 475 && report.mentions?.rewritten == 475) }
      runs += 1
      try #require(runs < 50)
    }
    #expect(runs > 2 && orders.count == 1)
    #expect(try await !text().contains("ann@example.org"))
    #expect(try await store.all(matching: RecordFilter(resourceType: .history)).count == 2)
    #expect(try await store.documents(beginning: "erasure/runs/").isEmpty)
  }

  @Test("Who looked at history stays on record when that user is erased, under the pseudonym")
  func access() async throws {
    try await store.append(plain: [record(1, "HISTORY", "access/recent", metadata: ["success": true, "remote_address": "10.0.0.1"])])
    let report = try await erasure(.user(User("ann@example.org"))).run()
    let left = try await store.all(matching: .resource(Resource(type: .history, id: "access/recent")))
    #expect(left.map(\.user.id) == [report.pseudonym])
    #expect(left[0].metadata["remote_address"] == nil)
  }
}
