import Foundation

/// A time zone's clocks: what they show when, and when they show what. Seconds are counted from 1970, local ones as if they were UTC.
struct LocalTime {
  let zone: TimeZone

  /// What clocks show at a second.
  func local(_ second: Int64) -> Int64 { second + offset(second) }

  /// The day that clocks show at a moment, counted from 1970-01-01.
  func localDay(of moment: Timestamp) -> Int64 {
    let quotient = moment.microseconds / 1_000_000 - (moment.microseconds % 1_000_000 < 0 ? 1 : 0)
    let local = local(quotient)
    return local / 86_400 - (local % 86_400 < 0 ? 1 : 0)
  }

  /// The first second at which clocks show a time; where they skip it, that of the change.
  func first(_ local: Int64) -> Int64 {
    let (before, after) = offsets(around: local)
    let fitting = [local - before, local - after].filter { self.local($0) == local }
    if let first = fitting.min() { return first }
    // Clocks were put forward over it: somewhere between, the offset changes.
    var (low, high) = (local - 86_400 - before, local + 86_400 - after)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if offset(middle) == before { low = middle } else { high = middle }
    }
    return high
  }

  /// All whole minutes at which clocks may show a time of a span, in order.
  func moments(from start: Int64, to end: Int64) -> [Timestamp] {
    let (first, last) = (offsets(around: start), offsets(around: end))
    let from = start - max(first.before, first.after, last.before, last.after)
    let to = end - min(first.before, first.after, last.before, last.after)
    let aligned = from - ((from % 60) + 60) % 60
    return stride(from: aligned, through: to, by: 60).map { Timestamp(microseconds: $0 * 1_000_000) }
  }

  private func offset(_ second: Int64) -> Int64 { Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))) }

  /// The offsets a day before and a day after clocks show a time.
  private func offsets(around local: Int64) -> (before: Int64, after: Int64) { (offset(local - 86_400), offset(local + 86_400)) }
}
