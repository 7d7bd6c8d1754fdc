/// How many resources the operations are of, of those in the time up to the newest.
struct DistinctWindow: AlertWindow {
  /// The resources of an operation, which is of one most often.
  private enum Keys {
    case one(UInt64)
    case several([UInt64])

    init(_ operation: AlertObservation) {
      self = operation.resourceKeys.isEmpty ? .one(operation.resourceKey) : .several(operation.resourceKeys)
    }

    func forEach(_ body: (UInt64) -> Void) {
      switch self {
      case .one(let key): body(key)
      case .several(let keys): keys.forEach(body)
      }
    }
  }

  private let limit: Int
  private let width: Int64
  private var operations: OrderedOperations<Keys>
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
    let keys = Keys(operation)
    let entry = OrderedOperations<Keys>.Entry(moment: operation.moment, mark: operation.mark, value: keys)
    guard operations.admit(entry, removed: { $0.forEach { Self.forget($0, &resources) } }) else { return nil }
    keys.forEach { resources[$0, default: 0] += 1 }
    var admission = Admission()
    if resources.count > limit, let first = operations.entries.first {
      admission.finding = Admission.Finding(
        first: first.moment, last: latest, count: resources.count, total: size, until: latest + width)
    }
    return admission
  }

  func count(from first: Int64, to last: Int64) -> Int? { nil }

  mutating func trim() {
    operations.trim(to: limit + 1) { $0.forEach { Self.forget($0, &resources) } }
  }

  private static func forget(_ key: UInt64, _ resources: inout [UInt64: Int]) {
    guard let count = resources[key] else { return }
    resources[key] = count > 1 ? count - 1 : nil
  }
}
