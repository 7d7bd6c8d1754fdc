import AWSClient
import Annals
import Foundation

/// The documents of a table: an item each, all under one partition key.
///
/// Each put has a name of its own, so that who tries again after an answer was lost knows what it wrote itself.
struct DocumentItems: Sendable {
  static let partition = "HISTORY#DOCUMENTS"
  private static let content = "content"
  private static let version = "version"
  private static let put = "put"
  private let table: TableAccess

  init(_ table: TableAccess) { self.table = table }

  func document(_ name: DocumentName) async throws -> StoredDocument? {
    try await table.answering.get(Self.key(of: name)).map(Self.document)
  }

  func documents(beginning prefix: String) async throws -> [StoredDocument] {
    var query = Query(tableName: table.name, keyConditionExpression: prefix.isEmpty ? "PK = :p" : "PK = :p AND begins_with(SK, :b)")
    query.expressionAttributeValues = [":p": .s(Self.partition)]
    if !prefix.isEmpty { query.expressionAttributeValues[":b"] = .s(prefix) }
    query.consistentRead = true
    var found: [StoredDocument] = []
    try await table.forEachPage(of: query) { found += try $0.map(Self.document) }
    return found
  }

  func put(_ content: [UInt8], as name: DocumentName, replacing version: Int) async throws -> Bool {
    let mark = AttributeValue.s(UUID().uuidString.lowercased())
    var item = Self.key(of: name).attributes
    item[Self.content] = .b(content)
    item[Self.version] = .n(version + 1)
    item[Self.put] = mark
    var put = PutItem(tableName: table.name, item: item)
    if version == 0 {
      put.conditionExpression = "attribute_not_exists(\(HistoryTable.partitionKey))"
    } else {
      put.conditionExpression = "#v = :v"
      put.expressionAttributeNames = ["#v": Self.version]
      put.expressionAttributeValues = [":v": .n(version)]
    }
    if try await table.put(put) != nil { return true }
    return try await table.get(Self.key(of: name))?[Self.put] == mark
  }

  func remove(_ name: DocumentName, version: Int) async throws -> Bool {
    var delete = DeleteItem(tableName: table.name, key: Self.key(of: name).attributes)
    delete.conditionExpression = "#v = :v"
    delete.expressionAttributeNames = ["#v": Self.version]
    delete.expressionAttributeValues = [":v": .n(version)]
    let attempts = CallAttempts()
    let request = delete
    if try await CallAttempts.$current.withValue(attempts, operation: { try await table.delete(request) }) != nil { return true }
    // An attempt before, whose answer was lost, may have removed it.
    guard attempts.openCount > 0 else { return false }
    return try await table.get(Self.key(of: name)) == nil
  }

  private static func key(of name: DocumentName) -> ItemKey { ItemKey(partition, name.text) }

  private static func document(_ item: AttributeMap) throws -> StoredDocument {
    guard let name = ItemKey(item)?.sort, let content = item[Self.content]?.bytes, let version = item[Self.version]?.int else {
      throw HistoryError(.invalidDocument, "an item under \(partition) holds no document: remove it, or put back what was there")
    }
    return StoredDocument(name: try DocumentName(name), content: content, version: version)
  }
}
