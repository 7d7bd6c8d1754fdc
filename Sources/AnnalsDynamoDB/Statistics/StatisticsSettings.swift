import Annals

/// The registry, and which days are marked, all of one moment.
struct StatisticsSettings: Sendable {
  let registry: HistoryRegistry
  let marked: [MarkedDays]

  init(_ table: TableAccess) async throws {
    let items = try await table.items(in: ItemKey.settings, from: " ", to: "~")
    marked = items.compactMap { MarkedDays($0) }
    registry = HistoryRegistry(items.first { ItemKey($0) == HistoryRegistry.key }, shards: table.configuration.shards)
  }

  var markedDays: [Int64] { marked.flatMap(\.marks.keys) }

  /// The days whose marks are all old enough.
  func settledDays(at moment: Timestamp, settle: Duration) -> Set<Int64> {
    let newest = Int(moment.advanced(byMicroseconds: -settle.microseconds).microseconds / 1000)
    var settled = Set(markedDays)
    for days in marked { for (day, mark) in days.marks where mark > newest { settled.remove(day) } }
    return settled
  }
}
