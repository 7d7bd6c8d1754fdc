import DequeModule

/// Operations in the order of their moments, each once; tells whether more than a number of them lie within a time, wherever in it a new one comes.
///
/// They are held for twice that time, so that one that comes late by no more than it is counted where it belongs, exactly.
struct CountWindow: AlertWindow {
  private struct Entry: Comparable {
    let moment: Int64
    let mark: UInt64

    static func < (left: Entry, right: Entry) -> Bool {
      left.moment == right.moment ? left.mark < right.mark : left.moment < right.moment
    }
  }

  private let limit: Int
  private let width: Int64
  private var entries = Deque<Entry>()
  /// Operations at or before this moment may be gone.
  private var gone: Int64

  /// A window of more than `limit` within `width` microseconds, of operations after a moment.
  init(limit: Int, width: Int64, from start: Int64 = .min) {
    self.limit = limit
    self.width = width
    gone = start
  }

  var size: Int { entries.count }
  var latest: Int64 { entries.last?.moment ?? .min }

  mutating func admit(_ operation: AlertObservation, newest: Int64) -> Admission? {
    let entry = Entry(moment: operation.moment, mark: operation.mark)
    forget(before: newest - 2 * width)
    guard entry.moment > gone else { return nil }
    let place: Int
    if let last = entries.last, !(last < entry) {
      place = firstPlace { $0 >= entry }
      guard entries[place] != entry else { return nil }
      entries.insert(entry, at: place)
    } else {
      place = entries.count
      entries.append(entry)
    }
    return Admission(finding: finding(around: place))
  }

  /// The latest run of more than `limit` operations within the time that holds one of the moment of that at a place.
  private func finding(around place: Int) -> Admission.Finding? {
    guard entries.count > limit else { return nil }
    let moment = entries[place].moment
    var (low, high) = (place, place)
    while low > 0, low > place - limit, entries[low - 1].moment == moment { low -= 1 }
    while high < entries.count - 1, high < place + limit, entries[high + 1].moment == moment { high += 1 }
    var start = min(high, entries.count - 1 - limit)
    while start >= max(0, low - limit) {
      let last = entries[start + limit].moment
      if last - entries[start].moment < width {
        let end = firstPlace { $0.moment > last }
        let first = firstPlace { $0.moment > last - width }
        // The last of the window that are more than the limit: once the first of them is too old, the others are not too many.
        let until = entries[end - 1 - limit].moment + width
        return Admission.Finding(first: entries[first].moment, last: last, count: end - first, total: end - first, until: until)
      }
      start -= 1
    }
    return nil
  }

  func count(from first: Int64, to last: Int64) -> Int? {
    guard first > gone else { return nil }
    return firstPlace { $0.moment > last } - firstPlace { $0.moment >= first }
  }

  mutating func trim() {
    // Of the moment that is going on, others may come: they could not be told from those that went.
    while entries.count > limit + 1, let first = entries.first, first.moment < latest {
      entries.removeFirst()
      gone = max(gone, first.moment)
    }
  }

  private mutating func forget(before moment: Int64) {
    while let first = entries.first, first.moment <= moment { entries.removeFirst() }
    gone = max(gone, moment)
  }

  private func firstPlace(_ isBehind: (Entry) -> Bool) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(entries[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
