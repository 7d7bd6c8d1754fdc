import Annals
import Testing

enum ConcurrencyContract {
  private static func batch(_ number: Int, of writer: Int) throws -> [HistoryRecord] {
    try (0..<4).map { index in
      try sample(.update, "T\(writer)", at: Int64(number * 100 + writer * 10 + index), token: "N\(index)", by: "u\(writer)")
    }
  }

  static let cases = [
    ContractCase("A batch is seen whole or not at all", only: .wholeBatches) { store in
      let batches = try (0..<25).map { number in try batch(number, of: 0) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { for batch in batches { try await store.append(plain: batch) } }
        for _ in 0..<3 {
          group.addTask {
            for _ in 0..<20 {
              let total = try await store.statistics(.init()).total
              #expect(total % 4 == 0)
            }
          }
        }
        try await group.waitForAll()
      }
    },
    ContractCase("Appends and reads at the same time lose nothing and double nothing") { store in
      // Eight writers, each of which also sends what its neighbour sends.
      let batches = try (0..<8).map { writer in try (0..<25).map { number in try batch(number, of: writer) } }
      let written = try await withThrowingTaskGroup(of: Int.self) { group in
        for writer in batches.indices {
          group.addTask {
            var new = 0
            for batch in batches[writer] + batches[(writer + 1) % batches.count] { new += try await store.append(plain: batch) }
            return new
          }
        }
        for _ in 0..<4 {
          group.addTask {
            for _ in 0..<StoreUnderTest.rounds(10) {
              let total = try await store.statistics(.init()).total
              #expect(total <= 800)
              let found = try await store.all(pageSize: 97)
              #expect(zip(found, found.dropFirst()).allSatisfy { $1.position < $0.position })
            }
            return 0
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(written == 800)
      #expect(try await store.statistics(.init()).total == 800)
      expectSame(try await store.all(), PlainHistory.pageOrder(batches.flatMap { $0.flatMap { $0 } }))
    },
    ContractCase("Records arrive while a clean-up runs") { store in
      let old = try (0..<2000).map { try sample(at: Int64($0)) }
      try await store.append(plain: old)
      let moment = try sample(at: 5000).timestamp
      async let report = store.cleanup(before: moment, mode: .remove)
      for number in 0..<50 { try await store.append(plain: [try sample(at: Int64(6000 + number))]) }
      #expect(try await report.total == 2000)
      #expect(try await store.statistics(.init()).total == 50)
    },
  ]
}
