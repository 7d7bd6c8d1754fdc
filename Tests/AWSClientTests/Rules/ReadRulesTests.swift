import AWSClient
import EngineTestSupport
import Testing

@Suite("AWS's rules for queries and scans")
struct ReadRulesTests {
  private let rules = RulesUnderTest()

  @Test(
    "A key condition that AWS takes passes",
    arguments: [
      "PK = :p", "PK = :p AND SK = :a", "#p = :p AND SK < :a", "SK BETWEEN :a AND :b AND PK = :p", "(PK = :p) AND begins_with(SK, :a)",
    ])
  func keyConditions(text: String) throws {
    var query = Query(tableName: "t", keyConditionExpression: text)
    query.expressionAttributeValues = rules.used(text, [":p": "x", ":a": "a", ":b": "b"])
    if text.contains("#p") { query.expressionAttributeNames = ["#p": "PK"] }
    try rules.check(query)
    #expect(rules.violations.isEmpty)
  }

  @Test(
    "A key condition that AWS refuses is refused",
    arguments: [
      ("PK = :p OR SK = :a", "OR"), ("NOT PK = :p", "NOT"), ("SK = :a", "does not name PK"), ("PK < :p", "takes one ="),
      ("PK = :p AND SK = :a AND SK = :b", "one condition"), ("PK = :p AND other = :a", "no key attribute"),
      ("PK = :p AND SK <> :a", "compares"), ("PK = :p AND contains(SK, :a)", "compares"), ("PK = :p AND PK = :a", "takes one ="),
      ("PK = :p AND SK BETWEEN :b AND :a", "upper bound"), ("PK = :p AND SK.x = :a", "look into"), ("PK = :n", "another type"),
      ("PK = :e", "empty"), ("PK = :p AND attribute_exists(SK)", "compares"), ("", "empty"), ("PK = :p AND", "expected"),
      ("PK = :x", "not defined"), ("#x = :p", "not defined"), ("PK = :p AND SK ! :a", "no meaning"), ("((PK = :p))", "parentheses"),
    ])
  func refusedKeyConditions(text: String, reason: String) {
    var query = Query(tableName: "t", keyConditionExpression: text)
    query.expressionAttributeValues = rules.used(text, [":p": "x", ":a": "a", ":b": "b", ":n": 1, ":e": ""])
    rules.expectRefusal(of: query, reason)
  }

  @Test("A filter cannot use the keys of what is queried, but those of what is not")
  func filters() throws {
    var query = rules.query
    query.filterExpression = "kind = :k AND attribute_exists(n.x[0])"
    query.expressionAttributeValues[":k"] = "a"
    try rules.check(query)
    query.filterExpression = "SK > :k"
    rules.expectRefusal(of: query, "key attribute SK")
    query.filterExpression = "size(PK) > :k"
    rules.expectRefusal(of: query, "key attribute PK")
    var index = rules.indexQuery
    index.filterExpression = "begins_with(PK, :p)"
    index.expressionAttributeValues[":p"] = "x"
    try rules.check(index)
    index.filterExpression = "kind <> :p"
    rules.expectRefusal(of: index, "key attribute kind")
    var scan = Scan(tableName: "t")
    scan.filterExpression = "begins_with(PK, :p)"
    scan.expressionAttributeValues = [":p": "HISTORY#"]
    try rules.check(scan)
  }

  @Test("Placeholders are all defined and all used")
  func placeholders() {
    var query = rules.query
    query.expressionAttributeValues[":z"] = 1
    rules.expectRefusal(of: query, ":z is defined and not used")
    query = rules.query
    query.expressionAttributeNames["#z"] = "z"
    rules.expectRefusal(of: query, "#z is defined and not used")
    query = rules.query
    query.projectionExpression = "#z"
    rules.expectRefusal(of: query, "#z is not defined")
    query = rules.query
    query.filterExpression = "kind = :z"
    rules.expectRefusal(of: query, ":z is not defined")
  }

  @Test("An index gives what it projects, and never consistently")
  func projection() throws {
    var query = rules.indexQuery
    query.projectionExpression = "PK, SK, kind, n"
    try rules.check(query)
    query.projectionExpression = "PK, before_state"
    rules.expectRefusal(of: query, "does not project before_state")
    query = rules.indexQuery
    query.filterExpression = "attribute_exists(before_state)"
    rules.expectRefusal(of: query, "does not project before_state")
    query = rules.indexQuery
    query.select = .allAttributes
    rules.expectRefusal(of: query, "does not project all attributes")
    query = rules.indexQuery
    query.consistentRead = true
    rules.expectRefusal(of: query, "consistent")
    query = rules.indexQuery
    query.indexName = "none"
    rules.expectRefusal(of: query, "no index none")
    query = rules.query
    query.select = .count
    query.projectionExpression = "n"
    rules.expectRefusal(of: query, "SPECIFIC_ATTRIBUTES")
    query.select = nil
    query.projectionExpression = "n, n.x"
    rules.expectRefusal(of: query, "overlap")
  }

  @Test("A page begins with the whole key of an item of its partition")
  func startKeys() throws {
    var query = rules.indexQuery
    query.exclusiveStartKey = ["PK": "x", "SK": "a", "kind": "k"]
    try rules.check(query)
    query.exclusiveStartKey = ["PK": "x", "SK": "a"]
    rules.expectRefusal(of: query, "exactly the attributes PK, SK, kind")
    query.exclusiveStartKey = ["PK": "x", "SK": "a", "kind": "other"]
    rules.expectRefusal(of: query, "another partition")
    query = rules.query
    query.limit = 0
    rules.expectRefusal(of: query, "at least 1")
  }

  @Test("A segment is one of a number of segments")
  func segments() throws {
    var scan = Scan(tableName: "t")
    (scan.segment, scan.totalSegments) = (3, 4)
    try rules.check(scan)
    (scan.segment, scan.totalSegments) = (4, 4)
    rules.expectRefusal(of: scan, "no segment 4 of 4")
    (scan.segment, scan.totalSegments) = (0, nil)
    rules.expectRefusal(of: scan, "number of segments")
  }
}
