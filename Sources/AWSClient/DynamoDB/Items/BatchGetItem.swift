/// Reads up to 100 items, of 16 MB in all.
public struct BatchGetItem: DynamoDBOperation {
  /// What is read of one table.
  public struct KeysAndAttributes: JSONStructure, Hashable {
    /// The keys; each at most once.
    public var keys: [AttributeMap] = []
    /// Which attributes are returned; without it, all.
    public var projectionExpression: String?
    /// What each `#name` in the projection stands for.
    public var expressionAttributeNames: [String: String] = [:]
    /// Whether the read sees every write before it, at twice the cost.
    public var consistentRead: Bool?

    /// Nothing yet.
    public init() {}
    /// These keys.
    public init(keys: [AttributeMap]) { self.keys = keys }

    func write(to writer: inout JSONWriter) {
      writer.field("Keys", keys) { $1.write(to: &$0) }
      writer.field("ProjectionExpression", projectionExpression)
      writer.names(expressionAttributeNames)
      writer.field("ConsistentRead", consistentRead)
    }

    mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
      switch name {
      case "Keys": keys = try reader.items()
      case "ProjectionExpression": projectionExpression = try reader.string()
      case "ExpressionAttributeNames":
        expressionAttributeNames = try reader.dictionary { (reader) throws(JSONReader.Fault) in try reader.string() }
      case "ConsistentRead": consistentRead = try reader.bool()
      default: try reader.skip()
      }
    }
  }

  /// What is read, by table.
  public var requestItems: [String: KeysAndAttributes]
  /// Whether the cost is told.
  public var returnConsumedCapacity: ReturnConsumedCapacity?

  /// A request with what it must have; the rest is set after.
  public init(requestItems: [String: KeysAndAttributes]) { self.requestItems = requestItems }

  static let name = "BatchGetItem"

  func write(to writer: inout JSONWriter) {
    writer.field("RequestItems", requestItems) { writer, part in writer.object { part.write(to: &$0) } }
    writer.field("ReturnConsumedCapacity", returnConsumedCapacity)
  }

  /// The items found, what was not read, and the cost.
  public struct Output: JSONStructure {
    /// The items by table, in no order; keys without an item are absent.
    public var responses: [String: [AttributeMap]] = [:]
    /// What must be asked again, by table; empty when all was read.
    public var unprocessedKeys: [String: KeysAndAttributes] = [:]
    /// The cost by table, when asked for.
    public var consumedCapacity: [ConsumedCapacity] = []
    /// An empty answer.
    public init() {}

    mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
      switch name {
      case "Responses": responses = try reader.dictionary { (reader) throws(JSONReader.Fault) in try reader.items() }
      case "UnprocessedKeys":
        unprocessedKeys = try reader.dictionary { (reader) throws(JSONReader.Fault) in try KeysAndAttributes(from: &reader) }
      case "ConsumedCapacity": consumedCapacity = try reader.structures()
      default: try reader.skip()
      }
    }
  }
}
