/// Turns point-in-time recovery on or off.
public struct UpdateContinuousBackups: DynamoDBOperation {
  /// Whether a table can be put back.
  public typealias Output = ContinuousBackupsOutput
  /// The table, by name or ARN.
  public var tableName: String
  /// On or off.
  public var isEnabled: Bool

  /// Turns it on or off.
  public init(tableName: String, isEnabled: Bool) {
    self.tableName = tableName
    self.isEnabled = isEnabled
  }

  static let name = "UpdateContinuousBackups"

  func write(to writer: inout JSONWriter) {
    writer.field("TableName", tableName)
    writer.structure("PointInTimeRecoverySpecification", isEnabled) { $0.field("PointInTimeRecoveryEnabled", $1) }
  }
}

/// Asks whether a table can be put back to an earlier moment.
public struct DescribeContinuousBackups: DynamoDBOperation {
  /// Whether a table can be put back.
  public typealias Output = ContinuousBackupsOutput
  /// The table, by name or ARN.
  public var tableName: String
  /// Asks for a table.
  public init(tableName: String) { self.tableName = tableName }
  static let name = "DescribeContinuousBackups"
  func write(to writer: inout JSONWriter) { writer.field("TableName", tableName) }
}

/// Whether a table can be put back to an earlier moment.
public struct ContinuousBackupsOutput: JSONStructure {
  /// Whether it can.
  public var isPointInTimeRecoveryEnabled = false
  /// It cannot.
  public init() {}

  mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
    switch name {
    case "ContinuousBackupsDescription", "PointInTimeRecoveryDescription":
      try reader.object { (reader, name) throws(JSONReader.Fault) in try read(name, from: &reader) }
    case "PointInTimeRecoveryStatus": isPointInTimeRecoveryEnabled = try reader.string() == "ENABLED"
    default: try reader.skip()
    }
  }
}
