/// Changes attributes of one item, or makes it.
public struct UpdateItem: DynamoDBOperation {
  /// The table, by name or ARN.
  public var tableName: String
  /// The key: partition key, and sort key where the table has one.
  public var key: AttributeMap
  /// What changes: `SET`, `REMOVE`, `ADD`, `DELETE`.
  public var updateExpression: String?
  /// What must hold for the write; otherwise it fails with `ConditionalCheckFailedException`.
  public var conditionExpression: String?
  /// What each `#name` in the expressions stands for.
  public var expressionAttributeNames: [String: String] = [:]
  /// What each `:value` in the expressions stands for.
  public var expressionAttributeValues: [String: AttributeValue] = [:]
  /// Which attributes are returned.
  public var returnValues: ReturnValues?
  /// Whether the cost is told.
  public var returnConsumedCapacity: ReturnConsumedCapacity?
  /// Whether collection sizes are told.
  public var returnItemCollectionMetrics: ReturnItemCollectionMetrics?
  /// Whether a failed condition returns the item.
  public var returnValuesOnConditionCheckFailure: ReturnValuesOnConditionCheckFailure?

  /// A request with what it must have; the rest is set after.
  public init(tableName: String, key: AttributeMap) {
    self.tableName = tableName
    self.key = key
  }

  static let name = "UpdateItem"

  func write(to writer: inout JSONWriter) {
    writer.field("TableName", tableName)
    writer.field("Key", key)
    writer.field("UpdateExpression", updateExpression)
    writer.field("ConditionExpression", conditionExpression)
    writer.names(expressionAttributeNames)
    writer.values(expressionAttributeValues)
    writer.field("ReturnValues", returnValues)
    writer.field("ReturnConsumedCapacity", returnConsumedCapacity)
    writer.field("ReturnItemCollectionMetrics", returnItemCollectionMetrics)
    writer.field("ReturnValuesOnConditionCheckFailure", returnValuesOnConditionCheckFailure)
  }

  /// The attributes asked for, and the cost.
  public typealias Output = ItemWriteOutput
}
