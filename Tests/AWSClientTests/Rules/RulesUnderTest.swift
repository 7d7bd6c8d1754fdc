import EngineTestSupport
import Testing

@testable import AWSClient

/// Rules that know a table `t` of `PK` and `SK` with an index `by-kind`.
struct RulesUnderTest {
  private let rules: RequestRules

  static var table: CreateTable {
    var table = CreateTable(
      tableName: "t", keySchema: [.init("PK", .hash), .init("SK", .range)],
      attributeDefinitions: [.init("PK"), .init("SK"), .init("kind")])
    table.globalSecondaryIndexes = [
      SecondaryIndex(
        indexName: "by-kind", keySchema: [.init("kind", .hash), .init("SK", .range)],
        projection: Projection(.include, nonKeyAttributes: ["n"]))
    ]
    return table
  }

  init(asksForParents: Bool = true) {
    rules = RequestRules(asksForParents: asksForParents)
    do { try rules.learn(Self.table) } catch { Issue.record(error) }
  }

  var violations: [String] { rules.violations }

  var query: Query {
    var query = Query(tableName: "t", keyConditionExpression: "PK = :partition")
    query.expressionAttributeValues = [":partition": "x"]
    return query
  }

  var indexQuery: Query {
    var query = Query(tableName: "t", keyConditionExpression: "kind = :partition")
    query.indexName = "by-kind"
    query.expressionAttributeValues = [":partition": "k"]
    return query
  }

  /// The values whose names are in the text.
  func used(_ text: String, _ values: [String: AttributeValue]) -> [String: AttributeValue] { values.filter { text.contains($0.key) } }

  /// Checks a request, with a body of so many bytes: what is in it the rules take from the operation.
  func check(_ operation: some DynamoDBOperation, bytes: Int = 100) throws {
    let body = [UInt8](repeating: 0x20, count: bytes)
    try rules.check(DynamoDBRequest(name: type(of: operation).name, operation: operation, body: body))
  }

  func expectRefusal(
    of operation: some DynamoDBOperation, bytes: Int = 100, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: AWSError.self, sourceLocation: sourceLocation) { try check(operation, bytes: bytes) }
    #expect(error?.code == "ValidationException", sourceLocation: sourceLocation)
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")", sourceLocation: sourceLocation)
    #expect(rules.violations.last?.contains(reason) == true, sourceLocation: sourceLocation)
  }
}
