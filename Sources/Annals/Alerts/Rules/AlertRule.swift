/// What an alert is raised for: which operations count, whose are counted together, and when they are too many, too few or not as usual.
public struct AlertRule: Hashable, Sendable {
  /// How much it matters.
  public enum Severity: String, Hashable, Sendable, CaseIterable {
    case info
    case warning
    case critical
  }

  /// Whose operations are counted together.
  public enum Grouping: String, Hashable, Sendable, CaseIterable {
    /// All of them.
    case everything
    /// Those of each user.
    case user
    /// Those of each resource type.
    case type
    /// Those of each resource.
    case resource
  }

  /// What it is called: 1 to 64 of `a` to `z`, digits, `-` and `_`.
  public let name: String
  /// What has to be true.
  public let condition: AlertCondition
  /// A sentence for who is told. Default: none; the condition is told anyway.
  public var summary: String?
  /// How much it matters. Default: `warning`.
  public var severity = Severity.warning
  /// Which operations count. Default: all but those of the type `HISTORY`.
  public var filter = AlertFilter()
  /// Whose operations are counted together. Default: all; for conditions about users each user's, for silence each type's.
  public var grouping = Grouping.everything
  /// How long nothing is told of an alert that was told, whatever comes; of single operations, those within it are one alert. Default: 15 minutes.
  public var quiet: Duration = .seconds(900)
  /// The names of the deliveries that tell of it; `nil` for all. Default: all.
  public var deliveries: Set<String>?

  /// A rule. Throws `invalidConfiguration` where the name is none or the condition has no meaning.
  public init(_ name: String, _ condition: AlertCondition) throws(HistoryError) {
    try Self.check(name: name)
    try condition.check()
    self.name = name
    self.condition = condition
    switch condition {
    case .distinctResources, .aboveUsual, .outsideHours, .firstSeen, .fieldsTouched: grouping = .user
    case .silence: grouping = .type
    default: break
    }
  }

  /// Throws `invalidConfiguration` where a text is no name of a rule.
  public static func check(name: String) throws(HistoryError) {
    let isValid = name.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
    guard isValid, (1...64).contains(name.utf8.count) else {
      throw HistoryError(.invalidConfiguration, "\"\(name.quoted(80))\" is no name of a rule: give 1 to 64 of a-z, 0-9, - and _")
    }
    // It stands in notices, lists and pages, and also somebody who mutes a rule by its name may have pasted the wrong thing.
    guard Sanitizer.withoutSecrets(name) == name else {
      throw HistoryError(.invalidConfiguration, "the name of a rule looks like a secret, and everybody sees it: give another")
    }
  }

  /// Throws `invalidConfiguration` where the parts do not go together.
  public func check() throws(HistoryError) {
    func refuse(_ sentence: String) -> HistoryError { HistoryError(.invalidConfiguration, "the rule \(name): \(sentence)") }
    guard quiet >= .zero, quiet <= AlertCondition.longestWindow else {
      throw refuse("quiet is \(quiet): give it 0 to 31 days")
    }
    switch condition {
    case .silence where filter.types == nil:
      throw refuse("silence is of types that are named: name them")
    case .silence where grouping != .type: throw refuse("silence is of each type: group by type")
    case .aboveUsual where grouping != .user: throw refuse("what is usual is of each user: group by user")
    case .distinctResources where grouping == .resource: throw refuse("a resource is one resource: group by user, type or everything")
    default: break
    }
  }

  /// The rules of who has none of their own: more than 10 deletions in an hour (by one user, and by all), more than 100 operations of a user
  /// in a day, and more than 5 % failed of 20 or more operations in an hour.
  public static let standard: [AlertRule] = {
    func rule(
      _ name: String, _ condition: AlertCondition, _ summary: String, by grouping: Grouping = .everything, _ severity: Severity = .warning,
      operations: Set<OperationKind>? = nil
    ) -> AlertRule {
      var rule = AlertRule(checked: name, condition)
      rule.summary = summary
      rule.grouping = grouping
      rule.severity = severity
      rule.filter.operations = operations
      return rule
    }
    return [
      rule(
        "deletions-by-user", .count(moreThan: 10, within: .seconds(3600)), "One user deletes much.", by: .user, .critical,
        operations: [.delete]),
      rule("deletions", .count(moreThan: 10, within: .seconds(3600)), "Much is deleted.", operations: [.delete]),
      rule("operations-by-user", .count(moreThan: 100, within: .seconds(86_400)), "One user does much.", by: .user),
      rule("failures", .failedShare(above: 0.05, atLeast: 20, within: .seconds(3600)), "Many operations fail."),
    ]
  }()

  private init(checked name: String, _ condition: AlertCondition) {
    self.name = name
    self.condition = condition
  }
}

extension AlertRule: CustomStringConvertible {
  /// The rule on one line: `deletions-by-user (critical): DELETE, more than 10 within 1 hour, by user`.
  public var description: String {
    var parts = [AlertedOperations(self).words]
    if let types = filter.types { parts.append("of \(types.map(\.name).sorted().joined(separator: ", "))") }
    if let prefixes = filter.idPrefixes { parts.append("ids that begin with \(prefixes.sorted().joined(separator: ", "))") }
    if let users = filter.users { parts.append("of \(users.map(\.id).sorted().joined(separator: ", "))") }
    if !filter.exceptUsers.isEmpty { parts.append("not of \(filter.exceptUsers.map(\.id).sorted().joined(separator: ", "))") }
    if let outcome = filter.outcome { parts.append("that \(outcome == .failed ? "failed" : "succeeded")") }
    parts.append(condition.sentence)
    if grouping != .everything { parts.append("by \(grouping.rawValue)") }
    if let deliveries { parts.append("told to \(deliveries.sorted().joined(separator: ", "))") }
    return "\(name) (\(severity.rawValue)): \(parts.joined(separator: ", "))"
  }
}
