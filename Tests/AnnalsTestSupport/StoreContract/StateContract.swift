import Annals
import Testing

enum StateContract {
  private static let numbers = [
    "0.1", "1e-130", "1E+125", "12345678901234567890123456789012345678", "1.0", "-0", "0", "1.10", "-1.5e10", "9007199254740993",
    "0.00000000000000000000000000000000000001",
  ]

  static let cases = [
    ContractCase("Numbers come back digit by digit") { store in
      let values = try numbers.map { JSONValue.number(try JSONNumber($0)) }
      let state: JSONObject = ["numbers": .array(values)]
      let record = try sample(before: state, after: state, metadata: state)
      try await store.append(plain: [record])
      let found = try await store.record(record.id)
      for object in [found?.before, found?.after, found?.metadata] {
        #expect(object?["numbers"]?.array?.compactMap { $0.number?.description } == numbers)
      }
    },
    ContractCase("No state is told from an empty one") { store in
      let records = [
        try sample(at: 1, before: nil, after: nil), try sample(at: 2, before: [:], after: nil), try sample(at: 3, before: nil, after: [:]),
        try sample(at: 4, before: [:], after: [:], metadata: [:]),
      ]
      try await store.append(plain: records)
      let found = try await store.all()
      expectSame(found, records.reversed())
      #expect(found.map { $0.before == nil } == [false, true, false, true])
      #expect(found.map { $0.after == nil } == [false, false, true, true])
    },
    ContractCase("Text of every kind comes back as it was") { store in
      let texts: [JSONValue] = [
        "", "\u{0}", "a\u{0}b", "\"\\/", "\u{1}\u{1F}\u{7F}", "\u{2028}", "é", "e\u{301}", "👩‍👩‍👧", "\u{FFFD}", "null", "{}",
        "'; DROP TABLE records; --",
      ]
      let state: JSONObject = ["texts": .array(texts), "": "empty", "a\u{0}": .null, "\"": true, "nested": ["deep": [[], [:], [.null]]]]
      let record = try sample(before: state, after: state, metadata: state)
      try await store.append(plain: [record])
      expectSame(try await store.all(), [record])
    },
    ContractCase("A state of a megabyte comes back as it was") { store in
      let record = try sample(after: ["text": .string(String(repeating: "0123456789abcdef", count: 65_536))])
      try await store.append(plain: [record])
      expectSame(try await store.all(), [record])
    },
    ContractCase("The first and the last moment that there are can be kept") { store in
      let records = try [Int64.min, Int64.max].map { moment in
        HistoryRecord(.create, of: try Resource("A", "1"), at: Timestamp(microseconds: moment), token: nil)
      }
      try await store.append(plain: records)
      expectSame(try await store.all(pageSize: 1), records.reversed())
      let statistics = try await store.statistics(.init(firstDay: .min, lastDay: .max))
      #expect(statistics.first == records[0].timestamp)
      #expect(statistics.last == records[1].timestamp)
    },
  ]
}
