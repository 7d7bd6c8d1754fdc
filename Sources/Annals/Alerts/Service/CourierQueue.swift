/// The notices that wait for one delivery, and when each is tried: a value without clock or lock.
///
/// Of an alert only the newest notice waits. One that fails waits longer each time, and keeps no other waiting.
struct CourierQueue: Sendable {
  struct Job: Sendable {
    let notice: AlertNotice
    /// The alerts and their notices' numbers that are done with it, those that it does not name too.
    let parts: [AlertID: Int]
    /// When it was given.
    let begun: Duration
    var next: Duration
    var failures = 0
  }

  /// Notices that wait at most; what comes beyond is given again later by who gave it.
  static let limit = 1000

  private let backoff: Backoff
  private let patience: Duration
  private var jobs: [Job] = []
  /// The notices that are with the delivery now.
  private var running: [AlertID: Int] = [:]

  init(backoff: Backoff, patience: Duration) {
    self.backoff = backoff
    self.patience = patience
  }

  /// Whether a notice of an alert waits or is tried, in this number or a later one.
  func holds(_ id: AlertID, _ number: Int) -> Bool {
    running[id, default: 0] >= number || jobs.contains { $0.parts[id, default: 0] >= number }
  }

  /// Takes a notice; `false` where there is no room.
  mutating func add(_ notice: AlertNotice, _ parts: [AlertID: Int], at time: Duration) -> Bool {
    jobs.removeAll { job in job.parts.allSatisfy { parts[$0.key, default: 0] >= $0.value } }
    guard jobs.count < Self.limit else { return false }
    jobs.append(Job(notice: notice, parts: parts, begun: time, next: time))
    return true
  }

  /// The notice that is to be tried now, or when the next one is.
  mutating func next(at time: Duration) -> (job: Job?, wait: Duration?) {
    guard let place = jobs.indices.min(by: { jobs[$0].next < jobs[$1].next }) else { return (nil, nil) }
    guard jobs[place].next <= time else { return (nil, jobs[place].next - time) }
    let job = jobs.remove(at: place)
    running = job.parts
    return (job, nil)
  }

  /// The notice that was tried was taken.
  mutating func finish() { running = [:] }

  /// The notice that was tried was not taken. Returns whether it is given up.
  mutating func fail(_ job: Job, canRetry: Bool, at time: Duration, fraction: Double) -> Bool {
    running = [:]
    var job = job
    job.failures += 1
    guard canRetry, time - job.begun < patience else { return true }
    // A newer notice of all its alerts has come meanwhile.
    if jobs.contains(where: { newer in job.parts.allSatisfy { newer.parts[$0.key, default: 0] >= $0.value } }) { return false }
    job.next = time + backoff.delay(attempt: job.failures - 1, fraction: 0.5 + fraction / 2)
    jobs.append(job)
    return false
  }
}
