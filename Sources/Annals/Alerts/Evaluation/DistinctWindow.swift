/// How many resources the operations are of, of those in the time up to the newest.
struct DistinctWindow: AlertWindow {
  private let limit: Int
  private let width: Int64
  private var operations: OrderedOperations<[UInt64]>
  /// How many operations are of each resource.
  private var resources: [UInt64: Int] = [:]

  init(limit: Int, width: Int64) {
    self.limit = limit
    self.width = width
    operations = OrderedOperations(width: width)
  }

  var size: Int { operations.entries.count }
  var latest: Int64 { operations.latest }

  mutating func admit(_ operation: AlertObservation, newest: Int64) -> Admission? {
    let keys = operation.resourceKeys.isEmpty ? [operation.resourceKey] : operation.resourceKeys
    let entry = OrderedOperations<[UInt64]>.Entry(moment: operation.moment, mark: operation.mark, value: keys)
    var removed: [UInt64] = []
    guard operations.admit(entry, removed: { removed += $0 }) else { return nil }
    for key in keys { resources[key, default: 0] += 1 }
    forget(removed)
    var admission = Admission()
    if resources.count > limit, let first = operations.entries.first {
      admission.finding = Admission.Finding(
        first: first.moment, last: latest, count: resources.count, total: size, until: latest + width)
    }
    return admission
  }

  func count(from first: Int64, to last: Int64) -> Int? { nil }

  mutating func trim() {
    var removed: [UInt64] = []
    operations.trim(to: limit + 1) { removed += $0 }
    forget(removed)
  }

  private mutating func forget(_ removed: [UInt64]) {
    for key in removed {
      guard let count = resources[key] else { continue }
      resources[key] = count > 1 ? count - 1 : nil
    }
  }
}
