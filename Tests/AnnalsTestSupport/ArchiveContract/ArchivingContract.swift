import Annals
import Testing

enum ArchivingContract {
  static let cases = [
    ArchiveCase("A file is there whole once it is written, replaces none, and is read, listed and removed") { place in
      let large = (0..<6_000_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) }
      #expect(try await place.create("type=A/day=1/small", ArchiveContent(Array("one".utf8))))
      #expect(try await !place.create("type=A/day=1/small", ArchiveContent(Array("two".utf8))))
      #expect(try await place.create("type=A/day=1/large", ArchiveContent(large)))
      #expect(try await place.create("type=A%20B/x", ArchiveContent([])))
      #expect(try await ArchiveTesting.bytes("type=A/day=1/small", in: place) == Array("one".utf8))
      #expect(try await ArchiveTesting.bytes("type=A/day=1/large", in: place) == large)
      #expect(try await place.read("type=A/day=1/none") == nil)
      #expect(try await place.read("none/at/all") == nil)
      #expect(try await place.names(beginning: "type=A/") == ["type=A/day=1/large", "type=A/day=1/small"])
      #expect(try await place.names(beginning: "type=A/day=1/s") == ["type=A/day=1/small"])
      #expect(try await place.names(beginning: "type=").count == 3)
      #expect(try await place.names(beginning: "none/").isEmpty)
      try await place.remove("type=A/day=1/small")
      try await place.remove("type=A/day=1/small")
      #expect(try await place.read("type=A/day=1/small") == nil)
    },
    ArchiveCase("What was archived is gone from the store, and with the archive included nothing is missing") { place in
      var random = RandomHistory()
      let records = try ArchiveTesting.records(&random, 250)
      let (store, intact) = (MemoryStore(), MemoryStore())
      _ = try await store.append(records)
      _ = try await intact.append(records)
      let before = try await ArchiveTesting.whole(store)
      let moment = Timestamp(microseconds: RandomHistory.start)
      let report = try await ArchiveTesting.archive(store, to: place, before: moment)
      #expect(report.isComplete)
      #expect(report.total == records.count { $0.record.timestamp < moment })
      #expect(try await store.all().allSatisfy { $0.timestamp >= moment })
      let both = try await ArchiveTesting.including(place, store)
      for pageSize in [1, 7, 1000] {
        expectSame(try await ArchiveTesting.whole(both, pageSize: pageSize), before, "seed \(random.seed), pages of \(pageSize):")
      }
      for _ in 0..<20 {
        let filter = try random.filter()
        let expected = before.filter(filter.matches)
        expectSame(try await ArchiveTesting.whole(both, filter, pageSize: 10), expected, "seed \(random.seed), \(filter):")
      }
      // And what was at any moment is what it was.
      let (alone, included) = (try HistoryService(store: intact), try HistoryService(store: both))
      for _ in 0..<6 {
        let at = random.timestamp()
        for type in try RandomHistory.types.map({ try ResourceType($0) }) {
          var expected: [ResourceAtMoment] = []
          for try await state in alone.states(of: type, at: at, showsAbsent: true) { expected.append(state) }
          var found: [ResourceAtMoment] = []
          for try await state in included.states(of: type, at: at, showsAbsent: true, pageSize: 7) { found.append(state) }
          #expect(found == expected, "seed \(random.seed), \(type) at \(at)")
        }
      }
      for record in records.map(\.record) { #expect(try await both.record(record.id) != nil, "seed \(random.seed), \(record.id)") }
      #expect(try await ArchiveTesting.problems(place, knownTo: store).isEmpty)
    },
    ArchiveCase("Archiving twice is archiving once; what comes late goes into a further file; days without records are covered") { place in
      let store = MemoryStore()
      let moment = Timestamp(microseconds: RandomHistory.start + 10 * ArchiveTesting.day)
      let records = try [0, 1, 4].flatMap { day in
        try (0..<3).map { try sample(at: Int64(day) * ArchiveTesting.day + Int64($0), after: ["n": 1]) }
      }
      try await store.append(plain: records)
      #expect(try await ArchiveTesting.archive(store, to: place, before: moment).parts == 3)
      let names = try await place.names(beginning: "")
      let again = try await ArchiveTesting.archive(store, to: place, before: moment)
      #expect(again.total == 0 && again.parts == 0)
      #expect(try await place.names(beginning: "") == names, "nothing is written where there is nothing to archive")
      #expect(try await Archive.open(place).coversBefore == moment)

      // The same records once more, as after an import: they go, and nothing is written.
      try await store.append(plain: Array(records[..<3]))
      let doubled = try await ArchiveTesting.archive(store, to: place, before: moment)
      #expect(doubled.alreadyThere == 3 && doubled.parts == 0)
      #expect(try await place.names(beginning: "") == names)

      // A late record, together with one that is there already.
      let late = try sample(.create, at: 2, token: "LATE")
      try await store.append(plain: [late, records[0]])
      let further = try await ArchiveTesting.archive(store, to: place, before: moment)
      #expect(further.total == 2 && further.alreadyThere == 1 && further.parts == 1)
      #expect(try await store.all().isEmpty)
      expectSame(try await ArchiveTesting.including(place, store).all(), PlainHistory.pageOrder(records + [late]))

      // A later moment, with nothing on the days between: they are covered.
      let later = moment.advanced(byMicroseconds: 3 * ArchiveTesting.day)
      #expect(try await ArchiveTesting.archive(store, to: place, before: later).total == 0)
      #expect(try await Archive.open(place).coversBefore == later)
      #expect(try await ArchiveTesting.problems(place, knownTo: store).isEmpty)
    },
    ArchiveCase("Records are divided by their day in UTC, at leap days, at the ends of years and where clocks are set") { place in
      let moments = [
        "2024-02-28T23:59:59.999999Z", "2024-02-29T00:00:00Z", "2024-02-29T23:59:59.999999Z", "2024-03-01T00:00:00Z",
        "2023-12-31T23:59:59.999999Z", "2024-01-01T00:00:00Z", "2025-03-30T01:59:59Z", "2025-03-30T03:00:00+02:00",
        "2025-10-26T02:30:00+01:00", "2025-10-26T02:30:00+02:00", "1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
      ]
      let store = MemoryStore()
      try await store.append(
        plain: moments.enumerated().map { index, text in
          try HistoryRecord(.update, of: Resource("P", "r\(index)"), at: Timestamp(text), token: RecordToken("T"))
        })
      let all = try await store.all()
      #expect(try await ArchiveTesting.archive(store, to: place, before: Timestamp("2026-01-01T00:00:00Z")).total == moments.count)
      let folders = Set(
        try await place.names(beginning: "type=").map { $0.split(separator: "/").dropFirst().dropLast().joined(separator: "/") })
      #expect(
        folders == [
          "year=2024/month=02/day=28", "year=2024/month=02/day=29", "year=2024/month=03/day=01", "year=2023/month=12/day=31",
          "year=2024/month=01/day=01", "year=2025/month=03/day=30", "year=2025/month=10/day=26", "year=1969/month=12/day=31",
          "year=0001/month=01/day=01",
        ])
      let both = try await ArchiveTesting.including(place, store)
      expectSame(try await both.all(), all)
      var leapDay = RecordFilter()
      leapDay.from = try Timestamp("2024-02-29T00:00:00Z")
      leapDay.to = try Timestamp("2024-03-01T00:00:00Z")
      #expect(try await both.all(matching: leapDay).count == 2)
      let scope = ArchiveRun.scope(olderThan: try Timestamp("2024-03-01T12:00:00+14:00"), accessBefore: nil)
      #expect(scope.before.description == "2024-02-29T00:00:00.000000Z")
    },
    ArchiveCase("A type may be called anything") { place in
      let types = ["A/B", "..", "É€", String(repeating: "€", count: 64), String(repeating: "€", count: 63) + "X", "a b%2F=c"]
      let store = MemoryStore()
      try await store.append(plain: types.map { try sample(.update, $0, after: ["n": 1]) })
      let all = try await store.all()
      try await ArchiveTesting.archive(store, to: place, before: Timestamp(microseconds: RandomHistory.start + ArchiveTesting.day))
      #expect(try await store.all().isEmpty)
      expectSame(try await ArchiveTesting.including(place, store).all(), all)
      #expect(try await ArchiveTesting.problems(place, knownTo: store).isEmpty)
    },
    ArchiveCase("What was archived is brought back as it was, with its whole texts, once") { place in
      var random = RandomHistory()
      let records = try ArchiveTesting.records(&random, 200)
      let store = MemoryStore()
      _ = try await store.append(records)
      let (shown, whole) = (try await store.all(), try await ArchiveTesting.whole(store))
      try await ArchiveTesting.archive(store, to: place, before: .now)
      #expect(try await store.all().isEmpty)
      var truncation = TruncationRules()
      truncation.textLimit = 128
      var redaction = RedactionRules()
      redaction.isEnabled = false
      let archive = try await Archive.open(place)
      let restore = ArchiveRestore(from: archive, to: store, sanitizer: try Sanitizer(redaction: redaction, truncation: truncation))
      let report = try await restore.run()
      #expect(report.new == records.count && report.isComplete)
      expectSame(try await store.all(), shown, "seed \(random.seed)")
      expectSame(try await ArchiveTesting.whole(store), whole, "seed \(random.seed)")
      #expect(try await restore.run().new == 0)
      // Into another store, a part of it.
      let other = MemoryStore()
      let filter = try RecordFilter(resourceType: ResourceType("PROMPT"), operation: .update)
      let part = try await ArchiveRestore(from: archive, to: other, sanitizer: try Sanitizer(redaction: redaction, truncation: truncation))
        .run(matching: filter)
      #expect(part.read == shown.count(where: filter.matches))
      expectSame(try await other.all(), shown.filter(filter.matches), "seed \(random.seed)")
    },
    ArchiveCase("Secrets that today's rules find are redacted when they are brought back") { place in
      let store = MemoryStore()
      try await store.append(plain: [sample(at: 0, after: ["password": "hunter2", "name": "x"])])
      try await ArchiveTesting.archive(store, to: place, before: .now)
      _ = try await ArchiveRestore(from: Archive.open(place), to: store, sanitizer: Sanitizer()).run()
      #expect(try await store.all().first?.after == ["password": "[REDACTED]", "name": "x"])
    },
    ArchiveCase("The last states of what is still there stay in the store where that is wanted") { place in
      let store = MemoryStore()
      let alive = try [sample(.create, "P", "a", at: 0, after: ["n": 1]), sample(.update, "P", "a", at: 1, after: ["n": 2])]
      let gone = try [sample(.create, "P", "b", at: 2, after: ["n": 1]), sample(.delete, "P", "b", at: 3, before: ["n": 1])]
      try await store.append(plain: alive + gone)
      let moment = Timestamp(microseconds: RandomHistory.start + ArchiveTesting.day)
      #expect(try await ArchiveTesting.archive(store, to: place, before: moment, keepsLast: true).total == 3)
      expectSame(try await store.all(), [alive[1]])
      expectSame(try await ArchiveTesting.including(place, store).all(), PlainHistory.pageOrder(alive + gone))
    },
    ArchiveCase("A day with more than a file takes goes into several, and a step with more than it takes into several manifests") { place in
      var random = RandomHistory()
      let records = try random.distinctRecords(300)
      let store = MemoryStore()
      try await store.append(plain: records)
      var options = ArchiveOptions()
      options.partLimit = 1
      options.stepLimit = 3
      let report = try await ArchiveTesting.archive(store, to: place, before: .now, options: options)
      #expect(report.total == records.count)
      #expect(try await Archive.open(place).recordCount == records.count)
      expectSame(try await ArchiveTesting.including(place, store).all(), PlainHistory.pageOrder(records), "seed \(random.seed)")
      #expect(try await ArchiveTesting.problems(place, knownTo: store).isEmpty)
    },
    ArchiveCase("Real operations older than two years go to the archive, and every resource's history stays what it was") { place in
      let store = MemoryStore()
      let records = try RealOperations.records()
      for start in stride(from: 0, to: records.count, by: 2000) {
        try await store.append(plain: Array(records[start..<min(start + 2000, records.count)]))
      }
      let newest = records.map(\.timestamp).max() ?? .now
      let moment = Timestamp(day: newest.day - 730)
      let report = try await ArchiveTesting.archive(store, to: place, before: moment)
      #expect(report.total == records.count { $0.timestamp < moment })
      #expect(report.total > 29_000)
      #expect(try await store.statistics(.init()).total == records.count - report.total)
      let both = try await ArchiveTesting.including(place, store)
      let found = try await both.all()
      let byResource = Dictionary(grouping: found, by: \.resource)
      let expected = Dictionary(grouping: records, by: \.resource)
      #expect(byResource.count == expected.count)
      var different = 0
      for (resource, history) in expected where byResource[resource] != PlainHistory.pageOrder(history) { different += 1 }
      #expect(different == 0)
      // Asked for by itself, which reads all files of its type.
      let busiest = try #require(expected.filter { $0.key.type.name == "AUDITING_FILE" }.max { $0.value.count < $1.value.count })
      expectSame(try await both.all(matching: .resource(busiest.key)), PlainHistory.pageOrder(busiest.value))
    },
  ]
}
