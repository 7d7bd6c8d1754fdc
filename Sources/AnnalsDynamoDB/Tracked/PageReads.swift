import AWSClient
import Annals

/// Queries and scans: one record a page and type.
struct PageReads: Sendable {
  private let tracking: CallTracking
  private let function: String

  init(_ tracking: CallTracking, _ function: String) {
    self.tracking = tracking
    self.function = function
  }

  func query(_ request: Query) async throws -> Query.Output {
    let client = tracking.client
    guard let table = tracked(request.tableName) else { return try await client.query(request) }
    let outcome = await CallOutcome.of { try await client.query(request) }
    let fields = ReadFields(request.projectionExpression, request.expressionAttributeNames)
    record(outcome, of: table, "query", request.indexName, fields, TrackedCall("Query", function).ended(outcome))
    return try outcome.result.get()
  }

  func scan(_ request: Scan) async throws -> Scan.Output {
    let client = tracking.client
    guard let table = tracked(request.tableName) else { return try await client.scan(request) }
    let outcome = await CallOutcome.of { try await client.scan(request) }
    let fields = ReadFields(request.projectionExpression, request.expressionAttributeNames)
    record(outcome, of: table, "scan", request.indexName, fields, TrackedCall("Scan", function).ended(outcome))
    return try outcome.result.get()
  }

  private func tracked(_ name: String) -> TrackedTableDescription? {
    guard let table = tracking.table(name), table.reads == .every else { return nil }
    return table
  }

  /// The record's resource is the reading itself: `query:prompts`, or `query:prompts/by-status` on an index.
  private func record(
    _ outcome: CallOutcome<ItemPage>, of table: TrackedTableDescription, _ reading: String, _ index: String?, _ fields: ReadFields,
    _ call: TrackedCall
  ) {
    let page = (try? outcome.result.get()) ?? ItemPage()
    let id = "\(reading):\(CallTracking.name(of: table.tableName))" + (index.map { "/\($0)" } ?? "")
    for (type, ids, count) in found(page, table) {
      var reads: [(String, JSONValue)] = [("count", JSONValue(integerLiteral: Int128(count)))]
      if !ids.isEmpty { reads.append(("keys", .array(ids.prefix(table.shownKeys).map(JSONValue.string)))) }
      if let names = fields.json { reads.append(("fields", names)) }
      let item = TrackedItem(table: table, key: [:], resource: TrackedResource(type: type, id: id))
      let operation = ItemOperation(kind: .read, item: item, remarks: [("reads", .object(JSONObject(reads)))])
      operation.record(call, in: tracking.history)
    }
  }

  /// The tracked types on a page, with the ids and the number of their items; items without their keys count as the table's own type.
  private func found(_ page: ItemPage, _ table: TrackedTableDescription) -> [(type: String, ids: [String], count: Int)] {
    var byType: [String: [String]] = [:]
    var unnamed = max(page.count - page.items.count, 0)
    for attributes in page.items {
      let hasKey = table.keyAttributes.allSatisfy { attributes[$0] != nil }
      if !hasKey { unnamed += 1 }
      guard hasKey, let item = table.item(attributes) else { continue }
      byType[item.resource.type, default: []].append(item.resource.id)
    }
    var found = byType.sorted { $0.key < $1.key }.map { (type: $0.key, ids: $0.value, count: $0.value.count) }
    guard unnamed > 0 || page.items.isEmpty, let type = table.ownType else { return found }
    if let place = found.firstIndex(where: { $0.type == type }) {
      found[place].count += unnamed
    } else {
      found.append((type, [], unnamed))
    }
    return found
  }
}

extension TrackedTableDescription {
  /// The type of what has no key to tell it by: that of every key in a table of one type, else the table's name; `nil` where not tracked.
  fileprivate var ownType: String? {
    guard let type = fixedType ?? Self.type(of: tableName) else { return nil }
    return untrackedTypes.contains(type.uppercased()) ? nil : type
  }

  private static func type(of tableName: String) -> String? {
    let name = CallTracking.name(of: tableName).uppercased()
    return name.isEmpty ? nil : name
  }
}
