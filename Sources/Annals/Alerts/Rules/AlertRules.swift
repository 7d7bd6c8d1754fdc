/// Rules that go together, each name once.
public struct AlertRules: Hashable, Sendable {
  /// The rules, in their order.
  public let rules: [AlertRule]

  /// The rules of who has none of their own.
  public static let standard = AlertRules(checked: AlertRule.standard)

  /// Rules. Throws `invalidConfiguration` where two have one name, one has no meaning, or there are more than 1,000.
  public init(_ rules: [AlertRule]) throws(HistoryError) {
    var names: Set<String> = []
    for rule in rules {
      try rule.check()
      guard names.insert(rule.name).inserted else {
        throw HistoryError(.invalidConfiguration, "two rules are called \(rule.name): give each a name of its own")
      }
    }
    guard rules.count <= 1000 else { throw HistoryError(.invalidConfiguration, "there are \(rules.count) rules: give at most 1,000") }
    self.rules = rules
  }

  private init(checked rules: [AlertRule]) { self.rules = rules }

  /// The rule of a name, or `nil`.
  public func named(_ name: String) -> AlertRule? { rules.first { $0.name == name } }

  /// How far back operations are counted.
  package var reach: Duration { rules.compactMap { $0.condition.window ?? $0.quiet }.max() ?? .zero }
}
