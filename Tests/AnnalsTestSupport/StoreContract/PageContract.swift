import Annals
import Testing

enum PageContract {
  static let cases = [
    ContractCase("Pages of 1, 7 and 1,000 give the same whole") { store in
      var random = RandomHistory()
      let records = try random.distinctRecords(220)
      try await store.append(plain: records)
      for size in [1, 7, 1000] {
        expectSame(try await store.all(pageSize: size), PlainHistory.pageOrder(records), "seed \(random.seed), pages of \(size):")
      }
    },
    ContractCase("An empty store has one empty page") { store in
      let page = try await store.records(matching: RecordFilter(), after: nil, limit: 10)
      #expect(page.records.isEmpty)
      #expect(page.next == nil)
    },
    ContractCase("A page that takes everything has no next one") { store in
      try await store.append(plain: try (0..<7).map { try sample(at: $0) })
      #expect(try await store.records(matching: RecordFilter(), after: nil, limit: 7).next == nil)
      #expect(try await store.records(matching: RecordFilter(), after: nil, limit: 6).next != nil)
    },
    ContractCase("Equal keys are ordered by type and then by id, by their bytes") { store in
      let names = [("B", "a"), ("A", "z"), ("A", "\u{E9}"), ("A", "e\u{301}"), ("A", "Z"), ("AA", "a"), ("A", "a\u{0}"), ("A", "a")]
      let records = try names.map { try sample(.create, $0.0, $0.1, token: nil) }
      try await store.append(plain: records)
      for size in [1, 3, 1000] { expectSame(try await store.all(pageSize: size), PlainHistory.pageOrder(records)) }
    },
    ContractCase("A cursor stands still while newer and older records arrive") { store in
      let early = try (0..<20).map { try sample(at: $0 * 10) }
      try await store.append(plain: early)
      var page = try await store.records(matching: RecordFilter(), after: nil, limit: 5)
      var seen = page.records
      var round: Int64 = 0
      while let cursor = page.next {
        round += 1
        try await store.append(plain: [try sample(at: 1_000 + round), try sample(at: -1_000 - round)])
        page = try await store.records(matching: RecordFilter(), after: cursor, limit: 5)
        seen += page.records
        if round > 50 { break }
      }
      let old = seen.filter { $0.timestamp >= early[0].timestamp }
      expectSame(old, PlainHistory.pageOrder(early))
      expectSame(seen, PlainHistory.pageOrder(seen))
      #expect(Set(seen.map(\.position)).count == seen.count)
    },
    ContractCase("A cursor works in a list that its record is not part of") { store in
      var random = RandomHistory()
      let records = try random.distinctRecords(150)
      try await store.append(plain: records)
      var plain = PlainHistory()
      _ = plain.append(records)
      for _ in 0..<60 {
        let place = try random.record()
        let filter = try random.filter()
        let page = try await store.records(matching: filter, after: Cursor(after: place.position), limit: 1000)
        let expected = plain.records(matching: filter).filter { $0.position < place.position }
        expectSame(page.records, expected, "seed \(random.seed), \(filter):")
      }
    },
    ContractCase("A page as text has the bytes of its records, and leads on to the same place") { store in
      var random = RandomHistory()
      let records = try random.distinctRecords(150) + [sample(after: ["quote\"\u{1}é": [0.5, "\\", [:], .null]], metadata: [:])]
      try await store.append(plain: records)
      let history = try HistoryService(store: store)
      for _ in 0..<40 {
        let filter = try random.filter()
        let cursor = random.count(0...1) == 0 ? nil : Cursor(after: try random.record().position)
        let limit = random.count(1...20)
        let text = try await history.recordTexts(matching: filter, after: cursor, limit: limit)
        let page = try await store.records(matching: filter, after: cursor, limit: limit)
        let expected = page.records.map { JSONWriter.text(of: $0.json) }.joined(separator: ",")
        #expect(String(decoding: text.records, as: UTF8.self) == expected, "seed \(random.seed), \(filter):")
        #expect(text.next == page.next)
      }
    },
    ContractCase("A limit outside 1 to 1,000 is refused") { store in
      for limit in [0, -1, 1001, Int.max, Int.min] {
        await expectError(.invalidLimit) { _ = try await store.records(matching: RecordFilter(), after: nil, limit: limit) }
      }
      _ = try await store.records(matching: RecordFilter(), after: nil, limit: 1)
      _ = try await store.records(matching: RecordFilter(), after: nil, limit: 1000)
    },
  ]
}
