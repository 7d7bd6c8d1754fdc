public import Foundation

/// Where a table or index is in its life.
///
/// An open set: AWS adds words.
public struct TableStatus: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// The word.
  public let rawValue: String
  /// A status by its word.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// A status by its word.
  public init(stringLiteral value: String) { rawValue = value }

  /// Being made.
  public static let creating: Self = "CREATING"
  /// Being changed; in use meanwhile.
  public static let updating: Self = "UPDATING"
  /// Being removed.
  public static let deleting: Self = "DELETING"
  /// In use.
  public static let active: Self = "ACTIVE"
}

/// What DynamoDB tells of a table.
public struct TableDescription: JSONStructure {
  /// What DynamoDB tells of an index.
  public struct Index: JSONStructure {
    /// The index's name.
    public var indexName = ""
    /// Where it is in its life; `nil` for a local index.
    public var indexStatus: TableStatus?
    /// Whether it is still being filled.
    public var isBackfilling = false
    /// Its keys.
    public var keySchema: [KeySchemaElement] = []
    /// What it holds.
    public var projection = Projection()
    /// Its items, counted every six hours or so.
    public var itemCount: Int?
    /// Its bytes, measured every six hours or so.
    public var indexSizeBytes: Int?
    /// Its capacity, where it is provisioned.
    public var provisionedThroughput: ProvisionedThroughput?
    /// Nothing known.
    public init() {}

    mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
      switch name {
      case "IndexName": indexName = try reader.string()
      case "IndexStatus": indexStatus = try reader.word()
      case "Backfilling": isBackfilling = try reader.bool()
      case "KeySchema": keySchema = try reader.structures()
      case "Projection": projection = try Projection(from: &reader)
      case "ItemCount": itemCount = try reader.int()
      case "IndexSizeBytes": indexSizeBytes = try reader.int()
      case "ProvisionedThroughput": provisionedThroughput = try ProvisionedThroughput(from: &reader)
      default: try reader.skip()
      }
    }
  }

  /// The table's name.
  public var tableName = ""
  /// Its ARN.
  public var tableArn: String?
  /// Its id, another one after it was made again.
  public var tableID: String?
  /// Where it is in its life.
  public var tableStatus: TableStatus = "UNKNOWN"
  /// When it was made.
  public var creationDate: Date?
  /// Its keys.
  public var keySchema: [KeySchemaElement] = []
  /// The types of its keys and its indexes' keys.
  public var attributeDefinitions: [AttributeDefinition] = []
  /// Its items, counted every six hours or so.
  public var itemCount = 0
  /// Its bytes, measured every six hours or so.
  public var tableSizeBytes = 0
  /// How it is paid for.
  public var billingMode = BillingMode.provisioned
  /// Its capacity, where it is provisioned.
  public var provisionedThroughput: ProvisionedThroughput?
  /// Its global indexes.
  public var globalSecondaryIndexes: [Index] = []
  /// Its local indexes.
  public var localSecondaryIndexes: [Index] = []
  /// Whether it refuses to be removed.
  public var isDeletionProtected = false
  /// The KMS key it is encrypted with, where it is not DynamoDB's own.
  public var kmsMasterKeyArn: String?
  /// Its newest stream.
  public var latestStreamArn: String?
  /// Nothing known.
  public init() {}

  mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
    switch name {
    case "TableName": tableName = try reader.string()
    case "TableArn": tableArn = try reader.string()
    case "TableId": tableID = try reader.string()
    case "TableStatus": tableStatus = TableStatus(rawValue: try reader.string())
    case "CreationDateTime": creationDate = Date(timeIntervalSince1970: try reader.double())
    case "KeySchema": keySchema = try reader.structures()
    case "AttributeDefinitions": attributeDefinitions = try reader.structures()
    case "ItemCount": itemCount = try reader.int()
    case "TableSizeBytes": tableSizeBytes = try reader.int()
    case "BillingModeSummary":
      try reader.object { (reader, name) throws(JSONReader.Fault) in
        if name == "BillingMode" { billingMode = try reader.word() ?? .provisioned } else { try reader.skip() }
      }
    case "ProvisionedThroughput": provisionedThroughput = try ProvisionedThroughput(from: &reader)
    case "GlobalSecondaryIndexes": globalSecondaryIndexes = try reader.structures()
    case "LocalSecondaryIndexes": localSecondaryIndexes = try reader.structures()
    case "DeletionProtectionEnabled": isDeletionProtected = try reader.bool()
    case "SSEDescription":
      try reader.object { (reader, name) throws(JSONReader.Fault) in
        if name == "KMSMasterKeyArn" { kmsMasterKeyArn = try reader.string() } else { try reader.skip() }
      }
    case "LatestStreamArn": latestStreamArn = try reader.string()
    default: try reader.skip()
    }
  }
}

/// An answer that describes the table.
public struct TableOutput: JSONStructure {
  /// The table.
  public var table = TableDescription()
  /// Nothing known.
  public init() {}

  mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
    switch name {
    case "Table", "TableDescription": table = try TableDescription(from: &reader)
    default: try reader.skip()
    }
  }
}
