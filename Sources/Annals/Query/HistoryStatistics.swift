/// How many operations there were, by kind, type and user.
public struct HistoryStatistics: Hashable, Sendable {
  /// Which days and types are counted; what is `nil` does not narrow.
  public struct Scope: Hashable, Sendable {
    /// Only this type.
    public var resourceType: ResourceType?
    /// The first day that is counted, in days since 1970-01-01 UTC.
    public var firstDay: Int64?
    /// The last day that is counted, in days since 1970-01-01 UTC.
    public var lastDay: Int64?
    /// How many users are named at most: with all of them, the counts of parts add up.
    package var userLimit = HistoryStatistics.topUserLimit

    /// A scope that counts everything, narrowed by what is given.
    public init(resourceType: ResourceType? = nil, firstDay: Int64? = nil, lastDay: Int64? = nil) {
      self.resourceType = resourceType
      self.firstDay = firstDay
      self.lastDay = lastDay
    }

    /// Whether a record is counted.
    package func contains(_ record: HistoryRecord) -> Bool {
      (resourceType.map { $0 == record.resource.type } ?? true)
        && (firstDay.map { $0 <= record.timestamp.day } ?? true) && (lastDay.map { record.timestamp.day <= $0 } ?? true)
    }
  }

  /// How many users `topUsers` names at most.
  public static let topUserLimit = 10

  /// All operations, failed ones included.
  public var total = 0
  /// Operations by kind; every kind is there.
  public var operations: [OperationKind: Int] = Dictionary(uniqueKeysWithValues: OperationKind.allCases.map { ($0, 0) })
  /// Operations by resource type; only types that have some.
  public var resourceTypes: [ResourceType: Int] = [:]
  /// The ten users with the most operations, most first; of users with as many, the first by the id's bytes.
  public var topUsers: [(user: User, count: Int)] = []
  /// Operations that failed.
  public var failed = 0
  /// The reads that the READs among them stand for: the sum of `metadata.reads.count`, where a READ without it counts once.
  ///
  /// Nothing is extrapolated: of reads that are sampled, those that were recorded count.
  public var representedReads = 0
  /// The CREATEs among them that are baselines: they tell what was there already, and no operation.
  public var baselineRecords = 0
  /// The moment of the oldest record counted.
  public var first: Timestamp?
  /// The moment of the newest record counted.
  public var last: Timestamp?

  /// Statistics of nothing.
  public init() {}

  /// The largest of counts by user, ten unless told otherwise, in the order that `topUsers` has.
  package static func top(
    _ counts: some Sequence<(user: User, count: Int)>, limit: Int = topUserLimit
  ) -> [(user: User, count: Int)] {
    let ordered = counts.filter { $0.count > 0 }.sorted { left, right in
      left.count == right.count ? left.user.id.utf8.lexicographicallyPrecedes(right.user.id.utf8) : left.count > right.count
    }
    return Array(ordered.prefix(limit))
  }

  /// The statistics as JSON, in the shape of the API.
  public var json: JSONObject {
    [
      "total_operations": .number(JSONNumber(total)),
      "operation_types": .object(JSONObject(operations.map { ($0.key.rawValue, .number(JSONNumber($0.value))) })),
      "resource_types": .object(JSONObject(resourceTypes.map { ($0.key.name, .number(JSONNumber($0.value))) })),
      "top_users": .object(JSONObject(topUsers.map { ($0.user.id, .number(JSONNumber($0.count))) })),
      "failed_operations": .number(JSONNumber(failed)),
      "represented_reads": .number(JSONNumber(representedReads)),
      "baseline_records": .number(JSONNumber(baselineRecords)),
      "first_timestamp": first.map { .string($0.description) } ?? .null,
      "last_timestamp": last.map { .string($0.description) } ?? .null,
    ]
  }

  /// Equal when every count and moment is.
  public static func == (left: HistoryStatistics, right: HistoryStatistics) -> Bool {
    left.json == right.json && left.topUsers.elementsEqual(right.topUsers, by: ==)
  }

  /// By the counts.
  public func hash(into hasher: inout Hasher) { hasher.combine(json) }
}
