/// Reads up to 100 items, of 4 MB in all, as they were at one moment.
public struct TransactGetItems: DynamoDBOperation {
  /// One item to read; `consistentRead` and the cost's options are the transaction's and not sent.
  public var transactItems: [GetItem]
  /// Whether the cost is told.
  public var returnConsumedCapacity: ReturnConsumedCapacity?

  /// A request with what it must have; the rest is set after.
  public init(transactItems: [GetItem]) { self.transactItems = transactItems }

  static let name = "TransactGetItems"

  func write(to writer: inout JSONWriter) {
    writer.field("TransactItems", transactItems) { writer, item in
      var item = item
      (item.consistentRead, item.returnConsumedCapacity) = (nil, nil)
      writer.object { writer in
        writer.name("Get")
        writer.object { item.write(to: &$0) }
      }
    }
    writer.field("ReturnConsumedCapacity", returnConsumedCapacity)
  }

  /// The items, and the cost.
  public struct Output: JSONStructure {
    /// The items in the order of the request; `nil` where there is none.
    public var responses: [AttributeMap?] = []
    /// The cost by table, when asked for.
    public var consumedCapacity: [ConsumedCapacity] = []
    /// An empty answer.
    public init() {}

    mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
      switch name {
      case "Responses": responses = try reader.structures(GetItem.Output.self).map(\.item)
      case "ConsumedCapacity": consumedCapacity = try reader.structures()
      default: try reader.skip()
      }
    }
  }
}
