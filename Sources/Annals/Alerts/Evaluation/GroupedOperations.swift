/// The operations that rules count together, of each subject apart, and what the rules' checks say of them. All the rules look at one log.
///
/// Where there are too many subjects, those without operations that count go, then those whose last operation is longest ago. One that went and
/// acts again begins at nothing. Where there are too many operations, all subjects keep what the conditions need: counts of alerts stay
/// exact, but an operation that comes late may be left out.
struct GroupedOperations: Sendable {
  /// Tells of an alert; first of the rule at which place it is.
  typealias Tell = (_ place: Int, AlertChange.Kind, AlertSpan, AlertSubject) -> Void

  private struct Slot {
    let key: UInt64
    let subject: AlertSubject
    var log = OperationLog()
    /// The latest moment of all operations when the last one of these came.
    var newest = Int64.min
    /// An operation from this moment on belongs to no alert that is known.
    var takesUntil = Int64.min
  }

  private let checks: [RuleCheck]
  /// The places of the rules that these are of.
  private let rules: [Int]
  /// How far behind the newest of all operations those lie that a rule looks back at.
  private let reachAround: Int64?
  /// How far behind a subject's newest operation those lie that count with it.
  private let reachBehind: Int64?
  private var memories: [RuleMemory]
  private let limits: AlertLimits
  private var slots: [Slot] = []
  /// Where the slot of each subject is.
  private var places: [UInt64: Int] = [:]
  /// The subject that was asked for last: operations of one often come one after another.
  private var latest: (key: UInt64, place: Int)?
  private var size = 0
  /// Nothing up to this moment is known.
  private var start = Int64.min
  /// How many subjects went although operations of theirs may have counted.
  private(set) var forgotten = 0

  init(_ checks: [RuleCheck], ofRulesAt rules: [Int], limits: AlertLimits) {
    self.checks = checks
    self.rules = rules
    reachAround = checks.filter(\.looksAround).map { 2 * $0.width }.max()
    reachBehind = checks.filter { !$0.looksAround }.map(\.width).max()
    memories = checks.map { _ in RuleMemory() }
    self.limits = limits
  }

  /// Nothing up to this moment will be told of.
  mutating func begin(at moment: Int64) { start = moment }

  /// No open alert ends before this moment.
  var nextEnd: Int64 { memories.reduce(.max) { min($0, $1.nextEnd) } }

  // MARK: Operations

  /// Takes an operation of a subject in, once.
  mutating func admit(
    _ operation: AlertObservation, of key: UInt64, _ subject: @autoclosure () -> AlertSubject, newest: Int64, _ tell: Tell
  ) {
    let slot: Int
    if let known = known(key) {
      slot = known
    } else {
      if slots.count >= limits.subjects { makeRoom(newest, to: limits.subjects * 7 / 8, tell) }
      slot = add(key, subject())
    }
    // By a pointer, so that no slot is copied to be looked at.
    let place = slots.withUnsafeMutableBufferPointer { slots -> Int? in
      slots[slot].newest = newest
      guard let place = slots[slot].log.admit(operation) else { return nil }
      size += 1
      let isLooked = operation.moment < slots[slot].takesUntil || checks.contains { $0.mayFind(in: slots[slot].log, at: place) }
      return isLooked ? place : -1
    }
    guard let place else { return }
    if place >= 0 { check(operation, at: place, in: slot, tell) }
    forgetOld(in: slot)
    if size > limits.operations { shrink(newest, tell) }
  }

  private mutating func check(_ operation: AlertObservation, at place: Int, in slot: Int, _ tell: Tell) {
    let key = slots[slot].key
    for index in checks.indices {
      let floor = floor(of: index, in: slots[slot])
      guard let admission = checks[index].admission(of: operation, at: place, of: key, in: slots[slot].log, after: floor, &memories[index])
      else { continue }
      guard admission.finding != nil || operation.moment < memories[index].takesUntil(key) else { continue }
      note(admission, at: operation.moment, of: index, in: slot, tell)
    }
  }

  private mutating func note(_ admission: Admission, at moment: Int64, of index: Int, in place: Int, _ tell: Tell) {
    let (key, subject, count) = (slots[place].key, slots[place].subject, counting(index, in: slots[place]))
    memories[index].note(admission, at: moment, of: key, count: count) { tell(rules[index], $0, $1, subject) }
    slots[place].takesUntil = takesUntil(key)
  }

  private func takesUntil(_ key: UInt64) -> Int64 { memories.reduce(.min) { max($0, $1.takesUntil(key)) } }

  private func floor(of index: Int, in slot: Slot) -> Int64 {
    let floor = checks[index].floor(in: slot.log, newest: slot.newest)
    return checks[index].looksAround ? max(floor, start) : floor
  }

  /// Tells how many operations that a rule counts lie from one moment to another; `nil` where some of these may be gone, or it does not count so.
  private func counting(_ index: Int, in slot: Slot) -> (Int64, Int64) -> Int? {
    guard checks[index].looksAround else { return { _, _ in nil } }
    let (log, floor) = (slot.log, floor(of: index, in: slot))
    return { first, last in first > floor ? log.firstPlace(after: last) - log.firstPlace(after: first - 1) : nil }
  }

  private mutating func known(_ key: UInt64) -> Int? {
    if let latest, latest.key == key { return latest.place }
    guard let place = places[key] else { return nil }
    latest = (key, place)
    return place
  }

  private mutating func add(_ key: UInt64, _ subject: AlertSubject) -> Int {
    slots.append(Slot(key: key, subject: subject))
    places[key] = slots.count - 1
    return slots.count - 1
  }

  /// What is usual for a subject at an hour is learned; the hour that has to be learned is told of by `unknownHour`.
  mutating func learn(_ usual: UsualCount, of key: UInt64, for index: Int, _ tell: Tell) {
    guard let place = known(key) else { return }
    memories[index].usual[key] = usual
    let slot = slots[place]
    let last = slot.log.entries.count - 1
    let finding = checks[index].finding(at: last, of: key, in: slot.log, after: floor(of: index, in: slot), &memories[index])
    note(Admission(finding: finding, count: 0, total: 0), at: slot.log.latest, of: index, in: place, tell)
  }

  /// The hour whose usual count has to be learned before a check of a subject's operations can be made.
  func unknownHour(of key: UInt64, for index: Int) -> Int64? {
    guard case .usual(_, let least) = checks[index], let slot = places[key].map({ slots[$0] }) else { return nil }
    let hour = UsualCount.hour(of: slot.log.latest)
    let size = slot.log.entries.count - slot.log.firstPlace(after: floor(of: index, in: slot))
    return size >= least && memories[index].usual[key]?.hour != hour ? hour : nil
  }

  // MARK: Ending

  /// Ends the alerts whose time is over, the earliest first.
  mutating func resolve(upTo moment: Int64, _ tell: Tell) {
    for index in memories.indices where moment >= memories[index].nextEnd {
      var ended: [(span: AlertSpan, subject: AlertSubject)] = []
      memories[index].resolve(upTo: moment) { span, key in
        if let place = places[key] { ended.append((span, slots[place].subject)) }
      }
      for (span, subject) in ended.sorted(by: { ($0.span.until, $0.subject.text) < ($1.span.until, $1.subject.text) }) {
        tell(rules[index], .resolved, span, subject)
      }
    }
  }

  // MARK: Going on where another was

  /// Takes over an alert that another evaluation knew, open or ended.
  mutating func adopt(_ span: AlertSpan, isOpen: Bool, of subject: AlertSubject, for index: Int) {
    let key = subject.key
    let place = known(key) ?? add(key, subject)
    memories[index].adopt(span, isOpen: isOpen, of: key)
    slots[place].takesUntil = takesUntil(key)
  }

  /// What came so far was observed again.
  mutating func endTakingOver(_ tell: Tell) {
    for index in memories.indices {
      for slot in slots where memories[index].knowsAlert(of: slot.key) {
        memories[index].endTakingOver(slot.key, count: counting(index, in: slot)) { tell(rules[index], $0, $1, slot.subject) }
      }
    }
  }

  // MARK: Bounds

  private mutating func forgetOld(in place: Int) {
    guard let first = slots[place].log.first else { return }
    let around = reachAround.map { slots[place].newest - $0 } ?? .max
    let moment = min(around, reachBehind.map { slots[place].log.latest - $0 } ?? .max)
    guard first.moment <= moment else { return }
    let before = slots[place].log.count
    slots[place].log.forget(through: moment)
    size += slots[place].log.count - before
  }

  private mutating func shrink(_ newest: Int64, _ tell: Tell) {
    let need = checks.reduce(1) { max($0, $1.need) }
    for place in slots.indices { slots[place].log.trim(to: need) }
    size = slots.reduce(0) { $0 + $1.log.count }
    if size > limits.operations / 2 { makeRoom(newest, to: max(1, slots.count / 2), tell) }
  }

  private mutating func makeRoom(_ newest: Int64, to count: Int, _ tell: Tell) {
    let reach = max(reachAround ?? 0, reachBehind ?? 0)
    let isOpen = slots.map { slot in memories.contains { $0.hasOpenAlert(slot.key) } }
    // Those with an open alert go last, before them those that acted last.
    let order = slots.indices.sorted { left, right in
      isOpen[left] == isOpen[right] ? slots[left].log.latest < slots[right].log.latest : !isOpen[left]
    }
    let idle = order.prefix { !isOpen[$0] && slots[$0].log.latest <= newest - reach }.count
    forgotten += max(0, slots.count - count - idle)
    let leaving = order.prefix(max(idle, slots.count - count))
    for place in leaving {
      for index in memories.indices {
        memories[index].forget(slots[place].key, at: newest) { tell(rules[index], $0, $1, slots[place].subject) }
      }
    }
    slots = order.dropFirst(leaving.count).map { slots[$0] }
    places = Dictionary(slots.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    latest = nil
    size = slots.reduce(0) { $0 + $1.log.count }
  }
}
