/// A rule's windows, one for each subject, bounded in subjects and operations.
///
/// Where there are too many subjects, those without operations that count go, then those whose last operation is longest ago. One that went and
/// acts again begins at nothing. Where there are too many operations, all windows keep what their condition needs: counts of alerts stay
/// exact, but an operation that comes late may be left out.
struct GroupedWindows<Window: AlertWindow>: Sendable {
  private struct Slot {
    let subject: AlertSubject
    var window: Window
    var keeper = SpanKeeper()
  }

  /// How long after its last operation a window may still hold one that counts.
  private let reach: Int64
  private let limits: AlertLimits
  private let make: @Sendable (_ from: Int64) -> Window
  private var slots: [UInt64: Slot] = [:]
  private var openKeys: Set<UInt64> = []
  /// No open alert ends before this moment.
  private var nextEnd = Int64.max
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
    let index: Dictionary<UInt64, Slot>.Index
    if let known = slots.index(forKey: key) {
      index = known
    } else {
      if slots.count >= limits.subjects { makeRoom(newest, to: limits.subjects * 7 / 8, tell) }
      slots[key] = Slot(subject: subject(), window: make(start))
      guard let new = slots.index(forKey: key) else { return false }
      index = new
    }
    let before = slots.values[index].window.size
    let admitted = slots.values[index].window.admit(operation, newest: newest)
    size += slots.values[index].window.size - before
    guard let admission = admitted else { return false }
    if admission.finding != nil || slots.values[index].keeper.mayTake(operation.moment) {
      note(admission, of: key, at: operation.moment, tell)
    }
    if size > limits.operations { shrink(newest, tell) }
    return true
  }

  /// Changes a subject's window by something other than an operation, and takes in what it says.
  mutating func change(
    _ key: UInt64, at moment: Int64, _ body: (inout Window) -> Admission, _ tell: (AlertChange.Kind, AlertSpan, AlertSubject) -> Void
  ) {
    guard var slot = slots.removeValue(forKey: key) else { return }
    let admission = body(&slot.window)
    slots[key] = slot
    note(admission, of: key, at: moment, tell)
  }

  /// A subject's window.
  func window(of key: UInt64) -> Window? { slots[key]?.window }

  private mutating func note(
    _ admission: Admission, of key: UInt64, at moment: Int64, _ tell: (AlertChange.Kind, AlertSpan, AlertSubject) -> Void
  ) {
    guard let slot = slots[key] else { return }
    var keeper = slot.keeper
    keeper.note(admission, at: moment, window: slot.window) { tell($0, $1, slot.subject) }
    slots[key]?.keeper = keeper
    if let open = keeper.open {
      openKeys.insert(key)
      nextEnd = min(nextEnd, open.until)
    } else {
      openKeys.remove(key)
    }
  }

  // MARK: Ending

  /// Ends the alerts whose time is over, the earliest first.
  mutating func resolve(upTo moment: Int64, _ tell: (AlertChange.Kind, AlertSpan, AlertSubject) -> Void) {
    guard moment >= nextEnd else { return }
    nextEnd = .max
    var ended: [(span: AlertSpan, subject: AlertSubject)] = []
    for key in openKeys {
      if let span = slots[key]?.keeper.resolve(upTo: moment), let subject = slots[key]?.subject {
        openKeys.remove(key)
        ended.append((span, subject))
      } else if let until = slots[key]?.keeper.open?.until {
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
    var slot = slots[key] ?? Slot(subject: subject, window: make(start))
    if isOpen {
      slot.keeper.open = span
      openKeys.insert(key)
      nextEnd = min(nextEnd, span.until)
    } else {
      slot.keeper.recent = span
    }
    slots[key] = slot
  }

  /// What came so far was observed again: where all that an open alert covers is there, it is counted anew, for the process before may have missed
  /// some. What comes late from now on counts.
  mutating func endTakingOver(_ tell: (AlertChange.Kind, AlertSpan, AlertSubject) -> Void) {
    for (key, slot) in slots {
      slots[key]?.keeper.open?.countedThrough = .min
      slots[key]?.keeper.recent?.countedThrough = .min
      guard var span = slot.keeper.open, let count = slot.window.count(from: span.first, to: span.last), count != span.count else {
        continue
      }
      (span.count, span.total, span.countedThrough) = (count, count, .min)
      slots[key]?.keeper.open = span
      tell(.grew, span, slot.subject)
    }
  }

  // MARK: Bounds

  private mutating func shrink(_ newest: Int64, _ tell: (AlertChange.Kind, AlertSpan, AlertSubject) -> Void) {
    for key in slots.keys { slots[key]?.window.trim() }
    size = slots.values.reduce(0) { $0 + $1.window.size }
    if size > limits.operations / 2 { makeRoom(newest, to: max(1, slots.count / 2), tell) }
  }

  private mutating func makeRoom(_ newest: Int64, to count: Int, _ tell: (AlertChange.Kind, AlertSpan, AlertSubject) -> Void) {
    let idle = slots.filter { $0.value.keeper.open == nil && $0.value.window.latest <= newest - reach }
    for key in idle.keys { slots[key] = nil }
    if slots.count > count {
      // Those with an open alert go last.
      let order = slots.sorted { left, right in
        let (first, second) = (left.value.keeper.open != nil, right.value.keeper.open != nil)
        return first == second ? left.value.window.latest < right.value.window.latest : !first
      }
      for (key, slot) in order.prefix(slots.count - count) {
        if var span = slot.keeper.open {
          span.ended = max(span.last, min(span.until, newest))
          tell(.resolved, span, slot.subject)
        }
        openKeys.remove(key)
        slots[key] = nil
        forgotten += 1
      }
    }
    size = slots.values.reduce(0) { $0 + $1.window.size }
  }
}
