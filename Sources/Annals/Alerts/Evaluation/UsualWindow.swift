/// A user's operations within an hour, against what is usual for them at that hour of the week.
struct UsualWindow: AlertWindow {
  static let hour: Int64 = 3_600_000_000
  static let week = 168 * hour
  /// How many weeks what is usual comes from.
  static let weeks = 4

  private let factor: Double
  private let least: Int
  private var operations = OrderedOperations<Bool>(width: hour)
  private var usual: (hour: Int64, count: Double)?

  init(factor: Double, least: Int) {
    self.factor = factor
    self.least = least
  }

  var size: Int { operations.entries.count }
  var latest: Int64 { operations.latest }

  mutating func admit(_ operation: AlertObservation, newest: Int64) -> Admission? {
    let entry = OrderedOperations<Bool>.Entry(moment: operation.moment, mark: operation.mark, value: true)
    guard operations.admit(entry, removed: { _ in }) else { return nil }
    return Admission(finding: finding)
  }

  /// The hour whose usual count has to be learned before the condition is known.
  var unknownHour: Int64? {
    let hour = Self.hour(of: latest)
    return size >= least && usual?.hour != hour ? hour : nil
  }

  /// Learns what is usual for an hour; what the condition finds then, of what is there already.
  mutating func learn(_ count: Double, for hour: Int64) -> Admission {
    usual = (hour, count)
    return Admission(finding: finding, count: 0, total: 0)
  }

  private var finding: Admission.Finding? {
    guard let usual, usual.hour == Self.hour(of: latest), size >= least, Double(size) > factor * usual.count,
      let first = operations.entries.first
    else { return nil }
    return Admission.Finding(first: first.moment, last: latest, count: size, total: size, until: latest + Self.hour)
  }

  /// The first moment of the hour that a moment lies in.
  static func hour(of moment: Int64) -> Int64 {
    let rest = moment % hour
    return moment - (rest < 0 ? rest + hour : rest)
  }

  func count(from first: Int64, to last: Int64) -> Int? { nil }

  mutating func trim() { operations.trim(to: least) { _ in } }
}
