/// Begins to change a table: one kind of change at a time, and one new index at a time.
public struct UpdateTable: DynamoDBOperation {
  /// The table described.
  public typealias Output = TableOutput

  /// A change of a global index.
  public enum IndexUpdate: Hashable, Sendable {
    /// Adds an index and fills it.
    case create(SecondaryIndex)
    /// Changes an index's capacity.
    case update(indexName: String, ProvisionedThroughput)
    /// Removes an index.
    case delete(indexName: String)
  }

  /// The table, by name or ARN.
  public var tableName: String
  /// The types of a new index's keys.
  public var attributeDefinitions: [AttributeDefinition] = []
  /// Changes of global indexes.
  public var globalSecondaryIndexUpdates: [IndexUpdate] = []
  /// How it is paid for.
  public var billingMode: BillingMode?
  /// Its capacity.
  public var provisionedThroughput: ProvisionedThroughput?
  /// Its stream.
  public var streamSpecification: StreamSpecification?
  /// The key it is encrypted with.
  public var sseSpecification: SSESpecification?
  /// What storage costs.
  public var tableClass: TableClass?
  /// Whether it refuses to be removed.
  public var deletionProtectionEnabled: Bool?

  /// A request for a table; the changes are set after.
  public init(tableName: String) { self.tableName = tableName }

  static let name = "UpdateTable"

  func write(to writer: inout JSONWriter) {
    writer.field("TableName", tableName)
    writer.field("AttributeDefinitions", attributeDefinitions) { writer, definition in writer.object { definition.write(to: &$0) } }
    writer.field("GlobalSecondaryIndexUpdates", globalSecondaryIndexUpdates) { $1.write(to: &$0) }
    writer.field("BillingMode", billingMode)
    writer.structure("ProvisionedThroughput", provisionedThroughput) { $1.write(to: &$0) }
    writer.structure("StreamSpecification", streamSpecification) { $1.write(to: &$0) }
    writer.structure("SSESpecification", sseSpecification) { $1.write(to: &$0) }
    writer.field("TableClass", tableClass)
    writer.field("DeletionProtectionEnabled", deletionProtectionEnabled)
  }
}

extension UpdateTable.IndexUpdate {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      switch self {
      case .create(let index): writer.structure("Create", index) { $1.write(to: &$0) }
      case .update(let name, let throughput):
        writer.structure("Update", throughput) { writer, throughput in
          writer.field("IndexName", name)
          writer.structure("ProvisionedThroughput", throughput) { $1.write(to: &$0) }
        }
      case .delete(let name): writer.structure("Delete", name) { $0.field("IndexName", $1) }
      }
    }
  }
}
