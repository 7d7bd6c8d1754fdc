/// What one rule asks of a subject's operations, whose log it shares with others.
enum RuleCheck: Sendable {
  /// More than a number of them lie within a time, wherever in it a new one comes.
  case count(limit: Int, width: Int64)
  /// More than a share of those in the time up to the newest failed.
  case share(above: Double, least: Int, width: Int64)
  /// Those in the time up to the newest are of more than a number of resources.
  case distinct(limit: Int, width: Int64)
  /// Those in the hour up to the newest are more than is usual for the user.
  case usual(factor: Double, least: Int)

  /// The check of a rule; `nil` where it looks at no operations together.
  init?(_ rule: AlertRule) {
    /// Each operation by itself; those within the quiet time are one alert.
    let single = RuleCheck.count(limit: 0, width: max(rule.quiet, .microseconds(1)).microseconds)
    switch rule.condition {
    case .count(0, _), .outsideHours, .firstSeen, .fieldsTouched: self = single
    case .count(let limit, let window): self = .count(limit: limit, width: window.microseconds)
    case .failedShare(let share, let least, let window): self = .share(above: share, least: least, width: window.microseconds)
    case .distinctResources(let limit, let window): self = .distinct(limit: limit, width: window.microseconds)
    case .aboveUsual(let factor, let least): self = .usual(factor: factor, least: least)
    case .silence: return nil
    }
  }

  /// How long after an operation another may come that counts together with it.
  var width: Int64 {
    switch self {
    case .count(_, let width), .share(_, _, let width), .distinct(_, let width): width
    case .usual: UsualCount.hour
    }
  }

  /// How many of the newest operations it needs at least.
  var need: Int {
    switch self {
    case .count(let limit, _), .distinct(let limit, _): limit + 1
    case .share(_, let least, _), .usual(_, let least): least
    }
  }

  /// Whether operations are counted together wherever they lie: those that come late by no more than the time are counted where they belong, so
  /// that they are looked back at for twice the time. Else those count that lie in the time up to the subject's newest.
  var looksAround: Bool { if case .count = self { true } else { false } }

  /// Operations at or before this moment do not count; `newest` is the latest moment of all operations.
  func floor(in log: OperationLog, newest: Int64) -> Int64 {
    max(log.gone, looksAround ? newest - 2 * width : log.latest - width)
  }

  /// Whether the operation at a place, just taken in, can have met the condition, found out without looking far.
  @inline(__always)
  func mayFind(in log: OperationLog, at place: Int) -> Bool {
    switch self {
    case .count(let limit, let width):
      guard log.count > limit else { return false }
      // One that came last is the last of each run that it lies in.
      guard place == log.entries.count - 1 else { return true }
      return log.entries[place - limit].moment > log.entries[place].moment - width
    case .share(_, let least, _): return log.count >= least && log.failures(from: log.start) > 0
    // Counts of resources that are near the limit are kept up.
    case .distinct(let limit, _): return log.resources(from: log.start) > limit / 2
    case .usual(_, let least): return log.count >= least
    }
  }
}
