/// What one rule knows: its windows, or what it listens to. One of these is there.
struct RuleState: Sendable {
  /// Tells of an alert of the rule.
  typealias Tell = (AlertChange.Kind, AlertSpan, AlertSubject) -> Void

  let rule: AlertRule
  private var counts: GroupedWindows<CountWindow>?
  private var shares: GroupedWindows<ShareWindow>?
  private var resources: GroupedWindows<DistinctWindow>?
  private var usuals: GroupedWindows<UsualWindow>?
  private var silence: SilenceWatch?
  private var hours: (hours: WorkingHours, clock: ZoneClock)?
  /// The pairs of user and type that were seen; those that are not are asked for.
  private var seen: Set<UInt64>?
  private static let seenLimit = 100_000

  init(_ rule: AlertRule, limits: AlertLimits) {
    self.rule = rule
    /// Each operation by itself; those within the quiet time are one alert.
    func single() -> GroupedWindows<CountWindow> { Self.counting(0, within: max(rule.quiet, .microseconds(1)), limits) }
    switch rule.condition {
    case .count(0, _): counts = single()
    case .count(let limit, let window): counts = Self.counting(limit, within: window, limits)
    case .failedShare(let share, let least, let window):
      let width = window.microseconds
      shares = GroupedWindows(reach: width, limits: limits) { _ in ShareWindow(share: share, least: least, width: width) }
    case .distinctResources(let limit, let window):
      let width = window.microseconds
      resources = GroupedWindows(reach: width, limits: limits) { _ in DistinctWindow(limit: limit, width: width) }
    case .aboveUsual(let factor, let least):
      usuals = GroupedWindows(reach: UsualWindow.hour, limits: limits) { _ in UsualWindow(factor: factor, least: least) }
    case .outsideHours(let hours):
      self.hours = (hours, ZoneClock())
      counts = single()
    case .firstSeen:
      seen = []
      counts = single()
    case .fieldsTouched: counts = single()
    case .silence(let time): silence = SilenceWatch(rule.filter.types ?? [], time: time.microseconds)
    }
  }

  private static func counting(_ limit: Int, within window: Duration, _ limits: AlertLimits) -> GroupedWindows<CountWindow> {
    let width = window.microseconds
    return GroupedWindows(reach: 2 * width, limits: limits) { CountWindow(limit: limit, width: width, from: $0) }
  }

  /// How many subjects went although operations of theirs may have counted.
  var forgotten: Int {
    (counts?.forgotten ?? 0) + (shares?.forgotten ?? 0) + (resources?.forgotten ?? 0) + (usuals?.forgotten ?? 0)
  }

  /// Before this moment no alert of the rule ends, and no silence is told of.
  var nextDue: Int64 {
    let ends = min(counts?.nextEnd ?? .max, shares?.nextEnd ?? .max, resources?.nextEnd ?? .max)
    return min(ends, usuals?.nextEnd ?? .max, silence?.nextDue ?? .max)
  }

  // MARK: Operations

  /// Takes in an operation that the rule counts. Returns what has to be known first, where something has.
  mutating func observe(_ operation: AlertObservation, at place: Int, newest: Int64, _ tell: Tell) -> AlertQuestion? {
    if silence != nil {
      silence?.hear(operation, tell)
      return nil
    }
    if let hours, isWithin(hours.hours, operation) { return nil }
    if seen != nil { return firstSeenQuestion(operation, at: place) }
    let grouping = rule.grouping
    let key = operation.key(grouping)
    counts?.admit(operation, of: key, operation.subject(grouping), newest: newest, tell)
    shares?.admit(operation, of: key, operation.subject(grouping), newest: newest, tell)
    resources?.admit(operation, of: key, operation.subject(grouping), newest: newest, tell)
    usuals?.admit(operation, of: key, operation.subject(grouping), newest: newest, tell)
    guard let hour = usuals?.window(of: key)?.unknownHour else { return nil }
    return usualQuestion(of: operation, key: key, hour: hour, at: place)
  }

  /// Takes in what stored history says.
  mutating func take(_ answers: [AlertAnswer], to question: AlertQuestion, newest: Int64, _ tell: Tell) {
    switch question.subject {
    case .firstSeen(let operation):
      guard answers.allSatisfy({ $0.count == 0 }) else { return }
      let grouping = rule.grouping
      counts?.admit(operation, of: operation.key(grouping), operation.subject(grouping), newest: newest, tell)
    case .usual(let key, let hour):
      let usual = Double(answers.reduce(0) { $0 + $1.count }) / Double(UsualWindow.weeks)
      guard let moment = usuals?.window(of: key)?.latest else { return }
      usuals?.change(key, at: moment, { $0.learn(usual, for: hour) }, tell)
    case .latest(let type): if let newest = answers.first?.newest { silence?.begin(type, at: newest) }
    }
  }

  private mutating func isWithin(_ hours: WorkingHours, _ operation: AlertObservation) -> Bool {
    self.hours?.clock.isWithin(hours, operation.moment) ?? false
  }

  private mutating func firstSeenQuestion(_ operation: AlertObservation, at place: Int) -> AlertQuestion? {
    if let count = seen?.count, count >= Self.seenLimit { seen?.removeAll() }
    guard seen?.insert(operation.userKey &* 31 &+ operation.typeKey).inserted ?? false else { return nil }
    let filter = RecordFilter(
      resourceType: operation.type, user: operation.user, to: Timestamp(microseconds: operation.moment))
    return AlertQuestion(place: place, subject: .firstSeen(operation), filters: [filter], limit: 1)
  }

  private func usualQuestion(of operation: AlertObservation, key: UInt64, hour: Int64, at place: Int) -> AlertQuestion {
    let filters = (1...UsualWindow.weeks).map { week in
      let start = hour - Int64(week) * UsualWindow.week
      return RecordFilter(
        user: operation.user, from: Timestamp(microseconds: start), to: Timestamp(microseconds: start + UsualWindow.hour))
    }
    return AlertQuestion(place: place, subject: .usual(key: key, hour: hour), filters: filters, limit: 1000)
  }

  // MARK: Time

  /// Operations are told of from this moment on.
  mutating func begin(at moment: Int64) {
    counts?.begin(at: moment)
    shares?.begin(at: moment)
    resources?.begin(at: moment)
    usuals?.begin(at: moment)
  }

  /// What has to be known when an evaluation begins.
  func openingQuestions(at place: Int, before moment: Timestamp) -> [AlertQuestion] {
    guard silence != nil else { return [] }
    return (rule.filter.types ?? []).sorted().map { type in
      AlertQuestion(place: place, subject: .latest(type), filters: [RecordFilter(resourceType: type, to: moment)], limit: 1)
    }
  }

  /// Silence of types of which nothing is known is counted from a moment on.
  mutating func beginListening(at moment: Int64) { silence?.begin(at: moment) }

  /// Ends what is over, and tells of silence.
  mutating func advance(to moment: Int64, _ tell: Tell) {
    counts?.resolve(upTo: moment, tell)
    shares?.resolve(upTo: moment, tell)
    resources?.resolve(upTo: moment, tell)
    usuals?.resolve(upTo: moment, tell)
    silence?.advance(to: moment, tell)
  }

  // MARK: Going on where another was

  mutating func adopt(_ alert: Alert) {
    let (key, isOpen) = (alert.subject.key, alert.state == .open)
    counts?.adopt(alert.span, isOpen: isOpen, of: key, alert.subject)
    shares?.adopt(alert.span, isOpen: isOpen, of: key, alert.subject)
    resources?.adopt(alert.span, isOpen: isOpen, of: key, alert.subject)
    usuals?.adopt(alert.span, isOpen: isOpen, of: key, alert.subject)
    if isOpen, case .type(let type) = alert.subject { silence?.adopt(alert.span, of: type) }
  }

  mutating func endTakingOver(_ tell: Tell) {
    counts?.endTakingOver(tell)
    shares?.endTakingOver(tell)
    resources?.endTakingOver(tell)
    usuals?.endTakingOver(tell)
  }
}

extension AlertObservation {
  fileprivate func key(_ grouping: AlertRule.Grouping) -> UInt64 {
    switch grouping {
    case .everything: 0
    case .user: userKey
    case .type: typeKey
    case .resource: resourceKey
    }
  }

  fileprivate func subject(_ grouping: AlertRule.Grouping) -> AlertSubject {
    switch grouping {
    case .everything: .everything
    case .user: .user(user)
    case .type: .type(type)
    case .resource: resource.map(AlertSubject.resource) ?? .type(type)
    }
  }
}
