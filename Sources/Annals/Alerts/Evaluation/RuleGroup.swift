/// Rules that look at the same operations, grouped alike: what they know. Most rules of a file share a group with others, and with it one log.
struct RuleGroup: Sendable {
  typealias Tell = GroupedOperations.Tell

  /// What makes a rule look at fewer operations than others of its filter; such a rule is alone in its group.
  private enum Gate {
    case none
    case hours(WorkingHours, ZoneClock)
    /// The pairs of user and type that were seen; those that are not are asked for.
    case firstSeen(Set<UInt64>)
    case silence(SilenceWatch)
  }

  /// The places of the rules.
  let places: [Int]
  /// Which operations they count.
  let filter: AlertFilter
  private let grouping: AlertRule.Grouping
  private var operations: GroupedOperations
  private var gate: Gate
  /// Where among the rules one is that has to know what is usual.
  private let usual: [Int]
  private static let seenLimit = 100_000

  /// Rules in as few groups as can be.
  static func groups(of rules: AlertRules, limits: AlertLimits) -> [RuleGroup] {
    struct Kind: Hashable {
      let filter: AlertFilter
      let grouping: AlertRule.Grouping
      let alone: Int?
    }
    var order: [Kind] = []
    var places: [Kind: [Int]] = [:]
    for (place, rule) in rules.rules.enumerated() {
      let kind = Kind(filter: rule.filter, grouping: rule.grouping, alone: rule.isAlone ? place : nil)
      if places[kind] == nil { order.append(kind) }
      places[kind, default: []].append(place)
    }
    return order.map { RuleGroup(places[$0] ?? [], of: rules, $0.filter, by: $0.grouping, limits: limits) }
  }

  private init(_ places: [Int], of rules: AlertRules, _ filter: AlertFilter, by grouping: AlertRule.Grouping, limits: AlertLimits) {
    self.places = places
    self.filter = filter
    self.grouping = grouping
    let members = places.map { rules.rules[$0] }
    operations = GroupedOperations(members.compactMap(RuleCheck.init), ofRulesAt: places, limits: limits)
    usual = members.indices.filter { if case .aboveUsual = members[$0].condition { true } else { false } }
    gate =
      switch members.first?.condition {
      case .outsideHours(let hours): .hours(hours, ZoneClock())
      case .firstSeen: .firstSeen([])
      case .silence(let time): .silence(SilenceWatch(filter.types ?? [], time: time.microseconds))
      default: .none
      }
  }

  /// How many subjects went although operations of theirs may have counted.
  var forgotten: Int { operations.forgotten }

  /// Before this moment no alert of the rules ends, and no silence is told of.
  var nextDue: Int64 {
    if case .silence(let watch) = gate { return watch.nextDue }
    return operations.nextEnd
  }

  private var only: Int { places.first ?? 0 }

  private func member(_ place: Int) -> Int? { places.firstIndex(of: place) }

  // MARK: Operations

  /// Takes in an operation that the rules count. Returns what has to be known first, where something has.
  mutating func observe(_ operation: AlertObservation, newest: Int64, _ tell: Tell) -> [AlertQuestion] {
    switch gate {
    case .none: break
    case .hours(let hours, var clock):
      let isWithin = clock.isWithin(hours, operation.moment)
      gate = .hours(hours, clock)
      if isWithin { return [] }
    case .firstSeen: return firstSeenQuestion(operation)
    case .silence(var watch):
      // Held here alone, so that it is changed in place.
      gate = .none
      watch.hear(operation) { [only] in tell(only, $0, $1, $2) }
      gate = .silence(watch)
      return []
    }
    let key = operation.key(grouping)
    admit(operation, of: key, newest, tell)
    return usual.isEmpty ? [] : usual.compactMap { usualQuestion(of: operation, key: key, for: $0) }
  }

  private mutating func admit(_ operation: AlertObservation, of key: UInt64, _ newest: Int64, _ tell: Tell) {
    operations.admit(operation, of: key, operation.subject(grouping), newest: newest, tell)
  }

  /// Takes in what stored history says.
  mutating func take(_ answers: [AlertAnswer], to question: AlertQuestion, newest: Int64, _ tell: Tell) {
    switch question.subject {
    case .firstSeen(let operation):
      guard answers.allSatisfy({ $0.count == 0 }) else { return }
      admit(operation, of: operation.key(grouping), newest, tell)
    case .usual(let key, let hour):
      guard let index = member(question.place) else { return }
      let count = Double(answers.reduce(0) { $0 + $1.count }) / Double(UsualCount.weeks)
      operations.learn(UsualCount(hour: hour, count: count), of: key, for: index, tell)
    case .latest(let type):
      guard case .silence(var watch) = gate, let newest = answers.first?.newest else { return }
      watch.begin(type, at: newest)
      gate = .silence(watch)
    }
  }

  private mutating func firstSeenQuestion(_ operation: AlertObservation) -> [AlertQuestion] {
    guard case .firstSeen(var seen) = gate else { return [] }
    gate = .none
    defer { gate = .firstSeen(seen) }
    if seen.count >= Self.seenLimit { seen.removeAll() }
    guard seen.insert(operation.userKey &* 31 &+ operation.typeKey).inserted else { return [] }
    let filter = RecordFilter(
      resourceType: operation.type, user: operation.user, to: Timestamp(microseconds: operation.moment))
    return [AlertQuestion(place: only, subject: .firstSeen(operation), filters: [filter], limit: 1)]
  }

  private func usualQuestion(of operation: AlertObservation, key: UInt64, for index: Int) -> AlertQuestion? {
    guard let hour = operations.unknownHour(of: key, for: index) else { return nil }
    let filters = (1...UsualCount.weeks).map { week in
      let start = hour - Int64(week) * UsualCount.week
      return RecordFilter(
        user: operation.user, from: Timestamp(microseconds: start), to: Timestamp(microseconds: start + UsualCount.hour))
    }
    return AlertQuestion(place: places[index], subject: .usual(key: key, hour: hour), filters: filters, limit: 1000)
  }

  // MARK: Time

  /// Operations are told of from this moment on.
  mutating func begin(at moment: Int64) { operations.begin(at: moment) }

  /// What has to be known when an evaluation begins.
  func openingQuestions(before moment: Timestamp) -> [AlertQuestion] {
    guard case .silence = gate else { return [] }
    return (filter.types ?? []).sorted().map { type in
      AlertQuestion(place: only, subject: .latest(type), filters: [RecordFilter(resourceType: type, to: moment)], limit: 1)
    }
  }

  /// Silence of types of which nothing is known is counted from a moment on.
  mutating func beginListening(at moment: Int64) {
    guard case .silence(var watch) = gate else { return }
    watch.begin(at: moment)
    gate = .silence(watch)
  }

  /// Ends what is over, and tells of silence.
  mutating func advance(to moment: Int64, _ tell: Tell) {
    operations.resolve(upTo: moment, tell)
    guard case .silence(var watch) = gate else { return }
    watch.advance(to: moment) { [only] in tell(only, $0, $1, $2) }
    gate = .silence(watch)
  }

  // MARK: Going on where another was

  mutating func adopt(_ alert: Alert, ofRuleAt place: Int) {
    let isOpen = alert.state == .open
    if case .silence(var watch) = gate {
      if isOpen, case .type(let type) = alert.subject { watch.adopt(alert.span, of: type) }
      gate = .silence(watch)
    } else if let index = member(place) {
      operations.adopt(alert.span, isOpen: isOpen, of: alert.subject, for: index)
    }
  }

  mutating func endTakingOver(_ tell: Tell) { operations.endTakingOver(tell) }
}

extension AlertRule {
  /// Whether it looks at fewer operations than others of its filter, or at none together.
  fileprivate var isAlone: Bool {
    switch condition {
    case .outsideHours, .firstSeen, .fieldsTouched, .silence: true
    case .count, .failedShare, .distinctResources, .aboveUsual: false
    }
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
