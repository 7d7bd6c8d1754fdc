import Annals
import Testing

enum FilterContract {
  static let cases = [
    ContractCase("Random filters answer as a plain array does, in pages of any size") { store in
      var random = RandomHistory()
      let records = try random.distinctRecords(400)
      try await store.append(plain: records)
      var plain = PlainHistory()
      _ = plain.append(records)
      for _ in 0..<StoreUnderTest.rounds(150) {
        let filter = try random.filter()
        let size = random.pick([1, 2, 7, 50, 1000])
        expectSame(
          try await store.all(matching: filter, pageSize: size), plain.records(matching: filter),
          "seed \(random.seed), pages of \(size), \(filter):")
      }
    },
    ContractCase("Each filter alone narrows") { store in
      let records = try [
        sample(.create, "A", "1", at: 1, by: "ann"), sample(.update, "A", "2", at: 2, by: "ben"),
        sample(.delete, "B", "1", at: 3, by: "ann", metadata: ["success": false]), sample(.read, "B", "2", at: 4, by: "cy"),
      ]
      try await store.append(plain: records)
      func found(_ filter: RecordFilter) async throws -> [Int] {
        try await store.all(matching: filter).map { Int($0.timestamp.microseconds - RandomHistory.start) }
      }
      #expect(try await found(RecordFilter(resourceType: ResourceType("a"))) == [2, 1])
      #expect(try await found(.resource(Resource("B", "1"))) == [3])
      #expect(try await found(RecordFilter(user: User("ann"))) == [3, 1])
      #expect(try await found(RecordFilter(operation: .read)) == [4])
      #expect(try await found(RecordFilter(outcome: .failed)) == [3])
      #expect(try await found(RecordFilter(outcome: .succeeded)) == [4, 2, 1])
      #expect(try await found(RecordFilter(user: User("ANN"))) == [])
    },
    ContractCase("From is part of the range and to is not") { store in
      let records = try (0..<5).map { try sample(at: $0) }
      try await store.append(plain: records)
      let filter = RecordFilter(from: records[1].timestamp, to: records[3].timestamp)
      expectSame(try await store.all(matching: filter), [records[2], records[1]])
      let none = RecordFilter(from: records[3].timestamp, to: records[3].timestamp)
      #expect(try await store.all(matching: none).isEmpty)
      let backwards = RecordFilter(from: records[3].timestamp, to: records[1].timestamp)
      #expect(try await store.all(matching: backwards).isEmpty)
    },
    ContractCase("An operation without success in its metadata counts as succeeded") { store in
      let record = try sample(metadata: [:])
      let odd = try sample(at: 1, metadata: ["success": "false"])
      try await store.append(plain: [record, odd])
      expectSame(try await store.all(matching: RecordFilter(outcome: .succeeded)), [odd, record])
      #expect(try await store.all(matching: RecordFilter(outcome: .failed)).isEmpty)
    },
    ContractCase("A resource id without a type is refused") { store in
      var filter = RecordFilter()
      filter.resourceID = "1"
      let question = filter
      await expectError(.invalidFilter) { _ = try await store.records(matching: question, after: nil, limit: 1) }
    },
  ]
}
