/// Which rules a service evaluates, whom it tells, and how patiently.
public struct AlertConfiguration: Sendable {
  /// The rules. Default: ``AlertRules/standard``.
  public var rules = AlertRules.standard
  /// Where notices go. Default: nowhere; alerts are kept and can be listed.
  public var deliveries: [any AlertDelivery] = []
  /// What links begin with, such as `https://annals.example.org`. Default: none, and notices have no links.
  public var address: String?
  /// How long an alert gathers before it is told of, so that one notice says what a burst came to. Default: 500 ms.
  public var gatherInterval: Duration = .milliseconds(500)
  /// How often the store is asked for records that other processes wrote. Default: 1 s.
  public var readInterval: Duration = .seconds(1)
  /// How late a record of another process may come into the store and be seen by the next look at it. Default: 10 s.
  public var overlap: Duration = .seconds(10)
  /// How long a process that evaluates may be silent before another takes its place. Default: 15 s.
  public var leaseTime: Duration = .seconds(15)
  /// The wait before a notice is tried again at first, doubled each time. Default: 1 s.
  public var retryInterval: Duration = .seconds(1)
  /// The longest wait between two tries of a notice. Default: 5 minutes.
  public var retryLimit: Duration = .seconds(300)
  /// How long a notice is tried before it is given up. Default: 1 day.
  public var patience: Duration = .seconds(86_400)
  /// How long one try may take. Default: 10 s.
  public var deliveryLimit: Duration = .seconds(10)
  /// How long alerts that are over are kept. Default: 90 days.
  public var retention: Duration = .seconds(90 * 86_400)
  /// What each rule may hold in memory.
  public var limits = AlertLimits()

  /// The defaults.
  public init() {}

  func check() throws(HistoryError) {
    func require(_ holds: Bool, _ sentence: String) throws(HistoryError) {
      guard holds else { throw HistoryError(.invalidConfiguration, sentence) }
    }
    for (name, time) in [
      ("readInterval", readInterval), ("leaseTime", leaseTime), ("retryInterval", retryInterval), ("retryLimit", retryLimit),
      ("patience", patience), ("deliveryLimit", deliveryLimit), ("retention", retention),
    ] {
      try require(time > .zero, "\(name) is \(time): give it more than zero")
    }
    for (name, time) in [("gatherInterval", gatherInterval), ("overlap", overlap)] {
      try require(time >= .zero, "\(name) is \(time): give it zero or more")
    }
    try require(
      limits.subjects >= 8 && limits.operations >= 100 && limits.ahead >= 0,
      "the limits leave no room: give at least 8 subjects and 100 operations")
    var names: Set<String> = []
    for delivery in deliveries {
      try require(names.insert(delivery.name).inserted, "two deliveries are called \(delivery.name): give each a name of its own")
    }
    for rule in rules.rules {
      for name in (rule.deliveries ?? []).sorted() where !names.contains(name) {
        try require(false, "the rule \(rule.name) names the delivery \(name), which there is not: give one of \(names.sorted())")
      }
    }
  }
}
