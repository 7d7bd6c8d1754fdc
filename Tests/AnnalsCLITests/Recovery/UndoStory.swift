import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

/// The story that recovery is for: many prompts, of which one user deletes some and edits others, and colleagues edit some of these after.
struct UndoStory: Sendable, CustomTestStringConvertible {
  let prompts: Int
  let deletions: Int
  let edits: Int
  let colleagues: Int
  /// What applying is slowed down to, so that it can be killed in between.
  let writeUnits: Int

  /// The size that every run of the tests affords.
  static let small = UndoStory(prompts: 1_000, deletions: 40, edits: 30, colleagues: 5, writeUnits: 25)
  /// The whole size; some minutes.
  static let full = UndoStory(prompts: 10_000, deletions: 400, edits: 300, colleagues: 50, writeUnits: 100)
  /// With ANNALS_STORY=full in the environment both.
  static var all: [UndoStory] { ProcessInfo.processInfo.environment["ANNALS_STORY"] == "full" ? [small, full] : [small] }

  var testDescription: String { "\(prompts) prompts" }
  /// The resources that the undo puts back.
  var restored: Int { deletions + edits - colleagues }

  private func id(_ number: Int) -> String { "prompt-\(number)" }
  /// The places of what is deleted, of what is edited, and, among these, of what colleagues edit.
  private var deleted: Range<Int> { 0..<deletions }
  private var edited: Range<Int> { deletions..<(deletions + edits) }
  private var contested: Range<Int> { deletions..<(deletions + colleagues) }

  /// The ids of what colleagues edited.
  var contestedIDs: Set<String> { Set(contested.map(id)) }

  private func item(_ number: Int) -> AttributeMap {
    [
      "prompt_id": .s(id(number)), "name": .s("Prompt \(number)"), "version": .n("1.1"), "tags": .ss(["a", "t\(number % 7)"]),
      "sections": [.m(["title": "Role", "body": .s(String(repeating: "You are number \(number). ", count: 10))])],
    ]
  }

  /// Makes the prompts, and the history of what is done to them. Returns all items before the user came, and after the colleagues.
  func happen(_ table: CommandTable, client: AWSClient) async throws -> (before: Set<AttributeMap>, after: Set<AttributeMap>) {
    try table.folder.write("tables: {PROMPT: {table: prompts, key: prompt_id, types: {tags: text set}}}\n", to: "annals.yaml")
    _ = try await table.dynamoDB.createTable(
      CreateTable(tableName: "prompts", keySchema: [.init("prompt_id", .hash)], attributeDefinitions: [.init("prompt_id")]))
    let history = try HistoryService(store: DynamoDBStore(client: client, tableName: CommandTable.name))
    let tracked = TrackedTable(
      client: DynamoDBClient(client), description: TrackedTableDescription(tableName: "prompts", resourceType: "PROMPT", id: ["prompt_id"]),
      history: history)
    return try await history.recording {
      try await act("ann", 0..<prompts) { number in _ = try await tracked.putItem(PutItem(tableName: "prompts", item: item(number))) }
      let before = try await items(table)
      try await act("eve", deleted) { number in
        _ = try await tracked.deleteItem(DeleteItem(tableName: "prompts", key: ["prompt_id": .s(id(number))]))
      }
      try await act("eve", edited) { number in
        _ = try await tracked.updateItem(update(number, "SET #n = :v, sections[0].body = :v", ["#n": "name"], [":v": "spoilt"]))
      }
      try await act("ben", contested) { number in
        _ = try await tracked.updateItem(update(number, "SET #v = :v", ["#v": "version"], [":v": .n("1.2")]))
      }
      try await history.flush(within: .seconds(120))
      return (before, try await items(table))
    }
  }

  private func act(_ user: String, _ places: Range<Int>, _ body: @escaping @Sendable (Int) async throws -> Void) async throws {
    try await withHistoryContext(user: user) {
      for start in stride(from: places.lowerBound, to: places.upperBound, by: 16) {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for number in start..<min(start + 16, places.upperBound) { group.addTask { try await body(number) } }
          try await group.waitForAll()
        }
      }
    }
  }

  private func update(
    _ number: Int, _ expression: String, _ names: [String: String], _ values: [String: AttributeValue]
  ) -> UpdateItem {
    var update = UpdateItem(tableName: "prompts", key: ["prompt_id": .s(id(number))])
    update.updateExpression = expression
    update.expressionAttributeNames = names
    update.expressionAttributeValues = values
    return update
  }

  /// All items of the service.
  func items(_ table: CommandTable) async throws -> Set<AttributeMap> {
    var scan = Scan(tableName: "prompts")
    scan.consistentRead = true
    var items: Set<AttributeMap> = []
    repeat {
      let page = try await table.dynamoDB.scan(scan)
      items.formUnion(page.items.map(\.withOrderedTags))
      scan.exclusiveStartKey = page.lastEvaluatedKey
    } while scan.exclusiveStartKey != nil
    return items
  }

  /// How many items there are.
  func count(_ table: CommandTable) async throws -> Int {
    var scan = Scan(tableName: "prompts")
    scan.select = .count
    var count = 0
    repeat {
      let page = try await table.dynamoDB.scan(scan)
      count += page.count
      scan.exclusiveStartKey = page.lastEvaluatedKey
    } while scan.exclusiveStartKey != nil
    return count
  }
}

extension AttributeMap {
  /// The item with its set in one order, to be compared.
  fileprivate var withOrderedTags: AttributeMap {
    var item = self
    if case .ss(let tags)? = item["tags"] { item["tags"] = .ss(tags.sorted()) }
    return item
  }
}
