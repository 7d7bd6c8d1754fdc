import AWSClient
import Annals

/// Finds in the table how many reads those READs stand for of which the index does not tell.
///
/// These are READs in an index that was made before it held that (an index cannot be changed, only made anew), and older READs. Others cost
/// nothing here.
struct ReadLookup: Sendable {
  private let reader: ItemReader

  init(_ table: TableAccess) { reader = ItemReader(table) }

  /// The records as they came, each READ with what it stands for.
  func completed(_ records: [StoredRecord]) async throws -> [StoredRecord] {
    let open = records.indices.filter { records[$0].reads == nil }
    guard !open.isEmpty else { return records }
    let items = try await reader.items(
      open.map { records[$0].key }, projection: [HistoryTable.partitionKey, HistoryTable.sortKey, Attribute.reads, Attribute.metadata])
    var records = records
    for index in open { records[index].reads = items[records[index].key].flatMap(StoredRecord.reads(in:)) ?? 1 }
    return records
  }
}
