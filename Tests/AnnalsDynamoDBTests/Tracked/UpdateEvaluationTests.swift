import AWSClient
import AnnalsTestSupport
import EngineTestSupport
import Testing

@testable import AnnalsDynamoDB

@Suite("The state after an update")
struct UpdateEvaluationTests {
  private func after(
    _ expression: String?, on before: AttributeMap?, values: [String: AttributeValue] = [:], names: [String: String] = [:]
  ) throws -> AttributeMap {
    var request = UpdateItem(tableName: "t", key: ["id": "k"])
    request.updateExpression = expression
    (request.expressionAttributeNames, request.expressionAttributeValues) = (names, values)
    return try UpdateEvaluation.item(after: request, on: before)
  }

  @Test("Without an item the key is what an update begins with; without an expression nothing changes")
  func nothing() throws {
    #expect(try after(nil, on: nil) == ["id": "k"])
    #expect(try after(nil, on: ["id": "k", "a": 1]) == ["id": "k", "a": 1])
    #expect(try after("SET a = :v", on: nil, values: [":v": 1]) == ["id": "k", "a": 1])
  }

  @Test("Every operand means the item before")
  func operands() throws {
    let before: AttributeMap = ["id": "k", "a": 1, "b": 2, "l": [1], "m": ["x": "y"]]
    #expect(try after("SET a = b, b = a", on: before)["a"] == 2)
    #expect(try after("SET a = b, b = a", on: before)["b"] == 1)
    #expect(
      try after("set a = a + :v REMOVE b", on: before, values: [":v": .n("0.10")]) == [
        "id": "k", "a": .n("1.1"), "l": [1], "m": ["x": "y"],
      ])
    #expect(try after("SET a = if_not_exists(c, :v) - b", on: before, values: [":v": 5])["a"] == 3)
    #expect(try after("SET a = (if_not_exists(a, :v) - b)", on: before, values: [":v": 5])["a"] == .n("-1"))
    #expect(try after("SET l = list_append(:v, l), n = m.x", on: before, values: [":v": [0]])["l"] == [0, 1])
    #expect(try after("SET #m.#n = :v", on: before, values: [":v": 1], names: ["#m": "m", "#n": "a.b"])["m"] == ["x": "y", "a.b": 1])
  }

  @Test("Places in lists mean the list before; what is set past its end is appended in the order of the places")
  func lists() throws {
    let before: AttributeMap = ["id": "k", "l": [0, 1, 2, 3, ["x": 4]]]
    #expect(try after("REMOVE l[1], l[3]", on: before)["l"] == [0, 2, ["x": 4]])
    #expect(try after("REMOVE l[0], l[4].x", on: before)["l"] == [1, 2, 3, [:]])
    #expect(try after("SET l[2] = :v REMOVE l[0]", on: before, values: [":v": "s"])["l"] == [1, "s", 3, ["x": 4]])
    #expect(try after("SET l[9] = :a, l[7] = :b", on: before, values: [":a": 9, ":b": 7])["l"] == [0, 1, 2, 3, ["x": 4], 7, 9])
    #expect(try after("REMOVE l[8], other, l[4].y", on: before) == before)
  }

  @Test("Sets are joined and lessened by value; an empty one goes")
  func sets() throws {
    let before: AttributeMap = ["id": "k", "s": .ss(["a", "b"]), "n": .ns(["1", "2"]), "b": .bs([[1]])]
    #expect(
      try after("ADD s :v, n :n", on: before, values: [":v": .ss(["b", "c"]), ":n": .ns(["1.0", "3"])])["n"] == .ns(["1", "2", "3"]))
    #expect(try after("ADD s :v", on: before, values: [":v": .ss(["b", "c"])])["s"] == .ss(["a", "b", "c"]))
    #expect(try after("DELETE s :v, b :b", on: before, values: [":v": .ss(["b", "x"]), ":b": .bs([[1]])])["s"] == .ss(["a"]))
    #expect(try after("DELETE b :b", on: before, values: [":b": .bs([[1], [2]])])["b"] == nil)
    #expect(try after("ADD fresh :v DELETE missing :v", on: before, values: [":v": .ss(["b"])])["fresh"] == .ss(["b"]))
    // Two spellings of é are two texts.
    #expect(try after("ADD s :v", on: ["s": .ss(["\u{e9}"])], values: [":v": .ss(["e\u{301}"])])["s"] == .ss(["\u{e9}", "e\u{301}"]))
  }

  @Test(
    "What is not surely the same as in DynamoDB is not computed",
    arguments: [
      "SET a = :missing", "SET a = b + :x", "SET a = size(b)", "SET #a = :v", "SET l[9] = :v REMOVE l[0]", "SET a = a +", "PUT a :v",
      "SET a = :v garbage", "SET x.y = :v", "ADD a :s", "SET a = n + :v", "SET a = list_append(a, :v)", "SET a = ?",
    ])
  func notComputed(expression: String) {
    let values: [String: AttributeValue] = [":v": 1, ":x": "text", ":s": .ss(["a"])]
    #expect(throws: UpdateNotComputed.self) {
      try after(expression, on: ["id": "k", "a": "t", "b": 2, "l": [1], "n": .n("1e38")], values: values)
    }
  }

  @Test("Whatever is updated, the computed item is the one that the engine has")
  func engine() async throws {
    let rules = RequestRules(asksForParents: false)
    try await DynamoDBEngine.withClient(rules: rules) { client in
      let dynamoDB = DynamoDBClient(client)
      _ = try await dynamoDB.createTable(ServiceTable.creation)
      var random = RandomUpdates()
      var computed = 0
      var state: AttributeMap?
      for _ in 0..<600 {
        if state == nil || random.isFreshStart {
          let item = random.item()
          _ = try await dynamoDB.putItem(PutItem(tableName: ServiceTable.name, item: item))
          state = item
        }
        var request = random.update(of: state ?? [:])
        request.returnValues = .allNew
        guard let new = try? await dynamoDB.updateItem(request).attributes else { continue }
        let comment: Comment =
          "\(request.updateExpression ?? "") \(request.expressionAttributeValues) on \(String(describing: state)), seed \(random.seed)"
        let expected = AttributeJSON().object(new)
        #expect(try AttributeJSON().object(UpdateEvaluation.item(after: request, on: state)) == expected, comment)
        computed += 1
        state = new
      }
      #expect(computed > 400, "seed \(random.seed)")
    }
    #expect(rules.violations == [])
  }
}
