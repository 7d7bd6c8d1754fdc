/// Turns the expiry of items on or off; at most once an hour for a table.
public struct UpdateTimeToLive: DynamoDBOperation {
  /// The table, by name or ARN.
  public var tableName: String
  /// The attribute that holds the second of expiry, counted from 1970.
  public var attributeName: String
  /// On or off.
  public var isEnabled: Bool

  /// Turns it on or off.
  public init(tableName: String, attributeName: String, isEnabled: Bool) {
    self.tableName = tableName
    self.attributeName = attributeName
    self.isEnabled = isEnabled
  }

  static let name = "UpdateTimeToLive"

  func write(to writer: inout JSONWriter) {
    writer.field("TableName", tableName)
    writer.structure("TimeToLiveSpecification", attributeName) { writer, attributeName in
      writer.field("AttributeName", attributeName)
      writer.field("Enabled", isEnabled)
    }
  }

  /// What was taken up.
  public struct Output: JSONStructure {
    /// The attribute.
    public var attributeName: String?
    /// On or off.
    public var isEnabled = false
    /// Nothing taken up.
    public init() {}

    mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
      guard name == "TimeToLiveSpecification" else { return try reader.skip() }
      try reader.object { (reader, name) throws(JSONReader.Fault) in
        switch name {
        case "AttributeName": attributeName = try reader.string()
        case "Enabled": isEnabled = try reader.bool()
        default: try reader.skip()
        }
      }
    }
  }
}

/// Asks whether items expire, and by which attribute.
public struct DescribeTimeToLive: DynamoDBOperation {
  /// The table, by name or ARN.
  public var tableName: String
  /// Asks for a table.
  public init(tableName: String) { self.tableName = tableName }
  static let name = "DescribeTimeToLive"
  func write(to writer: inout JSONWriter) { writer.field("TableName", tableName) }

  /// Whether items expire.
  public struct Output: JSONStructure {
    /// On, off, or on the way.
    public enum Status: String, Sendable {
      /// Being turned on.
      case enabling = "ENABLING"
      /// Being turned off.
      case disabling = "DISABLING"
      /// On.
      case enabled = "ENABLED"
      /// Off.
      case disabled = "DISABLED"
    }

    /// On, off, or on the way.
    public var status = Status.disabled
    /// The attribute.
    public var attributeName: String?
    /// Off.
    public init() {}

    mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
      guard name == "TimeToLiveDescription" else { return try reader.skip() }
      try reader.object { (reader, name) throws(JSONReader.Fault) in
        switch name {
        case "TimeToLiveStatus": status = try reader.word() ?? .disabled
        case "AttributeName": attributeName = try reader.string()
        default: try reader.skip()
        }
      }
    }
  }
}
