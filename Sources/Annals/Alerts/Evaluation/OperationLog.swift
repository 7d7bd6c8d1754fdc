/// The operations of one subject, in the order of their moments, each once, with running sums: what rules of all kinds and times look at.
///
/// Places are valid until operations go.
struct OperationLog: Sendable {
  /// One operation.
  struct Entry: Sendable {
    let moment: Int64
    let mark: UInt64
    /// Its resource; of those that name several, `several` has them.
    let resource: UInt64
    /// How many that failed came before it since the log began, modulo 2^32.
    fileprivate(set) var failedBefore: UInt32
    /// How many resources those before it name, likewise.
    fileprivate(set) var resourcesBefore: UInt32
  }

  private(set) var entries = ContiguousArray<Entry>()
  /// The place of the first operation that is there.
  private(set) var start = 0
  /// Operations at or before this moment may be gone.
  private(set) var gone = Int64.min
  /// How many operations were ever taken in.
  private(set) var admissions = 0
  private var failed: UInt32 = 0
  private var resources: UInt32 = 0
  /// The resources of operations that name several, by mark.
  private var several: [UInt64: [UInt64]] = [:]

  var count: Int { entries.count - start }
  var latest: Int64 { entries.last?.moment ?? .min }
  var first: Entry? { start < entries.count ? entries[start] : nil }

  /// Takes an operation in. Returns its place; `nil` where it is there already, or came so late that it may be gone.
  mutating func admit(_ operation: AlertObservation) -> Int? {
    let (moment, mark) = (operation.moment, operation.mark)
    guard moment > gone else { return nil }
    var entry = Entry(moment: moment, mark: mark, resource: operation.resourceKey, failedBefore: failed, resourcesBefore: resources)
    let place: Int
    if let last = entries.last, !Self.precedes(last, moment, mark) {
      place = firstPlace { !Self.precedes($0, moment, mark) }
      let next = entries[place]
      guard next.moment != moment || next.mark != mark else { return nil }
      (entry.failedBefore, entry.resourcesBefore) = (next.failedBefore, next.resourcesBefore)
      entries.insert(entry, at: place)
    } else {
      place = entries.count
      entries.append(entry)
    }
    add(operation, behind: place)
    return place
  }

  private mutating func add(_ operation: AlertObservation, behind place: Int) {
    let more = UInt32(truncatingIfNeeded: max(1, operation.resourceKeys.count))
    if more > 1 { several[operation.mark] = operation.resourceKeys }
    admissions += 1
    resources &+= more
    if operation.isFailed { failed &+= 1 }
    for later in (place + 1)..<max(place + 1, entries.count) {
      entries[later].resourcesBefore &+= more
      if operation.isFailed { entries[later].failedBefore &+= 1 }
    }
  }

  private static func precedes(_ entry: Entry, _ moment: Int64, _ mark: UInt64) -> Bool {
    entry.moment == moment ? entry.mark < mark : entry.moment < moment
  }

  // MARK: Looking

  /// The place of the first operation after a moment.
  func firstPlace(after moment: Int64) -> Int { firstPlace { $0.moment > moment } }

  private func firstPlace(where isBehind: (Entry) -> Bool) -> Int {
    var (low, high) = (start, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(entries[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// How many failed, from a place on.
  func failures(from place: Int) -> Int { place < entries.count ? Int(failed &- entries[place].failedBefore) : 0 }

  /// How many resources are named from a place on, each as often as it is named.
  func resources(from place: Int) -> Int { place < entries.count ? Int(resources &- entries[place].resourcesBefore) : 0 }

  /// The resources that the operation at a place names.
  func forEachResource(at place: Int, _ body: (UInt64) -> Void) {
    if !several.isEmpty, let keys = several[entries[place].mark] {
      keys.forEach(body)
    } else {
      body(entries[place].resource)
    }
  }

  // MARK: Letting go

  /// Lets the operations up to a moment go, which is included.
  mutating func forget(through moment: Int64) {
    gone = max(gone, moment)
    while start < entries.count, entries[start].moment <= moment { dropFirst() }
    pack()
  }

  /// Lets the oldest go until so many are left, but for those of the latest moment: others may come, which could not be told from those that went.
  mutating func trim(to count: Int) {
    while self.count > count, entries[start].moment < latest {
      gone = max(gone, entries[start].moment)
      dropFirst()
    }
    pack()
  }

  private mutating func dropFirst() {
    if !several.isEmpty { several[entries[start].mark] = nil }
    start += 1
  }

  /// Gives the places of those that went back, once they are the larger part.
  private mutating func pack() {
    guard start > 16, start * 2 > entries.count else { return }
    entries.removeFirst(start)
    start = 0
  }
}
