/// The share of operations that failed, of those in the time up to the newest.
struct ShareWindow: AlertWindow {
  private let share: Double
  private let least: Int
  private let width: Int64
  private var operations: OrderedOperations<Bool>
  private var failed = 0

  init(share: Double, least: Int, width: Int64) {
    self.share = share
    self.least = least
    self.width = width
    operations = OrderedOperations(width: width)
  }

  var size: Int { operations.entries.count }
  var latest: Int64 { operations.latest }

  mutating func admit(_ operation: AlertObservation, newest: Int64) -> Admission? {
    var removed = 0
    let entry = OrderedOperations<Bool>.Entry(moment: operation.moment, mark: operation.mark, value: operation.isFailed)
    guard operations.admit(entry, removed: { removed += $0 ? 1 : 0 }) else { return nil }
    failed += (operation.isFailed ? 1 : 0) - removed
    var admission = Admission(count: operation.isFailed ? 1 : 0)
    if size >= least, Double(failed) > share * Double(size), let first = operations.entries.first {
      admission.finding = Admission.Finding(first: first.moment, last: latest, count: failed, total: size, until: latest + width)
    }
    return admission
  }

  func count(from first: Int64, to last: Int64) -> Int? { nil }

  mutating func trim() {
    var removed = 0
    operations.trim(to: least) { removed += $0 ? 1 : 0 }
    failed -= removed
  }
}
