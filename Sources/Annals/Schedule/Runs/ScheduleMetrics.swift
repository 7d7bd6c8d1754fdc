import Metrics

/// What became of scheduled runs, through swift-metrics.
struct ScheduleMetrics: Sendable {
  private let runs: [RunState.Outcome: Counter]
  private let duration: Metrics.Timer
  private let lastEnd: Gauge

  init(entry: String) {
    runs = Dictionary(
      uniqueKeysWithValues: RunState.Outcome.allCases.map {
        ($0, Counter(label: "annals.schedule.runs", dimensions: [("schedule", entry), ("outcome", $0.rawValue)]))
      })
    duration = Metrics.Timer(label: "annals.schedule.run.duration", dimensions: [("schedule", entry)])
    lastEnd = Gauge(label: "annals.schedule.last_success.timestamp", dimensions: [("schedule", entry)])
  }

  func ended(_ outcome: RunState.Outcome, at moment: Timestamp, in time: Duration) {
    runs[outcome]?.increment()
    duration.record(duration: time)
    if outcome == .done { lastEnd.record(Double(moment.microseconds) / 1_000_000) }
  }
}
