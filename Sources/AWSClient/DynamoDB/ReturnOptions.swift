/// Which attributes a write answers with.
public enum ReturnValues: String, Sendable {
  /// None.
  case none = "NONE"
  /// All, as they were before.
  case allOld = "ALL_OLD"
  /// Those that were changed, as they were before.
  case updatedOld = "UPDATED_OLD"
  /// All, as they are after.
  case allNew = "ALL_NEW"
  /// Those that were changed, as they are after.
  case updatedNew = "UPDATED_NEW"
}

/// Whether a failed condition answers with the item that failed it.
public enum ReturnValuesOnConditionCheckFailure: String, Sendable {
  /// It does not.
  case none = "NONE"
  /// It does: ``AWSError/conditionCheckItem``.
  case allOld = "ALL_OLD"
}

/// Whether the answer tells what the call cost.
public enum ReturnConsumedCapacity: String, Sendable {
  /// It does not.
  case none = "NONE"
  /// In sum.
  case total = "TOTAL"
  /// In sum, for the table and for each index.
  case indexes = "INDEXES"
}

/// Whether the answer tells how large the collections of a table with local indexes became.
public enum ReturnItemCollectionMetrics: String, Sendable {
  /// It does not.
  case none = "NONE"
  /// It does.
  case size = "SIZE"
}

/// Which attributes a query or scan answers with.
public enum Select: String, Sendable {
  /// All of the item; on an index that projects fewer, at the cost of a read of the table.
  case allAttributes = "ALL_ATTRIBUTES"
  /// Those the index has.
  case allProjectedAttributes = "ALL_PROJECTED_ATTRIBUTES"
  /// Those of the projection expression.
  case specificAttributes = "SPECIFIC_ATTRIBUTES"
  /// None, only how many items match.
  case count = "COUNT"
}
