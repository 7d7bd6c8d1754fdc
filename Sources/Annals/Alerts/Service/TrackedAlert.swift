/// An alert as the process that evaluates has it in hand: what is kept of it, and when it is told of next.
struct TrackedAlert: Sendable {
  var stored: StoredAlert
  /// The version of its document that was read or written last; 0 where there is none.
  var version: Int
  /// When it is written: at once where that is over.
  var save: Duration?
  /// When it is told of.
  var due: Duration?
  /// When it was told of last.
  private var told: Duration?
  /// How often what only grew is written.
  private static let saveInterval: Duration = .seconds(5)

  init(_ stored: StoredAlert, version: Int) {
    self.stored = stored
    self.version = version
  }

  /// An alert that was raised just now.
  init(new alert: Alert, for deliveries: [String], at time: Duration, gathering interval: Duration) {
    self.init(StoredAlert(alert, deliveries: deliveries), version: 0)
    save = time
    due = time + interval
  }

  /// What a notice tells of it.
  var kind: AlertNotice.Kind {
    stored.alert.state == .resolved ? .resolved : stored.notice == 1 ? .opened : .updated
  }

  /// Takes in what became of it. What is acknowledged is told of again only when it is over; what was told of, not before its quiet time is over.
  mutating func take(_ alert: Alert, at time: Duration, quiet: Duration) {
    let wasOpen = stored.alert.state == .open
    let acknowledgement = stored.alert.acknowledgement
    stored.alert = alert
    stored.alert.acknowledgement = acknowledgement
    if wasOpen, alert.state == .resolved {
      save = time
      // What was not told of yet is told once, as over.
      guard told != nil else { return }
      stored.notice += 1
      due = time
    } else {
      save = save ?? time + Self.saveInterval
      guard alert.state == .open, acknowledgement == nil, let told, due == nil else { return }
      stored.notice += 1
      due = max(time, told + quiet)
    }
  }

  /// It is with the deliveries now.
  mutating func noteTold(at time: Duration) {
    (due, told) = (nil, time)
  }

  /// Some of the deliveries have not taken its newest notice, and it was told of by an earlier process.
  mutating func resume(at time: Duration) {
    told = time
    due = time
  }

  /// It was told of by an earlier process, completely.
  mutating func noteToldBefore(at time: Duration) { told = time }

  /// Takes in what another process wrote of it meanwhile.
  mutating func merge(_ other: StoredAlert, version: Int) {
    self.version = version
    stored.alert.acknowledgement = stored.alert.acknowledgement ?? other.alert.acknowledgement
    stored.notice = max(stored.notice, other.notice)
    for (name, progress) in other.progress where progress.taken > stored.progress[name]?.taken ?? -1 { stored.progress[name] = progress }
  }

  /// Takes in what became of a try to deliver it.
  mutating func take(_ outcome: AlertCourier.Outcome, of number: Int, at moment: Timestamp, elapsed time: Duration) {
    var progress = stored.progress[outcome.delivery] ?? StoredAlert.Progress()
    switch outcome.result {
    case .success:
      progress = StoredAlert.Progress()
      progress.taken = max(number, stored.progress[outcome.delivery]?.taken ?? 0)
      progress.moment = moment
    case .failure(let error):
      progress.failures += 1
      progress.error = error.description
      progress.hasGivenUp = outcome.isLast
      if outcome.isLast { progress.taken = max(progress.taken, number) }
    }
    stored.progress[outcome.delivery] = progress
    save = time
  }

  /// Whether a delivery that it was meant for when it was raised has still to take its newest notice.
  func isUnfinished(for delivery: String) -> Bool { stored.progress[delivery].map { $0.taken < stored.notice } ?? false }

  /// Whether a delivery has still to take its newest notice.
  func isWaited(for delivery: String) -> Bool { stored.progress[delivery]?.taken ?? 0 < stored.notice }
}
