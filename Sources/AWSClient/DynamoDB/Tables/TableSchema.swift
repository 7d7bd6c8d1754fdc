/// A key attribute's name and type.
public struct AttributeDefinition: Hashable, JSONStructure {
  /// What a key may be.
  public enum Kind: String, Sendable {
    /// A text.
    case string = "S"
    /// A number.
    case number = "N"
    /// Bytes.
    case binary = "B"
  }

  /// The attribute's name.
  public var attributeName = ""
  /// Its type.
  public var attributeType = Kind.string
  init() {}
  /// Defines an attribute.
  public init(_ attributeName: String, _ attributeType: Kind = .string) {
    self.attributeName = attributeName
    self.attributeType = attributeType
  }

  func write(to writer: inout JSONWriter) {
    writer.field("AttributeName", attributeName)
    writer.field("AttributeType", attributeType)
  }

  mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
    switch name {
    case "AttributeName": attributeName = try reader.string()
    case "AttributeType": attributeType = try reader.word() ?? .string
    default: try reader.skip()
    }
  }
}

/// The part that an attribute has in a key.
public struct KeySchemaElement: Hashable, JSONStructure {
  /// Partition or sort key.
  public enum Role: String, Sendable {
    /// The partition key.
    case hash = "HASH"
    /// The sort key.
    case range = "RANGE"
  }

  /// The attribute's name.
  public var attributeName = ""
  /// Its part.
  public var keyType = Role.hash
  init() {}
  /// A part of a key.
  public init(_ attributeName: String, _ keyType: Role) {
    self.attributeName = attributeName
    self.keyType = keyType
  }

  func write(to writer: inout JSONWriter) {
    writer.field("AttributeName", attributeName)
    writer.field("KeyType", keyType)
  }

  mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
    switch name {
    case "AttributeName": attributeName = try reader.string()
    case "KeyType": keyType = try reader.word() ?? .hash
    default: try reader.skip()
    }
  }
}

/// Which attributes an index holds besides the keys.
public struct Projection: Hashable, JSONStructure {
  /// How many.
  public enum Kind: String, Sendable {
    /// All.
    case all = "ALL"
    /// None.
    case keysOnly = "KEYS_ONLY"
    /// Those named.
    case include = "INCLUDE"
  }

  /// How many.
  public var projectionType = Kind.all
  /// Those named, for `.include`.
  public var nonKeyAttributes: [String] = []
  init() {}
  /// A projection.
  public init(_ projectionType: Kind, nonKeyAttributes: [String] = []) {
    self.projectionType = projectionType
    self.nonKeyAttributes = nonKeyAttributes
  }

  func write(to writer: inout JSONWriter) {
    writer.field("ProjectionType", projectionType)
    writer.field("NonKeyAttributes", nonKeyAttributes) { $0.string($1) }
  }

  mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
    switch name {
    case "ProjectionType": projectionType = try reader.word() ?? .all
    case "NonKeyAttributes": nonKeyAttributes = try reader.array { (reader) throws(JSONReader.Fault) in try reader.string() }
    default: try reader.skip()
    }
  }
}

/// Capacity that is paid for by the hour.
public struct ProvisionedThroughput: Hashable, JSONStructure {
  /// Read units a second.
  public var readCapacityUnits = 0
  /// Write units a second.
  public var writeCapacityUnits = 0
  init() {}
  /// Capacity.
  public init(readCapacityUnits: Int, writeCapacityUnits: Int) {
    self.readCapacityUnits = readCapacityUnits
    self.writeCapacityUnits = writeCapacityUnits
  }

  func write(to writer: inout JSONWriter) {
    writer.field("ReadCapacityUnits", readCapacityUnits)
    writer.field("WriteCapacityUnits", writeCapacityUnits)
  }

  mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
    switch name {
    case "ReadCapacityUnits": readCapacityUnits = try reader.int()
    case "WriteCapacityUnits": writeCapacityUnits = try reader.int()
    default: try reader.skip()
    }
  }
}

/// An index to make with its table, or to add to it.
public struct SecondaryIndex: Hashable, Sendable {
  /// The index's name.
  public var indexName: String
  /// Its keys.
  public var keySchema: [KeySchemaElement]
  /// What it holds.
  public var projection: Projection
  /// Its capacity, where the table is provisioned; a local index has none of its own.
  public var provisionedThroughput: ProvisionedThroughput?

  /// An index.
  public init(
    indexName: String, keySchema: [KeySchemaElement], projection: Projection, provisionedThroughput: ProvisionedThroughput? = nil
  ) {
    self.indexName = indexName
    self.keySchema = keySchema
    self.projection = projection
    self.provisionedThroughput = provisionedThroughput
  }

  func write(to writer: inout JSONWriter) {
    writer.field("IndexName", indexName)
    writer.field("KeySchema", keySchema) { writer, element in writer.object { element.write(to: &$0) } }
    writer.structure("Projection", projection) { $1.write(to: &$0) }
    writer.structure("ProvisionedThroughput", provisionedThroughput) { $1.write(to: &$0) }
  }
}

extension JSONReader {
  /// Reads one of an enumeration's words; `nil` for one that is not known yet.
  mutating func word<Word: RawRepresentable<String>>() throws(Fault) -> Word? { Word(rawValue: try string()) }
}

extension JSONWriter {
  /// A member that is a structure; left out where it is nil.
  mutating func structure<Value>(_ name: String, _ value: Value?, _ write: (inout JSONWriter, Value) -> Void) {
    guard let value else { return }
    self.name(name)
    object { write(&$0, value) }
  }
}
