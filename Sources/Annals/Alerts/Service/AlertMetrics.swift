import Metrics

/// The alerts' numbers, through swift-metrics.
struct AlertMetrics: Sendable {
  private let observed = Counter(label: "annals.alerts.records")
  private let missed = Counter(label: "annals.alerts.missed")
  private let forgotten = Gauge(label: "annals.alerts.forgotten")
  private let open = Gauge(label: "annals.alerts.open")
  private let holding = Gauge(label: "annals.alerts.evaluating")
  private let evaluation = Metrics.Timer(label: "annals.alerts.evaluation.duration")
  // From the start, so that the first of each is seen as one more.
  private let opened = Self.counters("annals.alerts.opened")
  private let resolved = Self.counters("annals.alerts.resolved")

  private static func counters(_ label: String) -> [AlertRule.Severity: Counter] {
    Dictionary(
      uniqueKeysWithValues: AlertRule.Severity.allCases.map { ($0, Counter(label: label, dimensions: [("severity", $0.rawValue)])) })
  }

  /// Records that were looked at, in a time.
  func report(observed count: Int, in time: Duration) {
    observed.increment(by: count)
    evaluation.record(duration: time)
  }

  /// Records that came faster than they were looked at, and are read from the store.
  func report(missed count: Int) { missed.increment(by: count) }

  func report(open count: Int, forgotten: Int) {
    open.record(count)
    self.forgotten.record(forgotten)
  }

  func report(isEvaluating: Bool) { holding.record(isEvaluating ? 1 : 0) }

  func report(_ change: AlertChange) {
    switch change.kind {
    case .opened: opened[change.alert.severity]?.increment()
    case .resolved: resolved[change.alert.severity]?.increment()
    case .grew: break
    }
  }

  /// A try to deliver, by the kind of delivery and how it ended: `delivered`, `failed`, `given_up`.
  func report(delivery kind: String, _ outcome: String, in time: Duration) {
    let dimensions = [("kind", kind), ("outcome", outcome)]
    Counter(label: "annals.alerts.deliveries", dimensions: dimensions).increment()
    Metrics.Timer(label: "annals.alerts.delivery.duration", dimensions: dimensions).record(duration: time)
  }
}
