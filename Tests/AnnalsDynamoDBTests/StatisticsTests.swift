import AWSClient
import Annals
import AnnalsTestSupport
import Testing

@testable import AnnalsDynamoDB

@Suite("DynamoDB store: statistics")
struct StatisticsTests {
  private static let day: Int64 = 86_400_000_000

  private func calendar() -> Calendar { Calendar(Timestamp(microseconds: 1_700_000_000_000_000 + 40 * Self.day)) }

  @Test("Days that are over are counted once, and from then on read from what was kept")
  func keptDays() async throws {
    try await TestTable.with { table in
      let calendar = calendar()
      let store = try table.store { $0.now = { calendar.now } }
      let records = try (0..<300).map {
        try sample(at: Int64($0) * Self.day / 10, by: "u\($0 % 3)", metadata: ["success": .bool($0 % 5 != 0)])
      }
      try await store.append(plain: records)
      calendar.advance(by: .seconds(600))
      let first = try await store.statistics(.init())
      #expect(first.total == 300)
      #expect(first.failed == 60)
      // Had the index been asked again, what is gone from it would be missing.
      for record in records.prefix(100) {
        _ = try await table.dynamoDB.deleteItem(.init(tableName: TestTable.name, key: ItemKey(record.position).attributes))
      }
      #expect(try await table.store { $0.now = { calendar.now } }.statistics(.init()) == first)
      let verification = try await store.verifyStatistics()
      #expect(!verification.isExact)
      #expect(verification.counted.total == 200)
      #expect(try await store.rebuildStatistics().total == 200)
      #expect(try await store.verifyStatistics().isExact)
    }
  }

  @Test("A late record is counted at once, and after its day was settled again")
  func lateRecords() async throws {
    try await TestTable.with { table in
      let calendar = calendar()
      let store = try table.store { $0.now = { calendar.now } }
      let other = try table.store { $0.now = { calendar.now } }
      try await store.append(plain: try (0..<30).map { try sample(at: Int64($0) * Self.day) })
      calendar.advance(by: .seconds(600))
      #expect(try await store.statistics(.init()).total == 30)
      for round in 1...3 {
        try await other.append(plain: [try sample(.read, at: 3 * Self.day, token: "L\(round)")])
        #expect(try await store.statistics(.init()).total == 30 + round)
        calendar.advance(by: .seconds(60))
        #expect(try await store.statistics(.init()).total == 30 + round)
        calendar.advance(by: .seconds(600))
        #expect(try await store.statistics(.init()).total == 30 + round)
        #expect(try await other.verifyStatistics().isExact)
      }
      let marks = try await table.items().filter { $0["SK"]?.string?.hasPrefix("DIRTY#") == true }
      #expect(marks.isEmpty, "what is settled is no longer marked")
    }
  }

  @Test("What a clean-up removes is gone from kept counts")
  func cleanup() async throws {
    try await TestTable.with { table in
      let calendar = calendar()
      let store = try table.store { $0.now = { calendar.now } }
      let records = try (0..<200).map { try sample($0 % 2 == 0 ? .create : .delete, "T\($0 % 2)", at: Int64($0) * Self.day / 10) }
      try await store.append(plain: records)
      calendar.advance(by: .seconds(600))
      _ = try await store.statistics(.init())
      #expect(try await store.cleanup(before: records[105].timestamp, mode: .remove).total == 105)
      for _ in 0..<3 {
        #expect(try await store.statistics(.init()).total == 95)
        calendar.advance(by: .seconds(600))
      }
      #expect(try await store.verifyStatistics().isExact)
      let days = try await table.items().filter { $0["SK"]?.string?.hasPrefix("DAY#") == true }
      #expect(days.count == 20)
    }
  }

  @Test("The open day is counted as it goes")
  func openDay() async throws {
    try await TestTable.with { table in
      let calendar = Calendar(Timestamp(microseconds: 1_700_000_000_000_000))
      let store = try table.store { $0.now = { calendar.now } }
      for number in 0..<50 {
        // An hour and a half each: over several midnights.
        calendar.advance(by: .seconds(5400))
        var record = SanitizedRecord(
          HistoryRecord(.update, of: try Resource("A", "1"), at: calendar.now, token: .next(), metadata: ["success": true]))
        record.mayExist = false
        _ = try await store.append([record])
        #expect(try await store.statistics(.init()).total == number + 1)
      }
      let marks = try await table.items().filter { $0["SK"]?.string?.hasPrefix("DIRTY#") == true }
      #expect(marks.isEmpty, "who writes on time marks nothing")
      let days = try await table.items().filter { $0["SK"]?.string?.hasPrefix("DAY#") == true }
      #expect(days.count == 4)
    }
  }

  @Test("A day of more users than an item holds is kept in several, and counted whole")
  func manyUsers() {
    var counts = Counts()
    for number in 0..<3000 { counts.users[User(coercing: "user-\(number)-" + String(repeating: "x", count: 200))] = 1 + number % 3 }
    counts.kinds = [.create: 6000]
    (counts.first, counts.last) = (Timestamp(microseconds: 5), Timestamp(microseconds: 9))
    let day = CountedDay(day: 20_000, type: .history)
    let items = Rollup(day: day, counts: counts).items
    #expect(items.count == 3)
    #expect(items.allSatisfy { $0.itemSize < 400 * 1024 && Rollup.day(of: $0) == day })
    #expect(Rollup.counts(in: items) == counts)
    #expect(Rollup.counts(in: Array(items.dropLast())) == nil)
    let others = Rollup(day: day, counts: counts).items
    #expect(Rollup.counts(in: [items[0], others[1], others[2]]) == nil, "parts of two writers are none")
  }

  @Test("Many days are counted in few ranges that hold them all")
  func runs() {
    let days: Set<Int64> = [1, 2, 3, 10, 20, 30, 41, 50, 60, 70, 80, 100, 200]
    let runs = DayRuns.covering(days, [300...400])
    #expect(runs.count == 8)
    #expect(days.allSatisfy { day in runs.contains { $0.contains(day) } })
    #expect(runs.last == 300...400)
    #expect(zip(runs, runs.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
    #expect(DayRuns.covering([1, 2, 4], [3...3]) == [1...4])
    #expect(DayRuns.covering([], []).isEmpty)
  }
}
