import DequeModule

/// The operations of the time up to the newest of them, in the order of their moments, each once, with a value each.
struct OrderedOperations<Value: Sendable>: Sendable {
  struct Entry: Sendable {
    let moment: Int64
    let mark: UInt64
    let value: Value

    func precedes(_ other: Entry) -> Bool { moment == other.moment ? mark < other.mark : moment < other.moment }
  }

  private let width: Int64
  private(set) var entries = Deque<Entry>()
  /// Operations at or before this moment are gone.
  private var gone = Int64.min

  init(width: Int64) { self.width = width }

  var latest: Int64 { entries.last?.moment ?? .min }

  /// Takes an operation in; `removed` is told of each that is too old now. `false` where it is there already, or came too late.
  mutating func admit(_ entry: Entry, removed: (Value) -> Void) -> Bool {
    gone = max(gone, max(latest, entry.moment) - width)
    guard entry.moment > gone else { return false }
    guard insert(entry) else { return false }
    while let first = entries.first, first.moment <= gone {
      entries.removeFirst()
      removed(first.value)
    }
    return true
  }

  /// Lets the oldest go until so many are left, but for those of the latest moment.
  mutating func trim(to count: Int, removed: (Value) -> Void) {
    while entries.count > count, let first = entries.first, first.moment < latest {
      entries.removeFirst()
      gone = max(gone, first.moment)
      removed(first.value)
    }
  }

  private mutating func insert(_ entry: Entry) -> Bool {
    guard let last = entries.last, !last.precedes(entry) else {
      entries.append(entry)
      return true
    }
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].precedes(entry) { low = middle + 1 } else { high = middle }
    }
    guard entries[low].moment != entry.moment || entries[low].mark != entry.mark else { return false }
    entries.insert(entry, at: low)
    return true
  }
}
