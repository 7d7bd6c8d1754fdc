/// Users and resources whose interval has not ended, in the order in which their intervals end; every step costs the same at any size.
///
/// Entries of one interval end in the order in which they began, so each interval has a list of its own: a new entry goes to its end, and what
/// ends first is at its beginning.
struct CoolingTable {
  struct Entry {
    let key: ReadKey
    fileprivate let line: Int
    /// When the interval ends.
    fileprivate(set) var end: Duration
    /// The reads that were held back in the interval.
    var counted: CountedReads?
    fileprivate var previous: Int?
    fileprivate var next: Int?
  }

  private struct Line {
    let interval: Duration
    var first: Int?
    var last: Int?
  }

  private var slots: [Entry?] = []
  private var free: [Int] = []
  private var places: [ReadKey: Int] = [:]
  private var lines: [Line] = []

  var count: Int { places.count }

  func place(of key: ReadKey) -> Int? { places[key] }

  /// The interval of an entry.
  func interval(at place: Int) -> Duration { slots[place].map { lines[$0.line].interval } ?? .zero }

  subscript(place: Int) -> Entry? {
    _read { yield slots[place] }
    _modify { yield &slots[place] }
  }

  /// The place of what ends first.
  var first: Int? {
    lines.compactMap(\.first).min { (slots[$0]?.end ?? .zero) < (slots[$1]?.end ?? .zero) }
  }

  /// The place of what began first.
  var oldest: Int? {
    lines.compactMap { line in line.first.flatMap { place in slots[place].map { (place: place, begin: $0.end - line.interval) } } }
      .min { $0.begin < $1.begin }?.place
  }

  mutating func insert(_ key: ReadKey, interval: Duration, at now: Duration) {
    let line = line(of: interval)
    let entry = Entry(key: key, line: line, end: now + interval)
    let place: Int
    if let used = free.popLast() {
      place = used
      slots[place] = entry
    } else {
      place = slots.count
      slots.append(entry)
    }
    places[key] = place
    append(place, to: line)
  }

  /// Begins the entry's next interval; returns the reads that were counted in the one before.
  mutating func restart(_ place: Int, at now: Duration) -> CountedReads? {
    guard let line = slots[place]?.line else { return nil }
    unlink(place)
    let counted = slots[place]?.counted.take()
    slots[place]?.end = now + lines[line].interval
    append(place, to: line)
    return counted
  }

  mutating func remove(_ place: Int) {
    guard let key = slots[place]?.key else { return }
    unlink(place)
    places[key] = nil
    slots[place] = nil
    free.append(place)
  }

  private mutating func line(of interval: Duration) -> Int {
    if let line = lines.firstIndex(where: { $0.interval == interval }) { return line }
    lines.append(Line(interval: interval))
    return lines.count - 1
  }

  private mutating func append(_ place: Int, to line: Int) {
    slots[place]?.previous = lines[line].last
    slots[place]?.next = nil
    if let last = lines[line].last { slots[last]?.next = place } else { lines[line].first = place }
    lines[line].last = place
  }

  private mutating func unlink(_ place: Int) {
    guard let entry = slots[place] else { return }
    if let previous = entry.previous { slots[previous]?.next = entry.next } else { lines[entry.line].first = entry.next }
    if let next = entry.next { slots[next]?.previous = entry.previous } else { lines[entry.line].last = entry.previous }
  }
}
