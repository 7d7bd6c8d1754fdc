/// A rule's windows, one for each subject, bounded in subjects and operations.
///
/// Where there are too many subjects, those without operations that count go, then those whose last operation is longest ago. One that went and
/// acts again begins at nothing. Where there are too many operations, all windows keep what their condition needs: counts of alerts stay
/// exact, but an operation that comes late may be left out.
struct GroupedWindows<Window: AlertWindow>: Sendable {
  private struct Slot {
    let key: UInt64
    let subject: AlertSubject
    var window: Window
    var keeper = SpanKeeper() {
      didSet { takesUntil = keeper.takesUntil }
    }
    /// An operation from this moment on belongs to no alert that is known.
    private(set) var takesUntil = Int64.min
  }

  /// How long after its last operation a window may still hold one that counts.
  private let reach: Int64
  private let limits: AlertLimits
  private let make: @Sendable (_ from: Int64) -> Window
  private var slots: [Slot] = []
  /// Where the slot of each subject is.
  private var places: [UInt64: Int] = [:]
  /// The subject that was asked for last: operations of one often come one after another.
  private var latest: (key: UInt64, place: Int)?
  private var openKeys: Set<UInt64> = []
  /// No open alert ends before this moment.
  private(set) var nextEnd = Int64.max
  private var size = 0
  /// Before this moment operations are not known.
  private var start = Int64.min
  /// How many subjects went although operations of theirs may have counted.
  private(set) var forgotten = 0

  /// Windows that `make` makes, of operations after a moment.
  init(reach: Int64, limits: AlertLimits, make: @escaping @Sendable (_ from: Int64) -> Window) {
    self.reach = reach
    self.limits = limits
    self.make = make
  }

  /// Nothing before this moment will be told of.
  mutating func begin(at moment: Int64) { start = moment }

  /// Takes an operation of a subject in; `false` where it was there already.
  @discardableResult
  mutating func admit(
    _ operation: AlertObservation, of key: UInt64, _ subject: @autoclosure () -> AlertSubject, newest: Int64,
    _ tell: (AlertChange.Kind, AlertSpan, AlertSubject) -> Void
  ) -> Bool {
    let place: Int
    if let known = self.place(of: key) {
      place = known
    } else {
      if slots.count >= limits.subjects { makeRoom(newest, to: limits.subjects * 7 / 8, tell) }
      place = add(key, subject())
    }
    // By a pointer, so that no slot is copied to be looked at.
    let (admitted, mayTake) = slots.withUnsafeMutableBufferPointer { slots in
      let before = slots[place].window.size
      let admitted = slots[place].window.admit(operation, newest: newest)
      size += slots[place].window.size - before
      return (admitted, operation.moment < slots[place].takesUntil)
    }
    guard let admission = admitted else { return false }
    if mayTake || admission.finding != nil { note(admission, of: place, at: operation.moment, tell) }
    if size > limits.operations { shrink(newest, tell) }
    return true
  }

  private mutating func place(of key: UInt64) -> Int? {
    if let latest, latest.key == key { return latest.place }
    guard let place = places[key] else { return nil }
    latest = (key, place)
    return place
  }

  private mutating func add(_ key: UInt64, _ subject: AlertSubject) -> Int {
    slots.append(Slot(key: key, subject: subject, window: make(start)))
    places[key] = slots.count - 1
    return slots.count - 1
  }

  /// Changes a subject's window by something other than an operation, and takes in what it says.
  mutating func change(
    _ key: UInt64, at moment: Int64, _ body: (inout Window) -> Admission, _ tell: (AlertChange.Kind, AlertSpan, AlertSubject) -> Void
  ) {
    guard let place = place(of: key) else { return }
    let admission = body(&slots[place].window)
    note(admission, of: place, at: moment, tell)
  }

  /// A subject's window.
  func window(of key: UInt64) -> Window? { places[key].map { slots[$0].window } }

  private mutating func note(
    _ admission: Admission, of place: Int, at moment: Int64, _ tell: (AlertChange.Kind, AlertSpan, AlertSubject) -> Void
  ) {
    var keeper = slots[place].keeper
    keeper.note(admission, at: moment, window: slots[place].window) { tell($0, $1, slots[place].subject) }
    slots[place].keeper = keeper
    if let open = keeper.open {
      openKeys.insert(slots[place].key)
      nextEnd = min(nextEnd, open.until)
    } else {
      openKeys.remove(slots[place].key)
    }
  }

  // MARK: Ending

  /// Ends the alerts whose time is over, the earliest first.
  mutating func resolve(upTo moment: Int64, _ tell: (AlertChange.Kind, AlertSpan, AlertSubject) -> Void) {
    guard moment >= nextEnd else { return }
    nextEnd = .max
    var ended: [(span: AlertSpan, subject: AlertSubject)] = []
    for key in openKeys {
      guard let place = places[key] else { continue }
      if let span = slots[place].keeper.resolve(upTo: moment) {
        openKeys.remove(key)
        ended.append((span, slots[place].subject))
      } else if let until = slots[place].keeper.open?.until {
        nextEnd = min(nextEnd, until)
      }
    }
    for (span, subject) in ended.sorted(by: { ($0.span.until, $0.subject.text) < ($1.span.until, $1.subject.text) }) {
      tell(.resolved, span, subject)
    }
  }

  // MARK: Going on where another was

  /// Takes over an alert that another evaluation knew, open or ended.
  mutating func adopt(_ span: AlertSpan, isOpen: Bool, of key: UInt64, _ subject: AlertSubject) {
    let place = place(of: key) ?? add(key, subject)
    if isOpen {
      slots[place].keeper.open = span
      openKeys.insert(key)
      nextEnd = min(nextEnd, span.until)
    } else {
      slots[place].keeper.recent = span
    }
  }

  /// What came so far was observed again: where all that an open alert covers is there, it is counted anew, for the process before may have missed
  /// some. What comes late from now on counts.
  mutating func endTakingOver(_ tell: (AlertChange.Kind, AlertSpan, AlertSubject) -> Void) {
    for (place, slot) in slots.enumerated() {
      slots[place].keeper.open?.countedThrough = .min
      slots[place].keeper.recent?.countedThrough = .min
      guard var span = slot.keeper.open, let count = slot.window.count(from: span.first, to: span.last), count != span.count else {
        continue
      }
      (span.count, span.total, span.countedThrough) = (count, count, .min)
      slots[place].keeper.open = span
      tell(.grew, span, slot.subject)
    }
  }

  // MARK: Bounds

  private mutating func shrink(_ newest: Int64, _ tell: (AlertChange.Kind, AlertSpan, AlertSubject) -> Void) {
    for place in slots.indices { slots[place].window.trim() }
    size = slots.reduce(0) { $0 + $1.window.size }
    if size > limits.operations / 2 { makeRoom(newest, to: max(1, slots.count / 2), tell) }
  }

  private mutating func makeRoom(_ newest: Int64, to count: Int, _ tell: (AlertChange.Kind, AlertSpan, AlertSubject) -> Void) {
    slots.removeAll { $0.keeper.open == nil && $0.window.latest <= newest - reach }
    if slots.count > count {
      // Those with an open alert go last.
      slots.sort { left, right in
        let (first, second) = (left.keeper.open != nil, right.keeper.open != nil)
        return first == second ? left.window.latest < right.window.latest : !first
      }
      let leaving = slots.prefix(slots.count - count)
      for slot in leaving {
        if var span = slot.keeper.open {
          span.ended = max(span.last, min(span.until, newest))
          tell(.resolved, span, slot.subject)
        }
        openKeys.remove(slot.key)
      }
      forgotten += leaving.count
      slots.removeFirst(leaving.count)
    }
    places = Dictionary(slots.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    latest = nil
    size = slots.reduce(0) { $0 + $1.window.size }
  }
}
