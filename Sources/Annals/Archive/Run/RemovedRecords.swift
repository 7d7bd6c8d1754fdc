/// What became of records that were to go from a store; those that were gone before went for a run that was stopped.
struct RemovedRecords: Sendable {
  /// How many went, by type.
  private(set) var counts: [ResourceType: Int] = [:]
  /// How many stay: they were changed meanwhile.
  private(set) var left = 0

  init() {}

  init(_ records: [HistoryRecord], _ outcomes: [RemovalOutcome]) {
    for (record, outcome) in zip(records, outcomes) {
      switch outcome {
      case .removed: counts[record.resource.type, default: 0] += 1
      case .changed: left += 1
      case .absent: break
      }
    }
  }

  static func += (sum: inout RemovedRecords, more: RemovedRecords) {
    sum.counts.merge(more.counts, uniquingKeysWith: +)
    sum.left += more.left
  }
}
