import Annals
import Testing

enum StatisticsContract {
  static let cases = [
    ContractCase("Statistics of nothing are zeros without moments") { store in
      let nothing = HistoryStatistics()
      let scope = HistoryStatistics.Scope(resourceType: try ResourceType("ABSENT"), firstDay: 0, lastDay: 1)
      #expect(try await store.statistics(.init()) == nothing)
      #expect(try await store.statistics(scope) == nothing)
    },
    ContractCase("Statistics of random scopes are what counting gives, after duplicates and after clean-ups") { store in
      var random = RandomHistory()
      var plain = PlainHistory()
      for round in 0..<6 {
        let records = try (0..<random.count(1...120)).map { _ in try random.record() }
        let new = plain.append(records)
        #expect(try await store.append(plain: records) == new, "seed \(random.seed)")
        if round % 2 == 1 {
          let moment = random.timestamp()
          plain.remove(before: moment)
          _ = try await store.cleanup(before: moment, mode: .remove)
        }
        for _ in 0..<25 {
          let scope = try random.scope()
          let found = try await store.statistics(scope)
          #expect(found == plain.statistics(scope), "seed \(random.seed), \(scope)")
        }
        #expect(try await store.statistics(.init()) == plain.statistics(.init()), "seed \(random.seed)")
        expectSame(try await store.all(), plain.records(matching: RecordFilter()), "seed \(random.seed)")
      }
    },
    ContractCase("The ten users with the most operations are named, ties by the id's bytes") { store in
      // u00 to u14 with 1, 1, 2, 2, … operations, so that a tie lies across the tenth place.
      var records: [HistoryRecord] = []
      for user in 0..<15 {
        for number in 0...(user / 2) {
          let name = user < 10 ? "u0\(user)" : "u\(user)"
          records.append(try sample(.update, user % 2 == 0 ? "A" : "B", at: Int64(records.count), token: "N\(number)", by: name))
        }
      }
      try await store.append(plain: records)
      let users = try await store.statistics(.init()).topUsers
      #expect(users.map(\.user.id) == ["u14", "u12", "u13", "u10", "u11", "u08", "u09", "u06", "u07", "u04"])
      #expect(users.map(\.count) == [8, 7, 7, 6, 6, 5, 5, 4, 4, 3])
      let day = Timestamp(microseconds: RandomHistory.start).day
      #expect(try await store.statistics(.init(firstDay: day, lastDay: day)).topUsers.map(\.user.id) == users.map(\.user.id))
      let ofType = try await store.statistics(.init(resourceType: ResourceType("A"))).topUsers
      #expect(ofType.map(\.user.id) == ["u14", "u12", "u10", "u08", "u06", "u04", "u02", "u00"])
    },
    ContractCase("READs count for the reads that they stand for, over all days and over some, until they are removed") { store in
      let day = RandomHistory.day
      let records = try [
        sample(.read, "A", at: 0, metadata: ["success": true, "reads": ["count": 1, "policy": "cooldown"]]),
        sample(.read, "A", at: day, metadata: ["success": true, "reads": ["count": 1999, "policy": "cooldown"]]),
        sample(.read, "B", at: day, metadata: ["success": true]), sample(.read, "B", at: 2 * day, metadata: ["reads": ["count": 0]]),
        sample(.read, "B", at: 2 * day, token: "U", metadata: ["reads": ["count": -1]]),
        sample(.update, "B", at: 2 * day, metadata: ["reads": ["count": 40]]),
      ]
      try await store.append(plain: records)
      try await store.append(plain: records)
      let first = records[0].timestamp.day
      #expect(try await store.statistics(.init()).representedReads == 2002)
      #expect(try await store.statistics(.init()).operations[.read] == 5)
      #expect(try await store.statistics(.init(resourceType: ResourceType("A"))).representedReads == 2000)
      #expect(try await store.statistics(.init(firstDay: first + 1, lastDay: first + 1)).representedReads == 2000)
      #expect(try await store.statistics(.init(resourceType: ResourceType("B"), firstDay: first + 2)).representedReads == 1)
      #expect(try await store.countedStatistics(.init()).representedReads == 2002)
      _ = try await store.cleanup(before: records[1].timestamp, mode: .remove)
      #expect(try await store.statistics(.init()).representedReads == 2001)
      _ = try await store.cleanup(before: records[3].timestamp, mode: .remove)
      #expect(try await store.statistics(.init()).representedReads == 1)
      #expect(try await store.statistics(.init(lastDay: first + 2)).representedReads == 1)
    },
    ContractCase("Baselines are counted apart among the CREATEs, over all days and over some, until they are removed or rewritten") {
      store in
      let day = RandomHistory.day
      let mark: JSONObject = ["success": true, "baseline": ["table": "prompts"]]
      let records = try [
        sample(.create, "A", at: 0, metadata: mark), sample(.create, "A", at: day, metadata: mark),
        sample(.create, "A", at: day, token: "U"),
        sample(.create, "B", at: 2 * day, metadata: mark), sample(.update, "B", at: 2 * day, metadata: mark),
        sample(.create, "B", at: 2 * day, token: "U", metadata: ["baseline": false]),
      ]
      try await store.append(plain: records)
      try await store.append(plain: records)
      let first = records[0].timestamp.day
      let all = try await store.statistics(.init())
      #expect(all.baselineRecords == 3 && all.operations[.create] == 5 && all.representedReads == 0)
      #expect(try await store.countedStatistics(.init()).baselineRecords == 3)
      #expect(try await store.statistics(.init(resourceType: ResourceType("A"))).baselineRecords == 2)
      #expect(try await store.statistics(.init(firstDay: first + 1, lastDay: first + 1)).baselineRecords == 1)
      _ = try await store.cleanup(before: records[1].timestamp, mode: .remove)
      #expect(try await store.statistics(.init()).baselineRecords == 2)
      let plain = records[1].replacing(before: nil, after: records[1].after, metadata: ["success": true])
      #expect(try await store.rewrite([RecordRewrite(records[1], as: SanitizedRecord(plain))]) == [.rewritten])
      #expect(try await store.statistics(.init()).baselineRecords == 1)
      #expect(try await store.statistics(.init(lastDay: first + 2)).baselineRecords == 1)
    },
    ContractCase("Days begin at midnight in UTC, and both ends of a range are counted") { store in
      let midnight = Timestamp(day: 20_000).microseconds - RandomHistory.start
      let records = try [
        sample(at: midnight - 1), sample(at: midnight), sample(at: midnight + 86_400_000_000 - 1), sample(at: midnight + 86_400_000_000),
      ]
      try await store.append(plain: records)
      let statistics = try await store.statistics(.init(firstDay: 20_000, lastDay: 20_000))
      #expect(statistics.total == 2)
      #expect(statistics.first == records[1].timestamp)
      #expect(statistics.last == records[2].timestamp)
      #expect(try await store.statistics(.init(firstDay: 20_001)).total == 1)
      #expect(try await store.statistics(.init(lastDay: 19_999)).total == 1)
      #expect(try await store.statistics(.init(firstDay: 20_001, lastDay: 20_000)) == HistoryStatistics())
    },
    ContractCase("Days before 1970 are counted as days") { store in
      let moments: [Int64] = [-1, 0, -86_400_000_000, -86_400_000_001]
      let records = try moments.map { try sample(at: $0 - RandomHistory.start) }
      try await store.append(plain: records)
      #expect(try await store.statistics(.init(firstDay: -1, lastDay: -1)).total == 2)
      #expect(try await store.statistics(.init(firstDay: -2, lastDay: -2)).total == 1)
      #expect(try await store.statistics(.init(firstDay: 0)).total == 1)
    },
  ]
}
