/// What a call cost, in capacity units.
public struct ConsumedCapacity: JSONStructure, Hashable {
  /// What one table or index took part with.
  public struct Share: JSONStructure, Hashable {
    /// Units in sum.
    public var capacityUnits = 0.0
    /// Read units, where they are told apart.
    public var readCapacityUnits: Double?
    /// Write units, where they are told apart.
    public var writeCapacityUnits: Double?
    /// No units.
    public init() {}

    mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
      switch name {
      case "CapacityUnits": capacityUnits = try reader.double()
      case "ReadCapacityUnits": readCapacityUnits = try reader.double()
      case "WriteCapacityUnits": writeCapacityUnits = try reader.double()
      default: try reader.skip()
      }
    }
  }

  /// The table, by name or ARN.
  public var tableName: String?
  /// In sum.
  public var total = Share()
  /// The table's share, where indexes were asked for.
  public var table: Share?
  /// The local indexes' shares.
  public var localSecondaryIndexes: [String: Share] = [:]
  /// The global indexes' shares.
  public var globalSecondaryIndexes: [String: Share] = [:]
  /// No cost.
  public init() {}

  mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
    switch name {
    case "TableName": tableName = try reader.string()
    case "Table": table = try Share(from: &reader)
    case "LocalSecondaryIndexes":
      localSecondaryIndexes = try reader.dictionary { (reader) throws(JSONReader.Fault) in try Share(from: &reader) }
    case "GlobalSecondaryIndexes":
      globalSecondaryIndexes = try reader.dictionary { (reader) throws(JSONReader.Fault) in try Share(from: &reader) }
    default: try total.read(name, from: &reader)
    }
  }
}

/// How large the items of one partition key are together, in a table with local indexes.
public struct ItemCollectionMetrics: JSONStructure, Hashable {
  /// The partition key.
  public var itemCollectionKey = AttributeMap()
  /// Lower and upper estimate, in gigabytes.
  public var sizeEstimateRangeGB: [Double] = []
  /// Nothing known.
  public init() {}

  mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
    switch name {
    case "ItemCollectionKey": itemCollectionKey = try AttributeMap(from: &reader)
    case "SizeEstimateRangeGB": sizeEstimateRangeGB = try reader.array { (reader) throws(JSONReader.Fault) in try reader.double() }
    default: try reader.skip()
    }
  }
}
