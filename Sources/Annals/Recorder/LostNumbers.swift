import DequeModule

/// The numbers of accepted records that were lost, so that who asks late is not told that all is well.
///
/// Memory is bounded: of long ago only the last number is known, and everything up to it counts as lost for who asks that late.
struct LostNumbers {
  private static let limit = 1000
  private var ranges: Deque<ClosedRange<UInt64>> = []
  /// Everything up to this number may be lost.
  private var forgotten: UInt64 = 0

  /// Notes the next numbers, which are above those that were noted before.
  mutating func add(_ range: ClosedRange<UInt64>) {
    if let last = ranges.last, last.upperBound + 1 == range.lowerBound {
      ranges[ranges.count - 1] = last.lowerBound...range.upperBound
      return
    }
    ranges.append(range)
    if ranges.count > Self.limit, let oldest = ranges.popFirst() { forgotten = oldest.upperBound }
  }

  /// How many of these numbers are lost.
  func count(in range: ClosedRange<UInt64>) -> Int {
    var count = range.lowerBound <= forgotten ? Int(min(forgotten, range.upperBound) - range.lowerBound) + 1 : 0
    for lost in ranges where lost.overlaps(range) { count += lost.clamped(to: range).count }
    return count
  }
}
