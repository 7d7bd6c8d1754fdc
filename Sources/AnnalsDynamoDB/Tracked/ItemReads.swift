import AWSClient
import Annals

/// Reads by key: one record an item.
struct ItemReads: Sendable {
  private let tracking: CallTracking
  private let function: String

  init(_ tracking: CallTracking, _ function: String) {
    self.tracking = tracking
    self.function = function
  }

  func get(_ request: GetItem) async throws -> GetItem.Output {
    let client = tracking.client
    guard let item = tracked(request.key, in: request.tableName) else { return try await client.getItem(request) }
    let outcome = await CallOutcome.of { try await client.getItem(request) }
    let output = try? outcome.result.get()
    let fields = ReadFields(request.projectionExpression, request.expressionAttributeNames)
    record(item, fields, isFound: output.map { $0.item != nil }, TrackedCall("GetItem", function).ended(outcome))
    return try outcome.result.get()
  }

  func get(_ request: BatchGetItem) async throws -> BatchGetItem.Output {
    let client = tracking.client
    let outcome = await CallOutcome.of { try await client.batchGetItem(request) }
    let call = TrackedCall("BatchGetItem", function).ended(outcome)
    let output = try? outcome.result.get()
    let found = output.map { places(of: $0.responses) }
    let unprocessed = Set((output?.unprocessedKeys ?? [:]).flatMap { table, part in part.keys.map { ItemPlace(table, $0) } })
    for (table, part) in request.requestItems.sorted(by: { $0.key < $1.key }) {
      let fields = ReadFields(part.projectionExpression, part.expressionAttributeNames)
      for key in part.keys {
        guard let item = tracked(key, in: table), !unprocessed.contains(ItemPlace(item)) else { continue }
        // Without its key an item is not told from others.
        record(item, fields, isFound: fields.holds(item.table.keyAttributes) ? found?.contains(ItemPlace(item)) : nil, call)
      }
    }
    return try outcome.result.get()
  }

  func get(_ request: TransactGetItems) async throws -> TransactGetItems.Output {
    let client = tracking.client
    let outcome = await CallOutcome.of { try await client.transactGetItems(request) }
    let call = TrackedCall("TransactGetItems", function).ended(outcome)
    let items = try? outcome.result.get().responses
    for (place, part) in request.transactItems.enumerated() {
      guard let item = tracked(part.key, in: part.tableName) else { continue }
      let fields = ReadFields(part.projectionExpression, part.expressionAttributeNames)
      record(item, fields, isFound: items.map { place < $0.count && $0[place] != nil }, call)
    }
    return try outcome.result.get()
  }

  private func tracked(_ key: AttributeMap, in table: String) -> TrackedItem? {
    guard let item = tracking.item(key, in: table), item.table.reads == .every else { return nil }
    return item
  }

  private func places(of responses: [String: [AttributeMap]]) -> Set<ItemPlace> {
    var places: Set<ItemPlace> = []
    for (name, items) in responses {
      guard let table = tracking.table(name) else { continue }
      for item in items { places.insert(ItemPlace(name, table.key(of: item))) }
    }
    return places
  }

  private func record(_ item: TrackedItem, _ fields: ReadFields, isFound: Bool?, _ call: TrackedCall) {
    var operation = ItemOperation(kind: .read, item: item)
    if let isFound { operation.remarks.append(("found", .bool(isFound))) }
    if let names = fields.json { operation.remarks.append(("fields", names)) }
    operation.record(call, in: tracking.history)
  }
}

/// The fields that a read asks for.
struct ReadFields: Sendable {
  /// Their paths; `nil` where all were asked for, or the projection was not understood.
  private let paths: [String]?

  init(_ projection: String?, _ names: [String: String]) {
    guard let projection, var reader = try? ExpressionReader(projection, names: names) else {
      paths = nil
      return
    }
    var paths: [String] = []
    repeat {
      guard let path = try? reader.path() else { break }
      paths.append(path.text)
    } while reader.take(",")
    self.paths = reader.isAtEnd ? paths : nil
  }

  var json: JSONValue? { paths.map { .array($0.map(JSONValue.string)) } }

  func holds(_ attributes: [String]) -> Bool { paths.map { Set(attributes).isSubset(of: $0) } ?? true }
}
