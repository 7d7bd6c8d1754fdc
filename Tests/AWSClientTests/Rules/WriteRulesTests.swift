import AWSClient
import EngineTestSupport
import Testing

@Suite("AWS's rules for writes")
struct WriteRulesTests {
  private let rules = RulesUnderTest()
  private let key: AttributeMap = ["PK": "x", "SK": "a"]

  private func update(
    _ text: String, _ values: [String: AttributeValue] = [":v": 1, ":s": .ss(["a"]), ":w": 2], condition: String? = nil
  ) -> UpdateItem {
    var update = UpdateItem(tableName: "t", key: key)
    update.updateExpression = text
    update.conditionExpression = condition
    update.expressionAttributeValues = rules.used(text + (condition ?? ""), values)
    return update
  }

  @Test(
    "An update that AWS takes passes",
    arguments: [
      "SET a = :v", "SET a = if_not_exists(a, :v) + :w, b = list_append(b, :s) REMOVE c.d, e[0] ADD n :v DELETE s :s", "ADD s :s",
      "REMOVE a[0], a[1]", "set a = b - :v",
    ])
  func updates(text: String) throws {
    try rules.check(update(text))
    #expect(rules.violations.isEmpty)
  }

  @Test(
    "An update that AWS refuses is refused",
    arguments: [
      ("SET a = :v, a = :w", "overlap"), ("SET a = :v REMOVE a.b", "overlap"), ("REMOVE a.b, a[0]", "conflict"),
      ("SET a = :v SET b = :w", "comes twice"), ("SET PK = :v", "key attribute PK"), ("REMOVE SK", "key attribute SK"),
      ("ADD a :text", "number or a set"), ("DELETE a :v", "a set"), ("SET kind = :v", "another type"), ("SET a = :0", "not defined"),
      ("SET a = pow(b, :v)", "no function pow"), ("a = :v", "expected SET"), ("SET a :v", "expected ="), ("SET a = :empty", "set is empty"),
    ])
  func refusedUpdates(text: String, reason: String) {
    rules.expectRefusal(of: update(text, [":v": 1, ":w": 2, ":text": "x", ":empty": .ss([])]), reason)
  }

  @Test("A write below an attribute makes sure that the attribute is there")
  func parents() throws {
    rules.expectRefusal(of: update("ADD days.today :v"), "attribute_exists(days)")
    rules.expectRefusal(of: update("SET a.b.c = :v", condition: "attribute_exists(a)"), "attribute_exists(a.b)")
    try rules.check(update("ADD days.today :v", condition: "attribute_exists(days)"))
    try rules.check(update("SET days.today = :v", condition: "days.today = :w"))
    try rules.check(update("REMOVE days.today"))
    try RulesUnderTest(asksForParents: false).check(update("ADD days.today :v"))
  }

  @Test("A condition has no functions but AWS's, and no value that is not used")
  func conditions() throws {
    var put = PutItem(tableName: "t", item: key)
    put.conditionExpression = "attribute_not_exists(PK) OR (NOT n IN (:a, :b) AND attribute_type(n, :t))"
    put.expressionAttributeValues = [":a": 1, ":b": 2, ":t": "N"]
    try rules.check(put)
    put.expressionAttributeValues[":c"] = 3
    rules.expectRefusal(of: put, ":c is defined and not used")
    put.conditionExpression = "exists(PK)"
    rules.expectRefusal(of: put, "no function exists")
    put.conditionExpression = "begins_with(n, :a)"
    put.expressionAttributeValues = [":a": 1]
    rules.expectRefusal(of: put, "a text or bytes")
  }

  @Test("An item has its keys, keys of the right types, and at most 400 KB")
  func items() throws {
    func put(_ more: AttributeMap) -> PutItem { PutItem(tableName: "t", item: AttributeMap(unordered: key.members + more.members)) }
    try rules.check(put(["kind": "k", "n": 1]))
    rules.expectRefusal(of: PutItem(tableName: "t", item: ["PK": "x"]), "lacks the key attribute SK")
    rules.expectRefusal(of: put(["kind": .null]), "another type than S")
    rules.expectRefusal(of: put(["kind": ""]), "empty")
    rules.expectRefusal(of: put(["SK": .s(String(repeating: "a", count: 1025))]), "at most 1024")
    // 2 + 1 + 2 + 1 bytes for the keys, 4 for the name.
    try rules.check(put(["data": .s(String(repeating: "a", count: 409_590))]))
    rules.expectRefusal(of: put(["data": .s(String(repeating: "a", count: 409_591))]), "at most 409,600")
    rules.expectRefusal(of: put(["s": .ss(["a", "a"])]), "twice")
    let deep = (0..<32).reduce(AttributeValue.null) { value, _ in .l([value]) }
    rules.expectRefusal(of: put(["deep": deep]), "32 levels")
  }

  @Test(
    "A number has at most 38 digits and AWS's range",
    arguments: [
      ("0", true), ("-1.50", true), (String(repeating: "9", count: 38), true), (String(repeating: "9", count: 39), false),
      ("1" + String(repeating: "0", count: 100), true), ("9.9e125", true), ("1e126", false), ("1e-130", true), ("1e-131", false),
      ("0.1e-130", false), ("", false), ("NaN", false), ("1e", false), ("0e999", true), ("0x1", false),
    ])
  func numbers(text: String, isNumber: Bool) throws {
    let put = PutItem(tableName: "t", item: ["PK": "x", "SK": "a", "n": .n(text)])
    if isNumber { try rules.check(put) } else { rules.expectRefusal(of: put, "is not a number") }
  }

  @Test("A batch has 1 to 25 writes, each key once, and 16 MB")
  func batches() throws {
    func batch(_ writes: [BatchWriteItem.Write]) -> BatchWriteItem { BatchWriteItem(requestItems: ["t": writes]) }
    func item(_ sort: Int) -> AttributeMap { ["PK": "x", "SK": .s("\(sort)")] }
    try rules.check(batch((0..<25).map { .put(item($0)) }))
    rules.expectRefusal(of: batch((0..<26).map { .put(item($0)) }), "1 to 25")
    rules.expectRefusal(of: batch([]), "1 to 25")
    rules.expectRefusal(of: batch([.put(item(1)), .delete(["PK": "x", "SK": "1"])]), "key twice")
    try rules.check(batch([.put(item(1))]), bytes: 16 << 20)
    rules.expectRefusal(of: batch([.put(item(1))]), bytes: (16 << 20) + 1, "16 MB")
    var keys = BatchGetItem.KeysAndAttributes(keys: (0..<101).map { ["PK": "x", "SK": .s("\($0)")] })
    rules.expectRefusal(of: BatchGetItem(requestItems: ["t": keys]), "1 to 100")
    keys.keys = [key, key]
    rules.expectRefusal(of: BatchGetItem(requestItems: ["t": keys]), "key twice")
    keys.keys = [["PK": "x"]]
    rules.expectRefusal(of: BatchGetItem(requestItems: ["t": keys]), "exactly the attributes PK, SK")
  }

  @Test("A transaction names each item once")
  func transactions() throws {
    let put = PutItem(tableName: "t", item: key)
    try rules.check(TransactWriteItems(transactItems: [.put(put), .delete(DeleteItem(tableName: "t", key: ["PK": "x", "SK": "b"]))]))
    rules.expectRefusal(
      of: TransactWriteItems(transactItems: [.put(put), .delete(DeleteItem(tableName: "t", key: key))]), "an item twice")
    rules.expectRefusal(of: TransactWriteItems(transactItems: []), "1 to 100")
  }
}
