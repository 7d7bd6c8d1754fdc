/// Begins to make a table; it is there when ``DescribeTable`` says `.active`.
public struct CreateTable: DynamoDBOperation {
  /// The table described.
  public typealias Output = TableOutput

  /// The table's name.
  public var tableName: String
  /// Its keys.
  public var keySchema: [KeySchemaElement]
  /// The types of its keys and its indexes' keys, and of no others.
  public var attributeDefinitions: [AttributeDefinition]
  /// How it is paid for. Default: by request.
  public var billingMode = BillingMode.payPerRequest
  /// Its capacity, where it is provisioned.
  public var provisionedThroughput: ProvisionedThroughput?
  /// Its global indexes.
  public var globalSecondaryIndexes: [SecondaryIndex] = []
  /// Its local indexes, which can be made only now.
  public var localSecondaryIndexes: [SecondaryIndex] = []
  /// Its stream.
  public var streamSpecification: StreamSpecification?
  /// The key it is encrypted with, where it is not DynamoDB's own.
  public var sseSpecification: SSESpecification?
  /// What storage costs.
  public var tableClass: TableClass?
  /// Whether it refuses to be removed.
  public var deletionProtectionEnabled: Bool?
  /// Its tags.
  public var tags: [String: String] = [:]

  /// A request with what it must have; the rest is set after.
  public init(tableName: String, keySchema: [KeySchemaElement], attributeDefinitions: [AttributeDefinition]) {
    self.tableName = tableName
    self.keySchema = keySchema
    self.attributeDefinitions = attributeDefinitions
  }

  static let name = "CreateTable"

  func write(to writer: inout JSONWriter) {
    writer.field("TableName", tableName)
    writer.field("KeySchema", keySchema) { writer, element in writer.object { element.write(to: &$0) } }
    writer.field("AttributeDefinitions", attributeDefinitions) { writer, definition in writer.object { definition.write(to: &$0) } }
    writer.field("BillingMode", billingMode)
    writer.structure("ProvisionedThroughput", provisionedThroughput) { $1.write(to: &$0) }
    writer.field("GlobalSecondaryIndexes", globalSecondaryIndexes) { writer, index in writer.object { index.write(to: &$0) } }
    writer.field("LocalSecondaryIndexes", localSecondaryIndexes) { writer, index in writer.object { index.write(to: &$0) } }
    writer.structure("StreamSpecification", streamSpecification) { $1.write(to: &$0) }
    writer.structure("SSESpecification", sseSpecification) { $1.write(to: &$0) }
    writer.field("TableClass", tableClass)
    writer.field("DeletionProtectionEnabled", deletionProtectionEnabled)
    writer.field("Tags", tags.sorted { $0.key < $1.key }) { writer, tag in
      writer.object { writer in
        writer.field("Key", tag.key)
        writer.field("Value", tag.value)
      }
    }
  }
}

/// Describes a table.
public struct DescribeTable: DynamoDBOperation {
  /// The table described.
  public typealias Output = TableOutput
  /// The table, by name or ARN.
  public var tableName: String
  /// Asks for a table.
  public init(tableName: String) { self.tableName = tableName }
  static let name = "DescribeTable"
  func write(to writer: inout JSONWriter) { writer.field("TableName", tableName) }
}

/// Begins to remove a table and all it holds.
public struct DeleteTable: DynamoDBOperation {
  /// The table described.
  public typealias Output = TableOutput
  /// The table, by name or ARN.
  public var tableName: String
  /// Asks for a table's removal.
  public init(tableName: String) { self.tableName = tableName }
  static let name = "DeleteTable"
  func write(to writer: inout JSONWriter) { writer.field("TableName", tableName) }
}

/// Names a page of tables.
public struct ListTables: DynamoDBOperation {
  /// The last name of the page before.
  public var exclusiveStartTableName: String?
  /// The most names in the page: 1 to 100.
  public var limit: Int?
  /// Asks for the first page.
  public init(exclusiveStartTableName: String? = nil, limit: Int? = nil) {
    self.exclusiveStartTableName = exclusiveStartTableName
    self.limit = limit
  }

  static let name = "ListTables"

  func write(to writer: inout JSONWriter) {
    writer.field("ExclusiveStartTableName", exclusiveStartTableName)
    writer.field("Limit", limit)
  }

  /// A page of names.
  public struct Output: JSONStructure {
    /// The names.
    public var tableNames: [String] = []
    /// Where the next page begins; `nil` after the last.
    public var lastEvaluatedTableName: String?
    /// No names.
    public init() {}

    mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
      switch name {
      case "TableNames": tableNames = try reader.array { (reader) throws(JSONReader.Fault) in try reader.string() }
      case "LastEvaluatedTableName": lastEvaluatedTableName = try reader.string()
      default: try reader.skip()
      }
    }
  }
}
