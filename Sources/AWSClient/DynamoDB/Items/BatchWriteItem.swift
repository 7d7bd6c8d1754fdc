/// Puts and deletes up to 25 items, of 16 MB in all, each for itself and without conditions.
public struct BatchWriteItem: DynamoDBOperation {
  /// One write.
  public enum Write: Hashable, Sendable {
    /// The whole item.
    case put(AttributeMap)
    /// The key of an item to remove.
    case delete(AttributeMap)
  }

  /// The writes by table; one key at most once.
  public var requestItems: [String: [Write]]
  /// Whether the cost is told.
  public var returnConsumedCapacity: ReturnConsumedCapacity?
  /// Whether collection sizes are told.
  public var returnItemCollectionMetrics: ReturnItemCollectionMetrics?

  /// A request with what it must have; the rest is set after.
  public init(requestItems: [String: [Write]]) { self.requestItems = requestItems }

  static let name = "BatchWriteItem"

  func write(to writer: inout JSONWriter) {
    writer.field("RequestItems", requestItems) { writer, writes in writer.array(writes) { $1.write(to: &$0) } }
    writer.field("ReturnConsumedCapacity", returnConsumedCapacity)
    writer.field("ReturnItemCollectionMetrics", returnItemCollectionMetrics)
  }

  /// What was not written, and the cost.
  public struct Output: JSONStructure {
    /// The writes that must be sent again, by table; empty when all were done.
    public var unprocessedItems: [String: [Write]] = [:]
    /// The cost by table, when asked for.
    public var consumedCapacity: [ConsumedCapacity] = []
    /// The collections' sizes by table, when asked for.
    public var itemCollectionMetrics: [String: [ItemCollectionMetrics]] = [:]
    /// An empty answer.
    public init() {}

    mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
      switch name {
      case "UnprocessedItems":
        unprocessedItems = try reader.dictionary { (reader) throws(JSONReader.Fault) in
          try reader.array { (reader) throws(JSONReader.Fault) in try Write(from: &reader) }
        }
      case "ConsumedCapacity": consumedCapacity = try reader.structures()
      case "ItemCollectionMetrics":
        itemCollectionMetrics = try reader.dictionary { (reader) throws(JSONReader.Fault) in try reader.structures() }
      default: try reader.skip()
      }
    }
  }
}

extension BatchWriteItem.Write {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      switch self {
      case .put(let item):
        writer.name("PutRequest")
        writer.object { $0.field("Item", item) }
      case .delete(let key):
        writer.name("DeleteRequest")
        writer.object { $0.field("Key", key) }
      }
    }
  }

  init(from reader: inout JSONReader) throws(JSONReader.Fault) {
    var write: Self?
    try reader.object { (reader, name) throws(JSONReader.Fault) in
      guard name == "PutRequest" || name == "DeleteRequest", !reader.null() else { return try reader.skip() }
      try reader.object { (reader, member) throws(JSONReader.Fault) in
        let map = try AttributeMap(from: &reader)
        write = member == "Item" ? .put(map) : .delete(map)
      }
    }
    guard let write else { throw reader.fault("a write that neither puts nor deletes") }
    self = write
  }
}
