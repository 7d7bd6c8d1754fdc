/// Reads a page, of 1 MB at most, of the whole table or index.
public struct Scan: DynamoDBOperation {
  /// The table, by name or ARN.
  public var tableName: String
  /// The index to read in place of the table.
  public var indexName: String?
  /// Which part of a parallel scan, counted from 0.
  public var segment: Int?
  /// In how many parts a parallel scan goes.
  public var totalSegments: Int?
  /// Which attributes are returned.
  public var select: Select?
  /// The most items read (before the filter) for the page.
  public var limit: Int?
  /// Whether the read sees every write before it, at twice the cost; not on a global index.
  public var consistentRead: Bool?
  /// Where the page before ended: its `lastEvaluatedKey`.
  public var exclusiveStartKey: AttributeMap?
  /// Which of the items read are returned; those left out cost as much.
  public var filterExpression: String?
  /// Which attributes are returned; without it, all.
  public var projectionExpression: String?
  /// What each `#name` in the expressions stands for.
  public var expressionAttributeNames: [String: String] = [:]
  /// What each `:value` in the expressions stands for.
  public var expressionAttributeValues: [String: AttributeValue] = [:]
  /// Whether the cost is told.
  public var returnConsumedCapacity: ReturnConsumedCapacity?

  /// A request with what it must have; the rest is set after.
  public init(tableName: String) {
    self.tableName = tableName
  }

  static let name = "Scan"

  func write(to writer: inout JSONWriter) {
    writer.field("TableName", tableName)
    writer.field("IndexName", indexName)
    writer.field("Segment", segment)
    writer.field("TotalSegments", totalSegments)
    writer.field("Select", select)
    writer.field("Limit", limit)
    writer.field("ConsistentRead", consistentRead)
    writer.field("ExclusiveStartKey", exclusiveStartKey)
    writer.field("FilterExpression", filterExpression)
    writer.field("ProjectionExpression", projectionExpression)
    writer.names(expressionAttributeNames)
    writer.values(expressionAttributeValues)
    writer.field("ReturnConsumedCapacity", returnConsumedCapacity)
  }

  /// A page, and the cost.
  public typealias Output = ItemPage
}
