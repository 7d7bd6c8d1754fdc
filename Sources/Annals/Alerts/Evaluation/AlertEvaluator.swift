/// Finds alerts in operations, one by one as they come: a value without clock, lock or await, in bounded memory.
///
/// An operation counts once, by its moment and token, and at its own time, also where it comes late. The alerts' own time goes on with
/// `advance(to:)`.
package struct AlertEvaluator: Sendable {
  /// What came of an operation.
  package struct Step: Sendable {
    /// What changed.
    package var changes: [AlertChange] = []
    /// What has to be known of stored history, and answered before the next operation is observed.
    package var questions: [AlertQuestion] = []
  }

  /// The rules.
  package let rules: AlertRules
  private let limits: AlertLimits
  private var groups: [RuleGroup]
  /// The group of each rule, by the rule's place.
  private let owners: [Int]
  /// The groups that ask for more than kind, type and outcome.
  private let asksForMore: [Bool]
  /// Makes what is observed of records.
  package let observer: AlertObserver
  /// The groups that look at operations of a kind, type and outcome, found out once.
  private var candidates: [UInt64: [Int]] = [:]
  private static let candidateLimit = 4096
  private var newest = Int64.min
  /// Before this moment no alert ends, no silence is told of and nothing that was held is due.
  private var nextDue = Int64.min
  private var ahead: [AlertObservation] = []
  /// How far ahead of this machine's clock a record may be and count at once.
  private static let tolerance: Int64 = 300_000_000
  /// Records that were too far ahead, and too many.
  package private(set) var leftOut = 0

  /// An evaluation that knows of nothing yet.
  package init(_ rules: AlertRules, limits: AlertLimits = .init()) {
    self.rules = rules
    self.limits = limits
    let groups = RuleGroup.groups(of: rules, limits: limits)
    var owners = rules.rules.map { _ in 0 }
    for (group, places) in groups.map(\.places).enumerated() { for place in places { owners[place] = group } }
    (self.groups, self.owners) = (groups, owners)
    let observer = AlertObserver(rules)
    self.observer = observer
    asksForMore = groups.map { $0.filter.isNarrower || $0.places.contains(where: observer.looksAtFields) }
  }

  /// How many subjects rules went without although operations of theirs may have counted.
  package var forgotten: Int { groups.reduce(0) { $0 + $1.forgotten } }

  /// Observes an operation. Where `now` is given, one from more than five minutes after it is held until its time comes.
  package mutating func observe(_ operation: AlertObservation, now: Timestamp? = nil) -> Step {
    var step = Step()
    if let now, operation.moment > now.microseconds + Self.tolerance {
      hold(operation)
    } else {
      observe(operation, now: now?.microseconds, &step)
    }
    return step
  }

  private mutating func observe(_ operation: AlertObservation, now: Int64?, _ step: inout Step) {
    newest = max(newest, min(operation.moment, now ?? .max))
    var found: [Found] = []
    for group in candidates(of: operation) {
      guard !asksForMore[group] || counts(operation, in: group) else { continue }
      let known = found.count
      let questions = groups[group].observe(operation, newest: newest) {
        found.append(Found(place: $0, change: $1, span: $2, subject: $3))
      }
      if !questions.isEmpty { step.questions += questions }
      // What a group tells of changes when it has to be looked at again.
      if found.count > known { nextDue = min(nextDue, groups[group].nextDue) }
    }
    if !found.isEmpty { step.changes += changes(found) }
  }

  private func counts(_ operation: AlertObservation, in group: Int) -> Bool {
    groups[group].filter.admits(operation.user, resourceID: operation.resourceID)
      && groups[group].places.allSatisfy { !observer.looksAtFields($0) || operation.touching.contains($0) }
  }

  /// Takes in what stored history says to a question.
  package mutating func take(_ answers: [AlertAnswer], to question: AlertQuestion) -> [AlertChange] {
    var found: [Found] = []
    let group = owners[question.place]
    groups[group].take(answers, to: question, newest: newest) { found.append(Found(place: $0, change: $1, span: $2, subject: $3)) }
    nextDue = min(nextDue, groups[group].nextDue)
    return changes(found)
  }

  /// What was found, in the order of the rules.
  private func changes(_ found: [Found]) -> [AlertChange] {
    found.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map { _, found in
      AlertChange(kind: found.change, alert: Alert(rules.rules[found.place], found.subject, found.span))
    }
  }

  private mutating func candidates(of operation: AlertObservation) -> [Int] {
    if let known = candidates[operation.sort] { return known }
    if candidates.count >= Self.candidateLimit { candidates.removeAll() }
    let admitting = groups.indices.filter { groups[$0].filter.admits(operation.kind, operation.type, isFailed: operation.isFailed) }
    candidates[operation.sort] = admitting
    return admitting
  }

  // MARK: Time

  /// Nothing from before this moment will be observed.
  package mutating func begin(at moment: Timestamp) {
    for group in groups.indices { groups[group].begin(at: moment.microseconds - 1) }
  }

  /// What has to be known of stored history before a moment at which operations begin to be observed.
  package func openingQuestions(before moment: Timestamp) -> [AlertQuestion] {
    groups.flatMap { $0.openingQuestions(before: moment) }
  }

  /// Silence of types that nothing is known of is counted from this moment on; call it after the opening questions.
  package mutating func beginListening(at moment: Timestamp) {
    for group in groups.indices { groups[group].beginListening(at: moment.microseconds) }
    nextDue = .min
  }

  /// Ends the alerts whose time is over, tells of silence, and observes what was held for this moment.
  package mutating func advance(to moment: Timestamp) -> Step {
    var step = Step()
    guard moment.microseconds >= nextDue else { return step }
    while let next = ahead.first, next.moment <= moment.microseconds {
      ahead.removeFirst()
      observe(next, now: moment.microseconds, &step)
    }
    var found: [Found] = []
    for group in groups.indices {
      groups[group].advance(to: moment.microseconds) { found.append(Found(place: $0, change: $1, span: $2, subject: $3)) }
    }
    step.changes += changes(found)
    nextDue = min(ahead.first?.moment ?? .max, groups.reduce(.max) { min($0, $1.nextDue) })
    return step
  }

  private mutating func hold(_ operation: AlertObservation) {
    guard ahead.count < limits.ahead else {
      leftOut += 1
      return
    }
    let place = ahead.firstIndex { $0.moment > operation.moment } ?? ahead.endIndex
    ahead.insert(operation, at: place)
    nextDue = min(nextDue, operation.moment)
  }

  // MARK: Going on where another was

  /// Takes over an alert that an earlier evaluation knew.
  package mutating func adopt(_ alert: Alert) {
    guard let place = rules.rules.firstIndex(where: { $0.name == alert.rule }) else { return }
    groups[owners[place]].adopt(alert, ofRuleAt: place)
    nextDue = .min
  }

  /// Ends the taking over: all that the alerts counted was observed again, and counts are those of what was observed.
  package mutating func endTakingOver() -> [AlertChange] {
    var found: [Found] = []
    for group in groups.indices { groups[group].endTakingOver { found.append(Found(place: $0, change: $1, span: $2, subject: $3)) } }
    nextDue = .min
    return changes(found)
  }
}

/// What a rule's state told of.
private struct Found {
  let place: Int
  let change: AlertChange.Kind
  let span: AlertSpan
  let subject: AlertSubject
}

/// What became of an alert.
package struct AlertChange: Hashable, Sendable {
  /// What became of it.
  package enum Kind: Hashable, Sendable {
    case opened
    case grew
    case resolved
  }

  /// What became of it.
  package let kind: Kind
  /// The alert as it is now.
  package let alert: Alert
}
