/// What somebody does with a table, and so may do.
public enum AccessRole: String, CaseIterable, Sendable {
  /// Records operations, and reads nothing.
  case writer
  /// Reads history and statistics. Without a writer's permissions too, days' counts are made anew each time instead of being kept.
  case reader
  /// Everything: also sets the table up, examines it, adopts old records, cleans up and verifies.
  case `operator`

  /// The calls that Annals makes for this. Without indexes, history is read by scans.
  func actions(withIndexes: Bool = true) -> [AccessAction] {
    switch self {
    case .writer: [.getItem, .batchGetItem, .putItem, .updateItem, .batchWriteItem]
    case .reader: [.describeTable, .getItem, .batchGetItem, .query] + (withIndexes ? [] : [.scan])
    case .operator: AccessAction.allCases
    }
  }
}

/// A call to DynamoDB that a policy allows.
enum AccessAction: String, CaseIterable, Sendable {
  case getItem = "GetItem"
  case batchGetItem = "BatchGetItem"
  case query = "Query"
  case putItem = "PutItem"
  case updateItem = "UpdateItem"
  case deleteItem = "DeleteItem"
  case batchWriteItem = "BatchWriteItem"
  case scan = "Scan"
  case describeTable = "DescribeTable"
  case createTable = "CreateTable"
  case updateTable = "UpdateTable"
  case tagResource = "TagResource"
  case describeTimeToLive = "DescribeTimeToLive"
  case updateTimeToLive = "UpdateTimeToLive"
  case describeContinuousBackups = "DescribeContinuousBackups"
  case updateContinuousBackups = "UpdateContinuousBackups"

  /// The action as policies name it.
  var name: String { "dynamodb:\(rawValue)" }

  /// Whether the call looks at the table and not at its items: an examination makes it anyway.
  var describes: Bool {
    switch self {
    case .describeTable, .describeTimeToLive, .describeContinuousBackups: true
    default: false
    }
  }

  /// Whether the call names the keys of its items, so that a policy can be held to those of history. A scan names none.
  var namesItems: Bool {
    switch self {
    case .getItem, .batchGetItem, .query, .putItem, .updateItem, .deleteItem, .batchWriteItem: true
    default: false
    }
  }
}
