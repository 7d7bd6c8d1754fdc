import Annals

/// The partitions of the index by time: each type has as many as there are shards, so that no partition takes all writes.
enum Feed {
  static func name(of type: ResourceType, shard: Int) -> String { "\(type.name)#\(shard)" }

  static func shard(of key: ItemKey, of count: Int) -> Int { Int(key.stableHash % UInt64(max(count, 1))) }
}
