import AWSClient
import AnnalsDynamoDB
import Foundation

/// What the signature of a request costs: of a batch of 100 KB against the hash of these bytes, which is a part of every signature; of a small query
/// against the query as a whole, on an engine on this machine.
struct SigningCase: BenchmarkCase {
  static let name = "signing"

  func run(_ scope: Scope) async throws -> [Row] {
    let large = [UInt8](repeating: UInt8(ascii: "x"), count: 100_000)
    let small = [UInt8](repeating: UInt8(ascii: "x"), count: 300)
    let count = scope.scale.scaled(5_000)
    let batches = try await Round.interleaved(scope.rounds) {
      microseconds(count) { PayloadHash.of(large).text.utf8.count }
    } subject: {
      signing(large, "BatchWriteItem", count)
    }
    let queries = try await DynamoDBEngine.run { engine in
      try await engine.withTable { table in
        try await Round.interleaved(scope.rounds) {
          try await query(table, engine, count / 5)
        } subject: {
          signing(small, "Query", count)
        }
      }
    }
    return [
      Row("\(Self.name): a batch of 100 KB / its hash alone", unit: "µs a request", rounds: batches, goal: .atMost(1.5)),
      Row("\(Self.name): a small query / the whole query", unit: "µs a request", rounds: queries, goal: .atMost(0.1)),
    ]
  }

  private func signing(_ body: [UInt8], _ operation: String, _ count: Int) -> Double {
    let keys = AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    let signer = SigV4(credentials: keys, region: "eu-central-1", service: "dynamodb")
    let date = Date()
    return microseconds(count) {
      var request = SignableRequest(
        method: "POST",
        headers: [
          ("Host", "dynamodb.eu-central-1.amazonaws.com"), ("Content-Type", "application/x-amz-json-1.0"),
          ("X-Amz-Target", "DynamoDB_20120810.\(operation)"), ("Amz-Sdk-Invocation-Id", "3c0a3f6a-8f0e-4f5c-9d0f-2b8f1e6d7c55"),
          ("Amz-Sdk-Request", "attempt=1; max=4"),
        ])
      signer.sign(&request, payload: .of(body), at: date)
      return request.headers.count
    }
  }

  /// The time that a call of the body takes; what it returns is used, so that nothing of it is left out.
  private func microseconds(_ count: Int, _ body: () -> Int) -> Double {
    var sum = 0
    let start = ContinuousClock.now
    for _ in 0..<count { sum &+= body() }
    let time = ContinuousClock.now - start
    return sum > 0 ? time / .microseconds(1) / Double(count) : 0
  }

  private func query(_ table: String, _ engine: DynamoDBEngine, _ count: Int) async throws -> Double {
    var query = Query(tableName: table, keyConditionExpression: "#key = :key")
    query.indexName = HistoryTable.timeIndex
    query.expressionAttributeNames = ["#key": "history_feed"]
    query.expressionAttributeValues = [":key": .s("PROMPT#0")]
    query.limit = 50
    let start = ContinuousClock.now
    for _ in 0..<count { _ = try await engine.dynamoDB.query(query) }
    return (ContinuousClock.now - start) / .microseconds(1) / Double(count)
  }
}
