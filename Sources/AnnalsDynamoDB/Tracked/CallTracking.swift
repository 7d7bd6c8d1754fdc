import AWSClient
import Annals

/// What the calls of a tracked table share: what speaks to DynamoDB, which tables are known, and where operations are recorded.
struct CallTracking: Sendable {
  let client: DynamoDBClient
  let history: HistoryService
  let clock: any Clock<Duration>
  private let tables: [String: TrackedTableDescription]

  init(client: DynamoDBClient, descriptions: [TrackedTableDescription], history: HistoryService, clock: any Clock<Duration>) {
    self.client = client
    self.history = history
    self.clock = clock
    tables = Dictionary(descriptions.map { (Self.name(of: $0.tableName), $0) }) { $1 }
  }

  /// The description of a table by name or ARN; `nil` where it is not tracked.
  func table(_ name: String) -> TrackedTableDescription? { tables[Self.name(of: name)] }

  /// The item of a table, by its key or as a whole; `nil` where it is not tracked.
  func item(_ attributes: AttributeMap, in table: String) -> TrackedItem? { self.table(table)?.item(attributes) }

  /// The name in an ARN, such as `arn:aws:dynamodb:eu-central-1:123456789012:table/prompts`.
  static func name(of table: String) -> String {
    guard table.hasPrefix("arn:"), let mark = table.firstIndex(of: "/") else { return table }
    return String(table[table.index(after: mark)...].prefix { $0 != "/" })
  }
}

/// An item's place, whether its table is given by name or ARN and however the key's numbers are written.
struct ItemPlace: Hashable, Sendable {
  let table: String
  let key: AttributeMap

  init(_ table: String, _ key: AttributeMap) {
    self.table = CallTracking.name(of: table)
    self.key = key.withKeptNumbers
  }

  init(_ item: TrackedItem) { self.init(item.table.tableName, item.key) }
}
