import AWSClient
import Annals

/// How many records of a type there are on a day.
struct Counts: Equatable, Sendable {
  var kinds: [OperationKind: Int] = [:]
  var users: [User: Int] = [:]
  var failed = 0
  /// How many reads the READs among them stand for.
  var reads = 0
  /// How many of them are baselines.
  var baselines = 0
  var first: Timestamp?
  var last: Timestamp?
  /// The second at which the first of them ends; `nil` where none does.
  var firstExpiry: Int?
  /// The second at which the last of them ends, where all do.
  var lastExpiry: Int?
  private var isWithoutEnd = false

  var total: Int { kinds.values.reduce(0, +) }

  init() {}

  mutating func add(_ record: StoredRecord) {
    let key = record.position.key
    kinds[key.kind, default: 0] += 1
    users[record.user, default: 0] += 1
    if record.isFailed { failed += 1 }
    reads += record.reads ?? 1
    if record.isBaseline { baselines += 1 }
    first = min(first ?? key.timestamp, key.timestamp)
    last = max(last ?? key.timestamp, key.timestamp)
    if let expiry = record.expiry {
      firstExpiry = min(firstExpiry ?? expiry, expiry)
      if !isWithoutEnd { lastExpiry = max(lastExpiry ?? expiry, expiry) }
    } else {
      isWithoutEnd = true
      lastExpiry = nil
    }
  }
}

extension Counts {
  /// The counts of several partitions together.
  init(merging parts: [Counts]) {
    self.init()
    for part in parts { add(part) }
  }

  private mutating func add(_ other: Counts) {
    guard other.total > 0 else { return }
    kinds.merge(other.kinds, uniquingKeysWith: +)
    users.merge(other.users, uniquingKeysWith: +)
    failed += other.failed
    reads += other.reads
    baselines += other.baselines
    first = [first, other.first].compactMap { $0 }.min()
    last = [last, other.last].compactMap { $0 }.max()
    firstExpiry = [firstExpiry, other.firstExpiry].compactMap { $0 }.min()
    isWithoutEnd = isWithoutEnd || other.isWithoutEnd
    lastExpiry = isWithoutEnd ? nil : [lastExpiry, other.lastExpiry].compactMap { $0 }.max()
  }
}

/// A day and a type that are counted together.
struct CountedDay: Hashable, Sendable {
  let day: Int64
  let type: ResourceType
}

/// Puts counts together to statistics.
struct StatisticsSum {
  private var statistics = HistoryStatistics()
  private var users: [User: Int] = [:]

  mutating func add(_ counts: Counts, of type: ResourceType) {
    let total = counts.total
    guard total > 0 else { return }
    statistics.total += total
    for (kind, count) in counts.kinds { statistics.operations[kind, default: 0] += count }
    statistics.resourceTypes[type, default: 0] += total
    for (user, count) in counts.users { users[user, default: 0] += count }
    statistics.failed += counts.failed
    statistics.representedReads += counts.reads
    statistics.baselineRecords += counts.baselines
    statistics.first = [statistics.first, counts.first].compactMap { $0 }.min()
    statistics.last = [statistics.last, counts.last].compactMap { $0 }.max()
  }

  consuming func result(userLimit: Int) -> HistoryStatistics {
    statistics.topUsers = HistoryStatistics.top(users.map { (user: $0.key, count: $0.value) }, limit: userLimit)
    return statistics
  }
}
