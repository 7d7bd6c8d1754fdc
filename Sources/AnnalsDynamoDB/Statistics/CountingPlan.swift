import AWSClient
import Annals

/// Which days of a type are counted from the index, and which of these counts may be kept.
struct CountingPlan: Sendable {
  let type: ResourceType
  /// The days that are asked for.
  let days: ClosedRange<Int64>
  /// The ranges of days to count.
  let runs: [ClosedRange<Int64>]
  /// The day up to which all days had been counted.
  private let through: Int64?
  private let marked: Set<Int64>
  private let outdated: Set<Int64>

  init(type: ResourceType, days: ClosedRange<Int64>, settings: StatisticsSettings, kept: KeptCounts, second: Int) {
    self.type = type
    self.days = days
    through = kept.through[type]
    marked = Set(settings.markedDays.filter(days.contains))
    outdated = Set(kept.outdated(at: second).filter { $0.type == type }.map(\.day))
    guard let through else {
      runs = [days]
      return
    }
    let open = max(through + 1, days.lowerBound)
    runs = DayRuns.covering(
      marked.union(outdated).filter { $0 <= through }, open <= days.upperBound ? [open...days.upperBound] : [])
  }

  func isCounted(_ day: Int64) -> Bool { runs.contains { $0.contains(day) } }

  /// Whether the day's right counts are kept after this.
  func isAnswered(_ day: Int64, closed: Int64) -> Bool { isCounted(day) && day <= (countedThrough(closed: closed) ?? through ?? .min) }

  /// Up to which day all will have been counted; `nil` where that does not change.
  func countedThrough(closed: Int64) -> Int64? {
    let begins = through.map { $0 + 1 } ?? Timestamp(microseconds: .min).day
    guard let run = runs.last(where: { $0.contains(begins) }) else { return nil }
    let reached = min(run.upperBound, closed)
    return reached >= begins ? reached : nil
  }

  /// The days whose counts are to be kept now: those that are over, and were not counted, or not rightly.
  func keptAfter(closed: Int64, unsettled: Set<Int64>, stored: Set<Int64>, found: Set<Int64>) -> [Int64] {
    let reached = countedThrough(closed: closed) ?? through ?? .min
    return stored.union(found).filter { day in
      guard isCounted(day), day <= reached, !unsettled.contains(day) else { return false }
      return marked.contains(day) || outdated.contains(day) || day > through ?? .min || through == nil
    }.sorted()
  }
}

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

  /// The days that cannot be taken as they are: torn, or with records that have expired since.
  func outdated(at second: Int) -> [CountedDay] {
    items.keys.filter { day in
      guard let counts = counts[day] else { return true }
      return counts.firstExpiry.map { $0 <= second } ?? false
    }
  }
}

extension TableAccess {
  /// All items of a partition between two sort keys, as every write before left them.
  func items(in partition: String, from lower: String, to upper: String) async throws -> [AttributeMap] {
    var query = Query(tableName: name, keyConditionExpression: "PK = :p AND SK BETWEEN :l AND :u")
    query.expressionAttributeValues = [":p": .s(partition), ":l": .s(lower), ":u": .s(upper)]
    query.consistentRead = true
    var items: [AttributeMap] = []
    repeat {
      let page = try await self.query(query)
      items += page.items
      query.exclusiveStartKey = page.lastEvaluatedKey
    } while query.exclusiveStartKey != nil
    return items
  }
}

extension Counts {
  /// The counts of several partitions together.
  init(merging parts: [Counts]) {
    self.init()
    for part in parts { add(part) }
  }
}
