/// Writes up to 100 items, of 4 MB in all: all of them or none.
public struct TransactWriteItems: DynamoDBOperation {
  /// One part of the transaction. Options that a transaction does not have (`returnValues` and what tells of cost) are not sent.
  public enum Part: Sendable {
    /// Requires a condition of an item that is not written.
    case conditionCheck(ConditionCheck)
    /// Writes an item.
    case put(PutItem)
    /// Changes an item; it needs an update expression.
    case update(UpdateItem)
    /// Removes an item.
    case delete(DeleteItem)
  }

  /// A condition of an item that is not written.
  public struct ConditionCheck: Sendable {
    /// The table, by name or ARN.
    public var tableName: String
    /// The item's key.
    public var key: AttributeMap
    /// What must hold.
    public var conditionExpression: String
    /// What each `#name` in the condition stands for.
    public var expressionAttributeNames: [String: String] = [:]
    /// What each `:value` in the condition stands for.
    public var expressionAttributeValues: [String: AttributeValue] = [:]
    /// Whether a failed condition returns the item.
    public var returnValuesOnConditionCheckFailure: ReturnValuesOnConditionCheckFailure?

    /// A condition.
    public init(tableName: String, key: AttributeMap, conditionExpression: String) {
      self.tableName = tableName
      self.key = key
      self.conditionExpression = conditionExpression
    }

    func write(to writer: inout JSONWriter) {
      writer.field("TableName", tableName)
      writer.field("Key", key)
      writer.field("ConditionExpression", conditionExpression)
      writer.names(expressionAttributeNames)
      writer.values(expressionAttributeValues)
      writer.field("ReturnValuesOnConditionCheckFailure", returnValuesOnConditionCheckFailure)
    }
  }

  /// The parts; one key at most once.
  public var transactItems: [Part]
  /// Names the transaction for ten minutes, so that sending it twice does it once; made by the client where it is absent.
  public var clientRequestToken: String?
  /// Whether the cost is told.
  public var returnConsumedCapacity: ReturnConsumedCapacity?
  /// Whether collection sizes are told.
  public var returnItemCollectionMetrics: ReturnItemCollectionMetrics?

  /// A request with what it must have; the rest is set after.
  public init(transactItems: [Part]) { self.transactItems = transactItems }

  static let name = "TransactWriteItems"

  func write(to writer: inout JSONWriter) {
    writer.field("TransactItems", transactItems) { $1.write(to: &$0) }
    writer.field("ClientRequestToken", clientRequestToken)
    writer.field("ReturnConsumedCapacity", returnConsumedCapacity)
    writer.field("ReturnItemCollectionMetrics", returnItemCollectionMetrics)
  }

  /// The cost.
  public struct Output: JSONStructure {
    /// The cost by table, when asked for.
    public var consumedCapacity: [ConsumedCapacity] = []
    /// The collections' sizes by table, when asked for.
    public var itemCollectionMetrics: [String: [ItemCollectionMetrics]] = [:]
    /// An empty answer.
    public init() {}

    mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
      switch name {
      case "ConsumedCapacity": consumedCapacity = try reader.structures()
      case "ItemCollectionMetrics":
        itemCollectionMetrics = try reader.dictionary { (reader) throws(JSONReader.Fault) in try reader.structures() }
      default: try reader.skip()
      }
    }
  }
}

extension TransactWriteItems.Part {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      switch self {
      case .conditionCheck(let check):
        writer.name("ConditionCheck")
        writer.object { check.write(to: &$0) }
      case .put(var put):
        (put.returnValues, put.returnConsumedCapacity, put.returnItemCollectionMetrics) = (nil, nil, nil)
        writer.name("Put")
        writer.object { put.write(to: &$0) }
      case .update(var update):
        (update.returnValues, update.returnConsumedCapacity, update.returnItemCollectionMetrics) = (nil, nil, nil)
        writer.name("Update")
        writer.object { update.write(to: &$0) }
      case .delete(var delete):
        (delete.returnValues, delete.returnConsumedCapacity, delete.returnItemCollectionMetrics) = (nil, nil, nil)
        writer.name("Delete")
        writer.object { delete.write(to: &$0) }
      }
    }
  }
}
