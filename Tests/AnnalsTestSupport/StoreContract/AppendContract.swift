import Annals
import Testing

enum AppendContract {
  static let cases = [
    ContractCase("The same record sent five times is one record") { store in
      let record = try sample(after: ["v": 1])
      #expect(try await store.append(plain: [record, record]) == 1)
      for _ in 0..<3 { #expect(try await store.append(plain: [record]) == 0) }
      expectSame(try await store.all(), [record])
      #expect(try await store.statistics(.init()).total == 1)
    },
    ContractCase("A record whose key is taken leaves the first as it is") { store in
      let first = try sample(by: "ann", after: ["v": 1])
      let second = try sample(by: "ben", after: ["v": 2], metadata: ["success": false])
      #expect(try await store.append(plain: [first]) == 1)
      #expect(try await store.append(plain: [second]) == 0)
      expectSame(try await store.all(), [first])
      let statistics = try await store.statistics(.init())
      #expect(try await store.countedStatistics(.init()) == statistics)
      #expect(statistics.failed == 0)
      #expect(statistics.topUsers.map(\.user.id) == ["ann"])
      #expect(try await store.records(matching: RecordFilter(user: second.user), after: nil, limit: 10).records.isEmpty)
    },
    ContractCase("Two operations on one resource in one microsecond are two records") { store in
      let records = [try sample(token: "A"), try sample(token: "B"), try sample(.delete, token: "A"), try sample("PROMPT", id: "other")]
      #expect(try await store.append(plain: records) == 4)
      #expect(try await store.all().count == 4)
    },
    ContractCase("A batch tells how many of its records were new") { store in
      let records = try (0..<10).map { try sample(at: $0) }
      #expect(try await store.append(plain: Array(records[..<4])) == 4)
      #expect(try await store.append(plain: records) == 6)
      #expect(try await store.append([]) == 0)
    },
    ContractCase("Records arrive in any order and are listed newest first") { store in
      var random = RandomHistory()
      let records = try random.distinctRecords(300)
      var rest = random.shuffled(records)
      while !rest.isEmpty {
        let count = min(random.count(1...40), rest.count)
        #expect(try await store.append(plain: Array(rest.prefix(count))) == count)
        rest.removeFirst(count)
      }
      expectSame(try await store.all(), PlainHistory.pageOrder(records), "seed \(random.seed):")
    },
    ContractCase("A store is ready, and has a name") { store in
      try await store.checkReadiness()
      #expect(!store.name.isEmpty)
    },
  ]
}

/// A record of another id at the same key.
private func sample(_ type: String, id: String) throws -> HistoryRecord { try sample(.update, type, id) }
