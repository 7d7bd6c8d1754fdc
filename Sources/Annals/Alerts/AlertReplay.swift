/// What rules would have raised over history that is stored: when, how often, and how much.
public struct AlertReplay: Sendable {
  /// What a replay found.
  public struct Report: Sendable {
    /// The alerts, the earliest first, as they ended or, of those that are open, as they are.
    public internal(set) var alerts: [Alert] = []
    /// How many records were read.
    public internal(set) var records = 0
  }

  private let rules: AlertRules
  private let store: any HistoryStore
  private let limits: AlertLimits

  /// A replay of rules over a store.
  public init(_ rules: AlertRules, over store: any HistoryStore, limits: AlertLimits = .init()) {
    self.rules = rules
    self.store = store
    self.limits = limits
  }

  /// What would have been raised from a moment up to another: all of history without one, up to now without the other.
  ///
  /// What happened just before is read, too, so that windows are whole at the first moment. Throws what the store throws.
  public func report(from: Timestamp? = nil, to: Timestamp = .now) async throws -> Report {
    var report = Report()
    guard let oldest = try await store.statistics(.init()).first else { return report }
    let first = max(from ?? oldest, oldest)
    let start = max(first.advanced(byMicroseconds: -rules.reach.microseconds), oldest)
    var evaluation = StoredEvaluation(rules, store, limits: limits)
    try await evaluation.begin(at: start)
    var alerts: [AlertID: Alert] = [:]
    func take(_ changes: [AlertChange]) { for change in changes { alerts[change.alert.id] = change.alert } }
    report.records = try await evaluation.replay(from: start, to: to, take)
    take(evaluation.advance(to: to))
    report.alerts = alerts.values.filter { $0.opened >= first }.sorted { ($0.opened, $0.rule, $0.id) < ($1.opened, $1.rule, $1.id) }
    return report
  }
}
