/// Reads one item.
public struct GetItem: DynamoDBOperation {
  /// The table, by name or ARN.
  public var tableName: String
  /// The key: partition key, and sort key where the table has one.
  public var key: AttributeMap
  /// Whether the read sees every write before it, at twice the cost; not on a global index.
  public var consistentRead: Bool?
  /// Which attributes are returned; without it, all.
  public var projectionExpression: String?
  /// What each `#name` in the expressions stands for.
  public var expressionAttributeNames: [String: String] = [:]
  /// Whether the cost is told.
  public var returnConsumedCapacity: ReturnConsumedCapacity?

  /// A request with what it must have; the rest is set after.
  public init(tableName: String, key: AttributeMap) {
    self.tableName = tableName
    self.key = key
  }

  static let name = "GetItem"

  func write(to writer: inout JSONWriter) {
    writer.field("TableName", tableName)
    writer.field("Key", key)
    writer.field("ConsistentRead", consistentRead)
    writer.field("ProjectionExpression", projectionExpression)
    writer.names(expressionAttributeNames)
    writer.field("ReturnConsumedCapacity", returnConsumedCapacity)
  }

  /// The item, and the cost.
  public struct Output: JSONStructure {
    /// The item; `nil` when there is none.
    public var item: AttributeMap?
    /// The cost, when asked for.
    public var consumedCapacity: ConsumedCapacity?
    /// An empty answer.
    public init() {}

    mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
      switch name {
      case "Item": item = try AttributeMap(from: &reader)
      case "ConsumedCapacity": consumedCapacity = try ConsumedCapacity(from: &reader)
      default: try reader.skip()
      }
    }
  }
}
