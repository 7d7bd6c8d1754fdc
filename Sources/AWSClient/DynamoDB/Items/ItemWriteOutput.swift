/// What a write of one item answers.
public struct ItemWriteOutput: JSONStructure {
  /// The attributes asked for with `returnValues`.
  public var attributes: AttributeMap?
  /// The cost, when asked for.
  public var consumedCapacity: ConsumedCapacity?
  /// The collection's size, when asked for.
  public var itemCollectionMetrics: ItemCollectionMetrics?
  /// An empty answer.
  public init() {}

  mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
    switch name {
    case "Attributes": attributes = try AttributeMap(from: &reader)
    case "ConsumedCapacity": consumedCapacity = try ConsumedCapacity(from: &reader)
    case "ItemCollectionMetrics": itemCollectionMetrics = try ItemCollectionMetrics(from: &reader)
    default: try reader.skip()
    }
  }
}
