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
