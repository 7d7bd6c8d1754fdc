import AWSClient
import Annals

/// The key of an item: where a record, a text or a setting lies in the table.
struct ItemKey: Hashable, Sendable {
  let partition: String
  let sort: String

  init(_ partition: String, _ sort: String) {
    self.partition = partition
    self.sort = sort
  }

  /// The key of an item; `nil` where it has none of texts.
  init?(_ item: AttributeMap) {
    guard let partition = item[HistoryTable.partitionKey]?.string, let sort = item[HistoryTable.sortKey]?.string else { return nil }
    self.init(partition, sort)
  }

  /// The key of a record.
  init(_ position: RecordPosition) { self.init(Self.partition(of: position.resource), Self.sort(of: position.key)) }

  var attributes: AttributeMap { [HistoryTable.partitionKey: .s(partition), HistoryTable.sortKey: .s(sort)] }

  /// What every key of history begins with.
  static let historyPrefix = "HISTORY#"
  /// What every record's sort key begins with.
  static let recordPrefix = "OPERATION#"
  /// Where settings lie: the registry, and which days' counts are not to be trusted.
  static let settings = "HISTORY#SETTINGS"
  /// Where counts of days lie.
  static let statistics = "HISTORY#STATISTICS"

  static func partition(of resource: Resource) -> String { "HISTORY#\(resource.type.name)#\(resource.id)" }
  static func sort(of key: SortKey) -> String {
    "OPERATION#\(key.timestamp)#\(key.kind.rawValue)" + (key.token.map { "#\($0)" } ?? "")
  }

  /// Whether this is a record's key, as far as a key tells.
  var isRecord: Bool { partition.utf8.starts(with: Self.historyPrefix.utf8) && sort.utf8.starts(with: Self.recordPrefix.utf8) }

  /// A hash that is the same in every process and version: 64-bit FNV-1a, its bits mixed once more.
  ///
  /// Source: RFC 9923; the mixing is SplitMix64's, for FNV's low bits alone spread poorly.
  var stableHash: UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ bytes: String.UTF8View) { for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 } }
    add(partition.utf8)
    hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01B3
    add(sort.utf8)
    hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
    return hash ^ (hash >> 31)
  }

  /// By bytes: Swift takes two spellings of "é" for one, DynamoDB does not.
  static func == (left: ItemKey, right: ItemKey) -> Bool {
    left.partition.utf8.elementsEqual(right.partition.utf8) && left.sort.utf8.elementsEqual(right.sort.utf8)
  }
}
