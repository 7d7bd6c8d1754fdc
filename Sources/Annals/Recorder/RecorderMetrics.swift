import Metrics

/// The pipeline's numbers, through swift-metrics; names follow OpenTelemetry's manner.
struct RecorderMetrics: Sendable {
  private let recorded = Counter(label: "annals.records.recorded")
  private let depth = Gauge(label: "annals.queue.depth")
  private let capacity = Gauge(label: "annals.queue.capacity")
  private let size = Gauge(label: "annals.queue.size")
  private let age = Gauge(label: "annals.queue.age")
  private let missed = Counter(label: "annals.guarantee.missed")
  private let lost: [LossTally.Reason: Counter]
  private let stored: Counter
  private let retried: Counter
  private let duration: Metrics.Timer
  private let journal: JournalGauges?

  /// The gauges of a journal, which not every recorder has.
  private struct JournalGauges {
    let records = Gauge(label: "annals.journal.records")
    let size = Gauge(label: "annals.journal.size")
    let limit = Gauge(label: "annals.journal.limit")
    let trouble = Gauge(label: "annals.journal.trouble")
    let findings = Gauge(label: "annals.journal.findings")
  }

  init(store: String, hasJournal: Bool) {
    stored = Counter(label: "annals.records.stored", dimensions: [("store", store)])
    retried = Counter(label: "annals.records.retried", dimensions: [("store", store)])
    duration = Metrics.Timer(label: "annals.store.duration", dimensions: [("store", store)])
    lost = Dictionary(
      uniqueKeysWithValues: LossTally.Reason.allCases.map {
        ($0, Counter(label: "annals.records.lost", dimensions: [("reason", $0.rawValue)]))
      }
    )
    journal = hasJournal ? JournalGauges() : nil
  }

  func report(recorded count: Int, lost losses: [LossTally.Reason: Int]) {
    recorded.increment(by: count)
    for (reason, count) in losses { lost[reason]?.increment(by: count) }
  }

  func report(stored count: Int, in time: Duration) {
    stored.increment(by: count)
    duration.record(duration: time)
  }

  func reportMissedGuarantee() { missed.increment() }

  func report(retried count: Int) { retried.increment(by: count) }

  /// How the recorder stands; `age` is how long the oldest record has waited, in seconds.
  func report(_ status: RecorderStatus, age seconds: Double) {
    depth.record(status.depth)
    capacity.record(status.capacity)
    size.record(status.heldSize)
    age.record(seconds)
    guard let journal, let status = status.journal else { return }
    journal.records.record(status.waiting)
    journal.size.record(status.size)
    journal.limit.record(status.sizeLimit)
    journal.trouble.record(status.trouble == nil ? 0 : 1)
    journal.findings.record(status.findings)
  }
}
