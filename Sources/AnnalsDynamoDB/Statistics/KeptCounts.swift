import AWSClient
import Annals

/// The kept counts of a range of days.
struct KeptCounts: Sendable {
  /// Up to which day all days of a type were counted.
  let through: [ResourceType: Int64]
  let items: [CountedDay: [AttributeMap]]
  let counts: [CountedDay: Counts]

  init(_ table: TableAccess, days: ClosedRange<Int64>) async throws {
    // Read before the counts: a later "all is counted" would belong to counts that were not read.
    let marks = try await table.items(in: ItemKey.statistics, from: CountedThrough.prefix, to: CountedThrough.prefix + "~")
    through = Dictionary(marks.compactMap(CountedThrough.reading).map { ($0.type, $0.day) }) { max($0, $1) }
    let found = try await table.items(
      in: ItemKey.statistics, from: Rollup.sortKey(of: days.lowerBound), to: Rollup.sortKey(of: days.upperBound) + "~")
    var items: [CountedDay: [AttributeMap]] = [:]
    for item in found { if let day = Rollup.day(of: item) { items[day, default: []].append(item) } }
    self.items = items
    counts = items.compactMapValues(Rollup.counts(in:))
  }

  /// Removes what was kept of days that are over and are marked: they are counted from the index until they are kept anew.
  static func forget(_ days: Set<CountedDay>, in table: TableAccess, _ writer: ItemWriter) async throws {
    let today = table.configuration.now().day
    let items = try await concurrently(days.filter { $0.day < today }.sorted { $0.day < $1.day }, limit: 8) { day in
      let sort = Rollup.key(day).sort
      return try await table.items(in: ItemKey.statistics, from: sort, to: sort + "#~").filter { Rollup.day(of: $0) == day }
    }
    let keys = items.flatMap { $0 }.compactMap { ItemKey($0) }
    if !keys.isEmpty { try await writer.write(keys.map { .delete($0.attributes) }) }
  }

  /// The days that cannot be taken as they are: torn, kept by an older version, or with records that have expired since.
  func outdated(at second: Int) -> [CountedDay] {
    items.keys.filter { day in
      guard let counts = counts[day] else { return true }
      return counts.firstExpiry.map { $0 <= second } ?? false
    }
  }
}
