import AWSClient
import Annals
import AnnalsDynamoDB
import Testing

@Suite("A described table")
struct ResourceTableTests {
  private static let text = #"""
    tables:
      PROMPT:
        table: prompts
        key: prompt_id
        types: {tags: text set, "profile.photo": binary, sizes: number set, parts: binary set}
        leave_alone: [version]
        omit: [embedding]
        references: {owner_id: user, "sections.template_id": TEMPLATE}
      ORDER:
        table: main
        key: {PK: "USER#{1}", SK: "ORDER#{2}"}
        types: {}
      RECEIPT:
        table: main
        key: {PK: "RECEIPT#{id}", SK: v0}
        where: {entity: receipt}
      READING:
        table: readings
        key: [sensor, second]
        types: {second: number}
    """#

  private func table(_ type: String) throws -> ResourceTable {
    try ResourceTables(yaml: Self.text).table(of: ResourceType(type))
  }

  @Test(
    "makes a key of an id, and the id of the key",
    arguments: [
      ("PROMPT", "p#1", ["prompt_id": .s("p#1")]),
      ("ORDER", "u-1#o-7", ["PK": .s("USER#u-1"), "SK": .s("ORDER#o-7")]),
      ("ORDER", "u%231#o%257", ["PK": .s("USER#u#1"), "SK": .s("ORDER#o%7")]),
      ("READING", "a#17.5", ["sensor": .s("a"), "second": .n("17.5")]),
    ] as [(String, String, AttributeMap)])
  func key(type: String, id: String, key: AttributeMap) throws {
    let table = try table(type)
    #expect(try table.key(of: id) == key)
    #expect(table.id(of: key) == id)
  }

  @Test("is of the first type whose key and texts an item has")
  func types() throws {
    let tables = try ResourceTables(yaml: Self.text)
    let receipt: AttributeMap = ["PK": "RECEIPT#r-1", "SK": "v0", "entity": "receipt"]
    #expect(tables.resource(of: receipt, in: "main")?.id == "r-1")
    #expect(tables.resource(of: ["PK": "RECEIPT#r-1", "SK": "v0", "entity": "draft"], in: "main") == nil)
    #expect(tables.resource(of: ["PK": "RECEIPT#r-1", "SK": "v1", "entity": "receipt"], in: "main") == nil)
    #expect(tables.resource(of: ["PK": "USER#u", "SK": "ORDER#o"], in: "main")?.table.type.name == "ORDER")
    #expect(tables.resource(of: receipt, in: "prompts") == nil)
    let tracked = try #require(tables.tracked.first { $0.tableName == "main" })
    #expect(tracked.resource(["PK": "USER#u", "SK": "ORDER#o"]) == TrackedResource(type: "ORDER", id: "u#o"))
    #expect(tracked.resource(receipt) == nil)
  }

  @Test(
    "has no key for an id that does not make one, or makes that of another",
    arguments: [("ORDER", "one"), ("READING", "a#b"), ("READING", "#1"), ("READING", "a#1.0")])
  func noKey(type: String, id: String) throws {
    let table = try table(type)
    #expect(throws: HistoryError.self) { try table.key(of: id) }
  }

  @Test("A template whose text can be a part of an id is found out, so that no two resources share an item")
  func ambiguous() throws {
    let table = try ResourceTables(yaml: "tables: {A: {table: t, key: {PK: \"{1}-{2}\"}}}").table(of: ResourceType("A"))
    #expect(try table.key(of: "x#y-z") == ["PK": "x-y-z"])
    #expect(throws: HistoryError.self) { try table.key(of: "x-y#z") }
  }

  @Test("turns an item into a state and back, sets and bytes included")
  func roundTrip() throws {
    let table = try table("PROMPT")
    let item: AttributeMap = [
      "prompt_id": "p-1", "name": "One", "tags": .ss(["a", "b"]), "profile": ["photo": .b([0, 255]), "age": .n("12345678901234567890.5")],
      "sizes": .ns(["1", "2.5"]), "parts": .bs([[1], [2, 3]]), "list": [.null, true, "x", ["deep": .l([])]], "version": 3, "none": .null,
    ]
    let state = table.state(of: item)
    #expect(state["tags"] == ["a", "b"])
    #expect(try table.item("p-1", state: state) == item)
  }

  @Test("leaves alone what the description says, and takes types from the item that is there")
  func over() throws {
    let table = try table("PROMPT")
    let present: AttributeMap = ["prompt_id": "p-1", "version": 9, "embedding": .b([1]), "seen": .ss(["x"]), "gone": "y"]
    let item = try table.item("p-1", state: ["prompt_id": "other", "version": 3, "seen": ["y"], "new": 1], over: present)
    #expect(item == ["prompt_id": "p-1", "version": 9, "embedding": .b([1]), "seen": .ss(["y"]), "new": 1])
    #expect(try table.item("p-1", state: ["version": 3]) == ["prompt_id": "p-1", "version": 3])
    let receipt = try self.table("RECEIPT")
    #expect(try receipt.item("r", state: [:]) == ["PK": "RECEIPT#r", "SK": "v0", "entity": "receipt"])
  }

  @Test(
    "refuses a value that is not of the type it is described with",
    arguments: [["tags": "a"], ["tags": [1]], ["profile": ["photo": "%"]]] as [JSONObject])
  func wrongType(state: JSONObject) throws {
    let table = try table("PROMPT")
    let error = try #require(throws: HistoryError.self) { try table.item("p", state: state) }
    #expect(error.code == .invalidState)
  }

  @Test("names the resources that a state refers to")
  func references() throws {
    let found = try table("PROMPT").references(in: [
      "owner_id": 7, "sections": [["template_id": "t-1"], ["title": "none"], ["template_id": ["t-2", "t-3"]]],
    ])
    #expect(found.map(\.resource.description) == ["USER#7", "TEMPLATE#t-1", "TEMPLATE#t-2", "TEMPLATE#t-3"])
    #expect(found.first?.field == "owner_id")
  }

  @Test(
    "A description that has no meaning is refused, with the place and what would be right",
    arguments: [
      ("tables: {}", "annals.yaml:1:9: no type is described"),
      ("table: {}", "annals.yaml:1:8: there is no \"table\": known are tables"),
      ("tables:\n  PROMPT:\n    key: id", "annals.yaml:3:5: \"table\" is missing"),
      ("tables:\n  PROMPT:\n    table: t", "annals.yaml:3:5: \"key\" is missing"),
      ("tables:\n  A#B:\n    table: t\n    key: id", "annals.yaml:3:5: a resource type has no #"),
      (
        "tables:\n  A:\n    table: t\n    key: {PK: \"A#{name}\"}",
        "annals.yaml:4:15: the template \"A#{name}\" cannot be used, {name} stands for nothing"
      ),
      ("tables:\n  A:\n    table: t\n    key: {PK: \"{1}{2}\"}", "two places stand side by side"),
      ("tables:\n  A:\n    table: t\n    key: {PK: FIXED}", "annals.yaml:4:10: the key holds nothing of the id"),
      ("tables:\n  A:\n    table: t\n    key: {PK: \"{2}\"}", "must hold the whole id as {id}, or all its parts"),
      ("tables:\n  A:\n    table: t\n    key: [a, b, c]", "has 3 attributes"),
      ("tables:\n  A:\n    table: t\n    key: id\n    types: {tags: list}", "annals.yaml:5:19: this is no type: give one of text, number"),
      ("tables:\n  A:\n    table: t\n    key: id\n    leave_alone: [id]", "annals.yaml:5:19: \"id\" belongs to the key"),
      ("tables:\n  A:\n    table: t\n    key: id\n    references: {x: \"B#\"}", "annals.yaml:5:21: a resource type has no #"),
      ("tables:\n  A: {table: t, key: id}\n  B: {table: t, key: PK}", "has different key attributes"),
      ("tables:\n  A: {table: t, key: id}\n  a: {table: u, key: id}", "the type A is described twice"),
    ])
  func refused(text: String, sentence: String) throws {
    let error = try #require(throws: HistoryError.self) { try ResourceTables(yaml: text) }
    #expect(error.code == .invalidConfiguration)
    #expect(error.description.contains(sentence), "\(error)")
  }
}
