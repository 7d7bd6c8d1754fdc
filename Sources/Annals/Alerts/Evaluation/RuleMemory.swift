/// What one rule knows of its subjects beside their operations: alerts that are open or were, and what its condition keeps. Subjects are named by
/// their keys.
struct RuleMemory: Sendable {
  /// Tells of an alert.
  typealias Tell = (AlertChange.Kind, AlertSpan) -> Void

  private var keepers: [UInt64: SpanKeeper] = [:]
  private var openKeys: Set<UInt64> = []
  /// No open alert ends before this moment.
  private(set) var nextEnd = Int64.max
  /// Counts of resources of those who are near the limit or above it.
  var resources: [UInt64: DistinctCount] = [:]
  /// What is usual for users of late.
  var usual: [UInt64: UsualCount] = [:]

  /// An operation of a subject from this moment on belongs to no alert that is known.
  func takesUntil(_ key: UInt64) -> Int64 { keepers.isEmpty ? .min : keepers[key]?.takesUntil ?? .min }

  func knowsAlert(of key: UInt64) -> Bool { keepers[key] != nil }

  func hasOpenAlert(_ key: UInt64) -> Bool { openKeys.contains(key) }

  /// Takes in what the condition said of an operation.
  mutating func note(_ admission: Admission, at moment: Int64, of key: UInt64, count: (Int64, Int64) -> Int?, _ tell: Tell) {
    var keeper = keepers[key] ?? SpanKeeper()
    keeper.note(admission, at: moment, count: count, tell)
    keep(keeper, of: key)
  }

  private mutating func keep(_ keeper: SpanKeeper, of key: UInt64) {
    keepers[key] = keeper.open == nil && keeper.recent == nil ? nil : keeper
    if let open = keeper.open {
      openKeys.insert(key)
      nextEnd = min(nextEnd, open.until)
    } else {
      openKeys.remove(key)
    }
  }

  /// Ends the alerts whose time is over.
  mutating func resolve(upTo moment: Int64, _ tell: (AlertSpan, _ key: UInt64) -> Void) {
    guard moment >= nextEnd else { return }
    nextEnd = .max
    for key in openKeys {
      guard var keeper = keepers[key] else { continue }
      if let span = keeper.resolve(upTo: moment) { tell(span, key) }
      keep(keeper, of: key)
    }
  }

  /// Takes over an alert that another evaluation knew, open or ended.
  mutating func adopt(_ span: AlertSpan, isOpen: Bool, of key: UInt64) {
    var keeper = keepers[key] ?? SpanKeeper()
    if isOpen { keeper.open = span } else { keeper.recent = span }
    keep(keeper, of: key)
  }

  /// What came so far was observed again: where all that an open alert of a subject covers is there, it is counted anew, for the process before
  /// may have missed some. What comes late from now on counts.
  mutating func endTakingOver(_ key: UInt64, count: (Int64, Int64) -> Int?, _ tell: Tell) {
    guard var keeper = keepers[key] else { return }
    keeper.open?.countedThrough = .min
    keeper.recent?.countedThrough = .min
    if let span = keeper.open, let all = count(span.first, span.last), all != span.count {
      keeper.open?.count = all
      keeper.open?.total = all
      if let grown = keeper.open { tell(.grew, grown) }
    }
    keep(keeper, of: key)
  }

  /// Forgets a subject. An alert that is open ends.
  mutating func forget(_ key: UInt64, at newest: Int64, _ tell: Tell) {
    if var span = keepers.removeValue(forKey: key)?.open {
      span.ended = max(span.last, min(span.until, newest))
      tell(.resolved, span)
    }
    openKeys.remove(key)
    resources[key] = nil
    usual[key] = nil
  }
}
