/// A page of a query or scan, and its cost.
public struct ItemPage: JSONStructure {
  /// The items of the page.
  public var items: [AttributeMap] = []
  /// How many items were returned.
  public var count: Int = 0
  /// How many items were read before the filter.
  public var scannedCount: Int = 0
  /// Where the next page begins; `nil` after the last.
  public var lastEvaluatedKey: AttributeMap?
  /// The cost, when asked for.
  public var consumedCapacity: ConsumedCapacity?
  /// An empty answer.
  public init() {}

  mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
    switch name {
    case "Items": items = try reader.items()
    case "Count": count = try reader.int()
    case "ScannedCount": scannedCount = try reader.int()
    case "LastEvaluatedKey": lastEvaluatedKey = try AttributeMap(from: &reader)
    case "ConsumedCapacity": consumedCapacity = try ConsumedCapacity(from: &reader)
    default: try reader.skip()
    }
  }
}
