import Annals
import Testing

enum RealOperationsContract {
  static let cases = [
    ContractCase("36,335 real operations are kept, counted and given back, sent once or twice", only: .manyRecords) { store in
      let records = try RealOperations.records()
      #expect(try await append(records, to: store) == RealOperations.count)
      #expect(try await append(Array(records[..<3000]), to: store) == 0)

      let statistics = try await store.statistics(.init())
      #expect(statistics.total == RealOperations.count)
      #expect(statistics.operations == RealOperations.operations)
      #expect(statistics.resourceTypes.count == 3)
      #expect(statistics.failed == records.count { $0.isFailed })
      #expect(statistics.first == records.first?.timestamp)
      #expect(statistics.last == records.map(\.timestamp).max())

      let byResource = Dictionary(grouping: records, by: \.resource)
      // The thirty longest histories, and thirty more from all over.
      let ordered = byResource.sorted { $0.value.count == $1.value.count ? $0.key < $1.key : $0.value.count > $1.value.count }
      let chosen = ordered.prefix(30) + stride(from: 30, to: ordered.count, by: ordered.count / 31).prefix(30).map { ordered[$0] }
      #expect(chosen.count == 60)
      for (resource, expected) in chosen {
        expectSame(try await store.all(matching: .resource(resource), pageSize: 50), PlainHistory.pageOrder(expected), "\(resource):")
      }
      let whole = try await store.all().map(\.position)
      #expect(whole == records.map(\.position).sorted(by: >))
    }
  ]

  private static func append(_ records: [HistoryRecord], to store: any HistoryStore) async throws -> Int {
    var new = 0
    for start in stride(from: 0, to: records.count, by: 1000) {
      new += try await store.append(plain: Array(records[start..<min(start + 1000, records.count)]))
    }
    return new
  }
}
