/// Ranges of days that are counted from the index.
enum DayRuns {
  /// Queries cost more than days that are counted in vain.
  private static let limit = 8

  /// The ranges that hold all of these days and ranges, at most eight: the smallest gaps are counted along.
  static func covering(_ days: Set<Int64>, _ ranges: [ClosedRange<Int64>]) -> [ClosedRange<Int64>] {
    let all = (days.map { $0...$0 } + ranges).sorted { $0.lowerBound < $1.lowerBound }
    var runs: [ClosedRange<Int64>] = []
    for range in all {
      if let last = runs.last, range.lowerBound <= last.upperBound || range.lowerBound == last.upperBound + 1 {
        runs[runs.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        runs.append(range)
      }
    }
    guard runs.count > limit else { return runs }
    let gaps = runs.indices.dropFirst().sorted {
      runs[$0].lowerBound - runs[$0 - 1].upperBound > runs[$1].lowerBound - runs[$1 - 1].upperBound
    }
    let starts = Set(gaps.prefix(limit - 1))
    var merged: [ClosedRange<Int64>] = []
    for (index, run) in runs.enumerated() {
      if let last = merged.last, !starts.contains(index) {
        merged[merged.count - 1] = last.lowerBound...run.upperBound
      } else {
        merged.append(run)
      }
    }
    return merged
  }
}
