import Annals

/// The stretch of time that the overview shows, and the steps that it is counted in.
struct TimeRange: Sendable {
  /// The first moment.
  let start: Timestamp
  /// The first moment behind it.
  let end: Timestamp
  /// Microseconds of a step.
  let step: Int64

  private static let hour: Int64 = 3_600_000_000
  private static let day: Int64 = 24 * hour
  private static let steps = [
    5 * hour / 60, 15 * hour / 60, hour, 3 * hour, day, 2 * day, 7 * day, 14 * day, 30 * day, 91 * day, 365 * day,
  ]
  /// Steps that are shown at most.
  private static let stepLimit: Int64 = 62

  /// A range in as many steps as can be told apart; one of three days and more begins and ends with a day.
  init(from start: Timestamp, to end: Timestamp) {
    let length = max(end.microseconds - start.microseconds, 1)
    let fine = Self.steps.first { length <= $0 * Self.stepLimit } ?? 3650 * Self.day
    let isByDay = length > 3 * Self.day
    step = isByDay ? max(fine, Self.day) : fine
    self.start = isByDay ? Timestamp(day: start.day) : start
    self.end = isByDay ? Timestamp(day: end.advanced(byMicroseconds: Self.day - 1).day) : end
  }

  /// Whether it is counted in whole days, which the statistics know.
  var isByDay: Bool { step >= Self.day && start == Timestamp(day: start.day) && end == Timestamp(day: end.day) }

  /// The days of the range, for statistics.
  var scope: HistoryStatistics.Scope {
    HistoryStatistics.Scope(firstDay: start.day, lastDay: end.advanced(byMicroseconds: -1).day)
  }

  /// The steps, the oldest first; the last may be shorter.
  var parts: [(start: Timestamp, end: Timestamp)] {
    stride(from: start.microseconds, to: end.microseconds, by: Int64.Stride(step)).map {
      (Timestamp(microseconds: $0), min(Timestamp(microseconds: $0 + step), end))
    }
  }

  /// The step that a moment lies in.
  func index(of moment: Timestamp) -> Int { Int((moment.microseconds - start.microseconds) / step) }

  /// What a step is called: `a day`, `an hour`.
  var stepName: String {
    switch step {
    case ..<Self.hour: "\(step / 60_000_000) minutes"
    case Self.hour: "an hour"
    case ..<Self.day: "\(step / Self.hour) hours"
    case Self.day: "a day"
    default: "\(step / Self.day) days"
    }
  }
}
