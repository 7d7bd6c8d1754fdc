import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsMacros
import AnnalsTestSupport
import Testing

/// A prompt of the example service.
private struct Prompt: Codable, Sendable, Equatable {
  var id: String
  var name: String
  var text: String
  var version: String
  var status: String
}

private struct NotThere: Error {}

/// The example's prompts in a table, tracked by the decorator.
private struct DecoratedPrompts: Sendable {
  let history: HistoryService
  let table: PromptStorage<DynamoDBClient>

  func find(_ id: String) async throws -> Prompt? { try await table.find(id) }

  @TrackHistory("PROMPT", id: "prompt.id")
  func create(_ prompt: Prompt) async throws -> Prompt {
    try await table.insert(prompt)
    return prompt
  }

  @TrackHistory("PROMPT", state: "find")
  func update(id: String, text: String, version: String) async throws -> Prompt {
    try await table.change(id, text: text, version: version)
    guard let prompt = try await table.find(id) else { throw NotThere() }
    return prompt
  }

  @TrackHistory("PROMPT", state: "find")
  func delete(id: String) async throws { try await table.remove(id) }
}

/// The same prompts, whose functions know nothing of history: their table is tracked.
private struct PlainPrompts: Sendable {
  let table: PromptStorage<TrackedTable>

  func create(_ prompt: Prompt) async throws { try await table.insert(prompt) }
  func update(id: String, text: String, version: String) async throws { try await table.change(id, text: text, version: version) }
  func delete(id: String) async throws { try await table.remove(id) }
}

/// What both speak: the client, or the tracked table in its place.
private protocol PromptCalls: Sendable {
  func putItem(_ request: PutItem) async throws -> PutItem.Output
  func updateItem(_ request: UpdateItem) async throws -> UpdateItem.Output
  func deleteItem(_ request: DeleteItem) async throws -> DeleteItem.Output
  func getItem(_ request: GetItem) async throws -> GetItem.Output
}

extension DynamoDBClient: PromptCalls {}
extension TrackedTable: PromptCalls {
  fileprivate func putItem(_ request: PutItem) async throws -> PutItem.Output { try await putItem(request, function: "create") }
  fileprivate func updateItem(_ request: UpdateItem) async throws -> UpdateItem.Output { try await updateItem(request, function: "update") }
  fileprivate func deleteItem(_ request: DeleteItem) async throws -> DeleteItem.Output { try await deleteItem(request, function: "delete") }
  fileprivate func getItem(_ request: GetItem) async throws -> GetItem.Output { try await getItem(request, function: "find") }
}

/// The example's calls to its table, as a service has them without history.
private struct PromptStorage<Calls: PromptCalls>: Sendable {
  let calls: Calls
  let name: String

  func find(_ id: String) async throws -> Prompt? {
    var get = GetItem(tableName: name, key: ["id": .s(id)])
    get.consistentRead = true
    return try await calls.getItem(get).item.map(Prompt.init)
  }

  func insert(_ prompt: Prompt) async throws {
    var put = PutItem(tableName: name, item: prompt.item)
    put.conditionExpression = "attribute_not_exists(id)"
    _ = try await calls.putItem(put)
  }

  func change(_ id: String, text: String, version: String) async throws {
    var update = UpdateItem(tableName: name, key: ["id": .s(id)])
    update.updateExpression = "SET #t = :t, version = :v"
    update.conditionExpression = "attribute_exists(id)"
    update.expressionAttributeNames = ["#t": "text"]
    update.expressionAttributeValues = [":t": .s(text), ":v": .s(version)]
    _ = try await calls.updateItem(update)
  }

  func remove(_ id: String) async throws {
    var delete = DeleteItem(tableName: name, key: ["id": .s(id)])
    delete.conditionExpression = "attribute_exists(id)"
    _ = try await calls.deleteItem(delete)
  }
}

extension Prompt {
  fileprivate init(_ item: AttributeMap) {
    func text(_ name: String) -> String { item[name]?.string ?? "" }
    self.init(id: text("id"), name: text("name"), text: text("text"), version: text("version"), status: text("status"))
  }

  fileprivate var item: AttributeMap {
    ["id": .s(id), "name": .s(name), "text": .s(text), "version": .s(version), "status": .s(status)]
  }
}

@Suite("The example's table, tracked", .timeLimit(.minutes(5)))
struct ExampleTableTests {
  /// What a record says of an operation, less when it was and what only one of both ways knows.
  private struct Story: Hashable {
    let operation: OperationKind
    let resource: Resource
    let user: String
    let isFailed: Bool
    let before: JSONObject?
    let after: JSONObject?

    init(_ record: HistoryRecord) {
      (operation, resource, user) = (record.operation, record.resource, record.user.id)
      (isFailed, before, after) = (record.isFailed, record.before, record.after)
    }
  }

  private func withBoth(_ body: (DecoratedPrompts, PlainPrompts, HistoryService, HistoryService) async throws -> Void) async throws {
    try await TestTable.with { table in
      for name in ["decorated", "plain"] {
        let request = CreateTable(tableName: name, keySchema: [.init("id", .hash)], attributeDefinitions: [.init("id")])
        _ = try await table.dynamoDB.createTable(request)
      }
      let first = try HistoryService(store: table.store())
      let second = try HistoryService(store: MemoryStore())
      let description = TrackedTableDescription(tableName: "plain", resourceType: "PROMPT", id: ["id"])
      let tracked = TrackedTable(client: table.dynamoDB, description: description, history: second)
      try await first.recording {
        try await second.recording {
          let decorated = DecoratedPrompts(history: first, table: PromptStorage(calls: table.dynamoDB, name: "decorated"))
          try await body(decorated, PlainPrompts(table: PromptStorage(calls: tracked, name: "plain")), first, second)
        }
      }
    }
  }

  private func stories(_ history: HistoryService) async throws -> [Story] {
    try await history.flush()
    return try await history.records(limit: 1000).records.sorted { $0.position < $1.position }.map(Story.init)
  }

  @Test("The same operations leave the same history as by the decorator: kinds, ids, users, failures and states")
  func sameHistory() async throws {
    try await withBoth { decorated, plain, first, second in
      let prompt = Prompt(id: "prompt-1.1", name: "Prompt 1.1", text: "Summarise it.", version: "1.0", status: "active")
      let steps: [(@Sendable () async throws -> Void, @Sendable () async throws -> Void)] = [
        ({ _ = try await decorated.create(prompt) }, { try await plain.create(prompt) }),
        ({ _ = try await decorated.create(prompt) }, { try await plain.create(prompt) }),
        (
          { _ = try await decorated.update(id: prompt.id, text: "In 200 words.", version: "1.1") },
          { try await plain.update(id: prompt.id, text: "In 200 words.", version: "1.1") }
        ),
        ({ try await decorated.delete(id: prompt.id) }, { try await plain.delete(id: prompt.id) }),
        ({ try await decorated.delete(id: prompt.id) }, { try await plain.delete(id: prompt.id) }),
        (
          { _ = try await decorated.update(id: prompt.id, text: "Gone.", version: "2") },
          { try await plain.update(id: prompt.id, text: "Gone.", version: "2") }
        ),
      ]
      for (number, step) in steps.enumerated() {
        await withHistoryContext(user: "user-\(number)@igad.org") {
          let results = await (Task(operation: step.0).result, Task(operation: step.1).result)
          let succeeded = ((try? results.0.get()) != nil, (try? results.1.get()) != nil)
          #expect(succeeded.0 == succeeded.1)
        }
      }
      let (expected, found) = try await (stories(first), stories(second))
      #expect(expected.count == 6)
      #expect(found.map(\.isFailed) == [false, true, false, false, true, true])
      // A failed creation: the decorator asks for no state then, the table knows which one failed it.
      #expect(found[1].before?["text"] == "Summarise it.")
      for (number, (expected, found)) in zip(expected, found).enumerated() where number != 1 { #expect(expected == found) }
      #expect(expected[1].operation == found[1].operation && expected[1].isFailed == found[1].isFailed)
      let lost = try await second.lastStateBeforeDeletion(of: try Resource("PROMPT", prompt.id))
      #expect(try lost?.decoded(as: Prompt.self).text == "In 200 words.")
    }
  }

  @Test("Under eight writers the table's states before are exact, each the state after of another record")
  func eightWriters() async throws {
    try await withBoth { _, plain, _, history in
      let prompt = Prompt(id: "hot", name: "Hot", text: "", version: "0", status: "active")
      try await plain.create(prompt)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<8 {
          group.addTask {
            for step in 0..<25 {
              try await withHistoryContext(user: "writer-\(writer)") {
                try await plain.update(id: "hot", text: "\(writer)-\(step)", version: "\(step)")
              }
            }
          }
        }
        try await group.waitForAll()
      }
      let found = try await stories(history)
      #expect(found.count == 201)
      // Each state was written by one call, so the states before, one by one, are all states after but the last.
      var after = Set(found.compactMap { $0.after?["text"]?.string })
      #expect(after.count == 201)
      for story in found where story.operation == .update {
        let text = try #require(story.before?["text"]?.string)
        #expect(after.remove(text) != nil)
        #expect(story.user == "writer-\(story.after?["text"]?.string?.prefix(1) ?? "")")
      }
      #expect(after == [try await plain.table.find("hot")?.text])
    }
  }
}
