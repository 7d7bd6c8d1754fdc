import Annals
import Testing

enum CleanupContract {
  static let cases = [
    ContractCase("A clean-up removes what is older than the moment and keeps what is not") { store in
      let records = try [
        sample(.create, "A", at: -1), sample(.update, "B", at: -2), sample(.update, "B", at: -3, metadata: ["success": false]),
        sample(at: 0), sample(at: 1),
      ]
      try await store.append(plain: records)
      let moment = records[3].timestamp
      let removed: [ResourceType: Int] = [try ResourceType("A"): 1, try ResourceType("B"): 2]
      let report = try await store.cleanup(before: moment, mode: .remove)
      #expect(report == CleanupReport(before: moment, mode: .remove, removed: removed))
      #expect(report.total == 3)
      expectSame(try await store.all(), [records[4], records[3]])
      #expect(try await store.record(records[0].id) == nil)
      #expect(try await store.cleanup(before: moment, mode: .remove).removed.isEmpty)
    },
    ContractCase("A dry run counts what a clean-up removes, and removes nothing") { store in
      var random = RandomHistory()
      let records = try random.distinctRecords(300)
      try await store.append(plain: records)
      for _ in 0..<10 {
        let moment = random.timestamp()
        let old = records.filter { $0.timestamp < moment }
        let report = try await store.cleanup(before: moment, mode: .dryRun)
        #expect(report.mode == .dryRun)
        #expect(report.removed == Dictionary(old.map { ($0.resource.type, 1) }, uniquingKeysWith: +), "seed \(random.seed)")
      }
      expectSame(try await store.all(), PlainHistory.pageOrder(records), "seed \(random.seed)")
      #expect(try await store.statistics(.init()).total == records.count)
      let moment = random.timestamp()
      let planned = try await store.cleanup(before: moment, mode: .dryRun)
      #expect(try await store.cleanup(before: moment, mode: .remove).removed == planned.removed, "seed \(random.seed)")
    },
    ContractCase("Records about access stay until their own moment, and a dry run counts so") { store in
      let ids = ["access/recent", "access/", "access", "accessory", "Access/x", "recorder"]
      var records: [HistoryRecord] = []
      for (number, id) in ids.enumerated() {
        for type in ["HISTORY", "PROMPT"] {
          for moment: Int64 in [-20, -10, 0] { records.append(try sample(.read, type, id, at: moment * 1000 + Int64(number))) }
        }
      }
      records += try (0..<200).map { try sample(.read, "HISTORY", "access/keys/\($0)", at: -30_000 + Int64($0)) }
      try await store.append(plain: records)
      let start = Timestamp(microseconds: RandomHistory.start)
      let moments: [Int64?] = [nil, -50_000, -15_000, 0, 50_000]
      let steps = moments.map { moment in
        CleanupScope(before: start, accessBefore: moment.map { start.advanced(byMicroseconds: $0) })
      }
      var left = records
      for scope in steps {
        let old = left.filter { $0.timestamp < start && !($0.resource.isAccess && $0.timestamp >= scope.accessBefore ?? $0.timestamp) }
        let expected = Dictionary(old.map { ($0.resource.type, 1) }, uniquingKeysWith: +)
        #expect(try await store.cleanup(scope, mode: .dryRun).removed == expected, "\(scope)")
        #expect(try await store.cleanup(scope, mode: .remove).removed == expected, "\(scope)")
        let gone = Set(old)
        left.removeAll(where: gone.contains)
        expectSame(try await store.all(), PlainHistory.pageOrder(left), "\(scope)")
        #expect(try await store.statistics(.init()).total == left.count)
      }
      #expect(left.count == records.count { $0.timestamp >= start })
    },
    ContractCase("What was removed can be kept again") { store in
      let record = try sample(by: "ann")
      for _ in 0..<2 {
        #expect(try await store.append(plain: [record]) == 1)
        #expect(try await store.cleanup(before: record.timestamp.advanced(byMicroseconds: 1), mode: .remove).total == 1)
        #expect(try await store.statistics(.init()) == HistoryStatistics())
      }
    },
    ContractCase("A clean-up of several thousand records leaves exactly the rest") { store in
      let records = try (0..<5000).map { try sample($0 % 3 == 0 ? .create : .update, at: Int64($0), by: "u\($0 % 7)") }
      try await store.append(plain: records)
      #expect(try await store.cleanup(before: records[4321].timestamp, mode: .remove).total == 4321)
      let statistics = try await store.statistics(.init())
      #expect(statistics.total == 679)
      #expect(statistics.first == records[4321].timestamp)
      expectSame(try await store.all(), records[4321...].reversed())
    },
  ]
}
