/// How many reads a READ stands for, as `metadata.reads.count` says it.
package enum ReadCount {
  /// The most that one record may say, so that no sum of records overflows.
  package static let limit = 1_000_000_000
  /// The member of the metadata that tells what a READ stands for.
  package static let name = "reads"

  /// The count that metadata says: a whole number from 0 to a billion, written as one; 1 where there is none.
  package static func count(in metadata: JSONObject) -> Int {
    guard !metadata.isEmpty, let count = metadata[name]?.object?["count"]?.number?.int, (0...limit).contains(count) else { return 1 }
    return count
  }
}

extension HistoryRecord {
  /// How many reads the record stands for: none unless it is a READ, else what `metadata.reads.count` says, or 1.
  public var representedReads: Int { operation == .read ? ReadCount.count(in: metadata) : 0 }
}
