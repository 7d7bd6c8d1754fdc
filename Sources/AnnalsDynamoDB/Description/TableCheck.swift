public import AWSClient
import Annals

/// Whether tables are as they are described: there, and with these keys.
public struct TableCheck: Sendable {
  private let client: DynamoDBClient

  /// A check that asks through a client.
  public init(client: DynamoDBClient) { self.client = client }

  /// What is not as described, in a sentence each that says what would be right; empty when all is.
  public func troubles(of tables: ResourceTables) async throws -> [String] {
    var troubles: [String] = []
    for name in tables.tableNames {
      do {
        let found = try await client.describeTable(DescribeTable(tableName: name)).table
        for table in tables.types(in: name) { troubles += Self.troubles(of: table, found) }
      } catch let error as AWSError {
        troubles.append(HistoryError(error, table: name).description)
      }
    }
    return troubles
  }

  private static func troubles(of table: ResourceTable, _ found: TableDescription) -> [String] {
    let names = found.keySchema.map(\.attributeName)
    guard table.key.names == names else {
      let described = table.key.names.joined(separator: ", ")
      return ["\(table.type): the table \(table.tableName) has the key \(names.joined(separator: ", ")), not \(described): describe that"]
    }
    return table.key.attributes.compactMap { attribute in
      guard let kind = found.attributeDefinitions.first(where: { $0.attributeName == attribute.name })?.attributeType else { return nil }
      let type: AttributeType =
        switch kind {
        case .string: .text
        case .number: .number
        case .binary: .binary
        }
      guard type != attribute.type else { return nil }
      return
        "\(table.type): \(attribute.name) of the table \(table.tableName) is a \(type.rawValue): add \(attribute.name): \(type.rawValue) to types"
    }
  }
}
