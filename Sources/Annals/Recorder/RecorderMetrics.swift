import Metrics

/// The pipeline's numbers, through swift-metrics; names follow OpenTelemetry's manner.
struct RecorderMetrics: Sendable {
  private let recorded = Counter(label: "annals.records.recorded")
  private let depth = Gauge(label: "annals.queue.depth")
  private let age = Gauge(label: "annals.queue.age")
  private let missed = Counter(label: "annals.guarantee.missed")
  private let journalRecords = Gauge(label: "annals.journal.records")
  private let journalSize = Gauge(label: "annals.journal.size")
  private let stored: Counter
  private let retried: Counter
  private let duration: Metrics.Timer
  private let store: String

  init(store: String) {
    self.store = store
    stored = Counter(label: "annals.records.stored", dimensions: [("store", store)])
    retried = Counter(label: "annals.records.retried", dimensions: [("store", store)])
    duration = Metrics.Timer(label: "annals.store.duration", dimensions: [("store", store)])
  }

  func report(recorded count: Int, lost: [LossTally.Reason: Int], depth: Int, age seconds: Double) {
    recorded.increment(by: count)
    self.depth.record(depth)
    age.record(seconds)
    for (reason, count) in lost { Counter(label: "annals.records.lost", dimensions: [("reason", reason.rawValue)]).increment(by: count) }
  }

  func report(stored count: Int, in time: Duration) {
    stored.increment(by: count)
    duration.record(duration: time)
  }

  func reportMissedGuarantee() { missed.increment() }

  func report(_ journal: JournalStatus) {
    journalRecords.record(journal.waiting)
    journalSize.record(journal.size)
  }

  func report(retried count: Int) { retried.increment(by: count) }
}
