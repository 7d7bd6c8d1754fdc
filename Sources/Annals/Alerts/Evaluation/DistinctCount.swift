/// How many resources a subject's operations in the time up to the newest are of; kept up only while these name many.
struct DistinctCount: Sendable {
  /// How many times each resource is named.
  private var resources: [UInt64: Int] = [:]
  /// Operations after this moment are counted.
  private var floor = Int64.min
  /// How many operations the log had taken in.
  private var admissions = 0

  var count: Int { resources.count }

  /// Counts those of a log that came after a moment.
  init(_ log: OperationLog, after floor: Int64) {
    self.floor = floor
    admissions = log.admissions
    for place in log.firstPlace(after: floor)..<log.entries.count { add(place, log) }
  }

  /// Takes in the one at a place, which came last, and lets those up to a moment go. `false` where it missed others.
  mutating func take(_ place: Int, of log: OperationLog, after floor: Int64) -> Bool {
    guard log.admissions == admissions + 1, floor >= self.floor, log.gone <= self.floor else { return false }
    add(place, log)
    for place in log.firstPlace(after: self.floor)..<log.firstPlace(after: floor) { remove(place, log) }
    self.floor = floor
    admissions = log.admissions
    return true
  }

  private mutating func add(_ place: Int, _ log: OperationLog) {
    log.forEachResource(at: place) { resources[$0, default: 0] += 1 }
  }

  private mutating func remove(_ place: Int, _ log: OperationLog) {
    log.forEachResource(at: place) { key in
      guard let count = resources[key] else { return }
      resources[key] = count > 1 ? count - 1 : nil
    }
  }
}
