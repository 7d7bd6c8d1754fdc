public import AWSClient

/// What a table has for history: its keys, its indexes, and the names of what Annals adds to a record's fields.
public enum HistoryTable {
  /// The partition key's name.
  public static let partitionKey = "PK"
  /// The sort key's name.
  public static let sortKey = "SK"
  /// The attribute that holds the second of expiry, counted from 1970.
  public static let expiryAttribute = "expires_at"
  /// The index that lists the records of a type and shard by time.
  public static let timeIndex = "history-by-time"
  /// The index that lists a user's records by time.
  public static let userIndex = "history-by-user"

  /// The table's keys.
  public static let keySchema = [KeySchemaElement(partitionKey, .hash), KeySchemaElement(sortKey, .range)]

  /// The index by time. It holds what lists show, and what READs stand for, not the states.
  public static var timeIndexDefinition: SecondaryIndex { index(timeIndex, Attribute.feed, listAttributes + [Attribute.reads]) }
  /// The index by user.
  public static var userIndexDefinition: SecondaryIndex { index(userIndex, Attribute.userKey, listAttributes) }

  /// The types of all keys.
  public static let attributeDefinitions = [partitionKey, sortKey, Attribute.feed, Attribute.userKey].map { AttributeDefinition($0) }

  /// The request that makes a table for history, with both indexes; without them, history is read by scans.
  public static func createTable(_ name: String, withIndexes: Bool = true) -> CreateTable {
    var request = CreateTable(
      tableName: name, keySchema: keySchema,
      attributeDefinitions: withIndexes ? attributeDefinitions : Array(attributeDefinitions.prefix(2)))
    if withIndexes { request.globalSecondaryIndexes = [timeIndexDefinition, userIndexDefinition] }
    return request
  }

  private static func index(_ name: String, _ key: String, _ attributes: [String]) -> SecondaryIndex {
    SecondaryIndex(
      indexName: name, keySchema: [KeySchemaElement(key, .hash), KeySchemaElement(sortKey, .range)],
      projection: Projection(.include, nonKeyAttributes: attributes))
  }

  /// What the indexes hold besides keys, and what they cannot do without.
  static let listAttributes = [
    Attribute.id, Attribute.operation, Attribute.type, Attribute.resourceID, Attribute.timestamp, Attribute.user, Attribute.success,
    Attribute.expiry, Attribute.texts,
  ]
}

/// The names of a record's attributes.
enum Attribute {
  static let id = "history_id"
  static let operation = "operation_type"
  static let type = "resource_type"
  static let resourceID = "resource_id"
  static let timestamp = "timestamp"
  static let user = "user_id"
  static let before = "before_state"
  static let after = "after_state"
  static let metadata = "metadata"

  /// `TYPE#shard`, the key of the index by time.
  static let feed = "history_feed"
  /// The user, the key of the index by user.
  static let userKey = "history_user"
  /// `false` where the operation failed.
  static let success = "success"
  /// How many reads a READ stands for. Each has it, so that one without it, as it stands in an index, is known to be older than this or to be
  /// in an index that does not hold it. A CREATE that is a baseline has a zero here, so that the index tells it.
  static let reads = "represented_reads"
  static let expiry = HistoryTable.expiryAttribute
  /// A name of the record's last rewriting; one that was never rewritten has none. What was read is as it was where this is the same.
  static let revision = "revision"
  /// The digests of the kept texts that the record points at.
  static let texts = "kept_texts"
  /// How numbers were written, where DynamoDB writes them in another way.
  static let numberTexts = "number_texts"
  /// States and metadata as compressed JSON, where a native map cannot hold them exactly.
  static let exact = "exact_states"
  /// The digest of the kept text that holds states and metadata, where they do not fit the item.
  static let overflow = "kept_states"
}
