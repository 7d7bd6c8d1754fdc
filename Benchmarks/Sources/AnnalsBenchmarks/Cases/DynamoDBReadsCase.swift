import Annals
import AnnalsDynamoDB

/// Items that DynamoDB reads for a question, among 363 thousand records against among 36 thousand: they decide time and cost, whatever the engine.
///
/// The requests are told beside. Each question is asked once, by a store that knows nothing of the table yet.
struct DynamoDBReadsCase: BenchmarkCase {
  static let name = "dynamodb-reads"
  private static let page = 50.0

  func run(_ scope: Scope) async throws -> [Row] {
    let records = Array(try RealOperations.records().prefix(scope.scale.scaled(36_335)))
    let counts = Dictionary(records.map { ($0.resource, 1) }, uniquingKeysWith: +)
    guard let resource = counts.max(by: { $0.value < $1.value })?.key else { throw BenchmarkError("there are no operations") }
    return try await DynamoDBEngine.run { engine in
      let small = try await reads(of: resource, records, copies: 1, engine, scope)
      let large = try await reads(of: resource, records, copies: 10, engine, scope)
      return zip(small, large).map { small, large in
        let (before, after) = (Double(small.consumed.totalItemsRead), Double(large.consumed.totalItemsRead))
        return Row(
          "\(Self.name): \(small.question)", unit: "items read", rounds: [Round(baseline: before, subject: after)],
          goal: .atMost(1 + Self.page / before),
          notes: ["\(large.text) among \(records.count * 10) records; \(small.text) among \(records.count)"])
      }
    }
  }

  /// What a question cost.
  private struct Cost: Sendable {
    let question: String
    let consumed: ConsumedUnits

    var text: String {
      let parts = consumed.requests.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      return "\(consumed.totalItemsRead) items by \(consumed.totalRequests) requests (\(parts))"
    }
  }

  private func reads(
    of resource: Resource, _ records: [HistoryRecord], copies: Int, _ engine: DynamoDBEngine, _ scope: Scope
  ) async throws -> [Cost] {
    try await engine.withTable { table in
      let total = records.count * copies
      // Counts the statistics at its end, as the first who asks does; they are kept.
      try await RealOperations.write(records, copies: copies, into: engine.store(table)) { written in
        scope.progress("\(written) of \(total) records are written")
      }
      scope.progress("\(total) records are counted")
      func cost(_ question: String, _ ask: (HistoryService) async throws -> Void) async throws -> Cost {
        let store = try engine.store(table)
        try await ask(HistoryService(store: store))
        return Cost(question: question, consumed: store.consumed)
      }
      return [
        try await cost("last 50") { history in
          let page = try await history.records(limit: 50)
          guard page.records.count == 50 else { throw BenchmarkError("\(page.records.count) of 50 records were found") }
        },
        try await cost("a resource's 50") { _ = try await $0.records(of: resource, limit: 50) },
        try await cost("statistics") { history in
          let found = try await history.statistics().total
          guard found == total else { throw BenchmarkError("\(found) of \(total) records were counted") }
        },
      ]
    }
  }
}
