import AWSClient
import Annals

/// A record's item as an adoption meets it.
enum OldRecord {
  /// It has what the indexes need.
  case adopted
  /// It lacks that.
  case open(StoredRecord, hasFailed: Bool)
  /// It stays as it is; the reason.
  case unreadable(String)

  /// Reads an item whose keys begin as a record's do.
  init(_ item: AttributeMap, _ key: ItemKey) {
    if item[Attribute.feed] != nil {
      self = .adopted
    } else if let record = StoredRecord(item) {
      self = .open(record, hasFailed: record.isFailed)
    } else {
      self = .unreadable(Self.fault(of: key))
    }
  }

  /// Which part of a key is no record's.
  private static func fault(of key: ItemKey) -> String {
    let place = key.partition.utf8.dropFirst(ItemKey.historyPrefix.utf8.count)
    guard let mark = place.firstIndex(of: UInt8(ascii: "#")) else { return "PK names no resource id" }
    guard (try? ResourceType(String(Substring(place[..<mark])))) != nil else { return "PK names no valid resource type" }
    let id = String(Substring(place[place.index(after: mark)...]))
    guard (1...1024).contains(id.utf8.count) else { return "PK names a resource id that is not of 1 to 1,024 bytes" }
    let parts = key.sort.utf8.dropFirst(ItemKey.recordPrefix.utf8.count)
      .split(separator: UInt8(ascii: "#"), maxSplits: 2, omittingEmptySubsequences: false).map { String(Substring($0)) }
    guard let moment = parts.first, (try? Timestamp(moment)) != nil else { return "SK names no moment" }
    guard parts.count < 3 || (try? RecordToken(parts[2])) != nil else { return "SK ends with what is no token" }
    return "SK names no operation"
  }
}

extension StoredRecord {
  /// The request that gives an old record what the indexes need. What else it has stays as it is.
  func adoption(shards: Int, hasFailed: Bool, in table: String) -> UpdateItem {
    let type = position.resource.type
    var update = UpdateItem(tableName: table, key: key.attributes)
    update.updateExpression =
      "SET #feed = :feed, #key = :user, #ok = if_not_exists(#ok, :ok), #type = if_not_exists(#type, :type), "
      + "#id = if_not_exists(#id, :id)"
    update.conditionExpression = "attribute_exists(#pk) AND attribute_not_exists(#feed)"
    update.expressionAttributeNames = [
      "#feed": Attribute.feed, "#key": Attribute.userKey, "#ok": Attribute.success, "#type": Attribute.type, "#id": Attribute.resourceID,
      "#pk": HistoryTable.partitionKey,
    ]
    update.expressionAttributeValues = [
      ":feed": .s(Feed.name(of: type, shard: Feed.shard(of: key, of: shards))), ":user": .s(user.id), ":ok": .bool(!hasFailed),
      ":type": .s(type.name), ":id": .s(position.resource.id),
    ]
    return update
  }
}
