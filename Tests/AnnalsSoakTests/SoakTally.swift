/// What a soak has found.
struct SoakTally: Sendable, CustomStringConvertible {
  /// Children that were ended by SIGKILL, from outside or at a call.
  var kills = 0
  /// Children that were asked to stop while they were at work.
  var stops = 0
  /// Children that were held up for some time.
  var freezes = 0
  /// Kills by what was being done, where the child chose the call.
  var points: [String: Int] = [:]
  var acknowledged = 0
  var stored = 0
  /// Acknowledged numbers that are not in the store.
  var lost: [Int] = []
  /// Numbers that are in the store twice.
  var doubled: [Int] = []
  /// Numbers whose record is not what was recorded.
  var `false`: [Int] = []
  /// Files that were taken for damaged.
  var damaged = 0

  /// Whether nothing went wrong.
  var isClean: Bool { lost.isEmpty && doubled.isEmpty && self.false.isEmpty && damaged == 0 }

  mutating func merge(_ other: SoakTally) {
    kills += other.kills
    stops += other.stops
    freezes += other.freezes
    points.merge(other.points, uniquingKeysWith: +)
    acknowledged += other.acknowledged
    stored += other.stored
    lost += other.lost
    doubled += other.doubled
    self.false += other.false
    damaged += other.damaged
  }

  var description: String {
    let injected = points.values.reduce(0, +)
    let points = points.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return """
      \(kills) kills, \(stops) stops, \(freezes) freezes; \(acknowledged) records acknowledged, \(stored) stored, \(lost.count) lost, \
      \(doubled.count) doubled. \(injected) kills at a call: \(points)
      """
  }
}
