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
  private var states: [RuleState]
  /// The rules that ask for more than kind, type and outcome, by place.
  private let asksForMore: [Bool]
  /// Makes what is observed of records.
  package let observer: AlertObserver
  /// The rules that look at operations of a kind, type and outcome, found out once.
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
    states = rules.rules.map { RuleState($0, limits: limits) }
    let observer = AlertObserver(rules)
    self.observer = observer
    asksForMore = rules.rules.enumerated().map { $1.filter.isNarrower || observer.looksAtFields($0) }
  }

  /// How many subjects rules went without although operations of theirs may have counted.
  package var forgotten: Int { states.reduce(0) { $0 + $1.forgotten } }

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
    for place in candidates(of: operation) {
      guard !asksForMore[place] || counts(operation, at: place) else { continue }
      let question = states[place].observe(operation, at: place, newest: newest) { found.append(Found(place, $0, $1, $2)) }
      if let question { step.questions.append(question) }
      nextDue = min(nextDue, states[place].nextDue)
    }
    if !found.isEmpty { step.changes += changes(found) }
  }

  private func counts(_ operation: AlertObservation, at place: Int) -> Bool {
    rules.rules[place].filter.admits(operation.user, resourceID: operation.resourceID)
      && (!observer.looksAtFields(place) || operation.touching.contains(place))
  }

  /// Takes in what stored history says to a question.
  package mutating func take(_ answers: [AlertAnswer], to question: AlertQuestion) -> [AlertChange] {
    var found: [Found] = []
    states[question.place].take(answers, to: question, newest: newest) { found.append(Found(question.place, $0, $1, $2)) }
    nextDue = min(nextDue, states[question.place].nextDue)
    return changes(found)
  }

  private func changes(_ found: [Found]) -> [AlertChange] {
    found.map { AlertChange(kind: $0.change, alert: Alert(rules.rules[$0.place], $0.subject, $0.span)) }
  }

  private mutating func candidates(of operation: AlertObservation) -> [Int] {
    if let known = candidates[operation.sort] { return known }
    if candidates.count >= Self.candidateLimit { candidates.removeAll() }
    let places = rules.rules.indices.filter {
      rules.rules[$0].filter.admits(operation.kind, operation.type, isFailed: operation.isFailed)
    }
    candidates[operation.sort] = places
    return places
  }

  // MARK: Time

  /// Nothing from before this moment will be observed.
  package mutating func begin(at moment: Timestamp) {
    for place in states.indices { states[place].begin(at: moment.microseconds - 1) }
  }

  /// What has to be known of stored history before a moment at which operations begin to be observed.
  package func openingQuestions(before moment: Timestamp) -> [AlertQuestion] {
    states.indices.flatMap { states[$0].openingQuestions(at: $0, before: moment) }
  }

  /// Silence of types that nothing is known of is counted from this moment on; call it after the opening questions.
  package mutating func beginListening(at moment: Timestamp) {
    for place in states.indices { states[place].beginListening(at: moment.microseconds) }
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
    for place in states.indices { states[place].advance(to: moment.microseconds) { found.append(Found(place, $0, $1, $2)) } }
    step.changes += changes(found)
    nextDue = min(ahead.first?.moment ?? .max, states.reduce(.max) { min($0, $1.nextDue) })
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
    states[place].adopt(alert)
    nextDue = .min
  }

  /// Ends the taking over: all that the alerts counted was observed again, and counts are those of what was observed.
  package mutating func endTakingOver() -> [AlertChange] {
    var found: [Found] = []
    for place in states.indices { states[place].endTakingOver { found.append(Found(place, $0, $1, $2)) } }
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

  init(_ place: Int, _ change: AlertChange.Kind, _ span: AlertSpan, _ subject: AlertSubject) {
    self.place = place
    self.change = change
    self.span = span
    self.subject = subject
  }
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
