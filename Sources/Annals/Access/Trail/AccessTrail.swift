import Synchronization

/// Makes records of who looked at history and what was done to it. They go the way of all records, so that they never harm the answer.
package final class AccessTrail: Sendable {
  private let recorder: HistoryRecorder
  private let elapsed: @Sendable () -> Duration
  private let refusals = Mutex(RefusalTally())

  /// A trail into the recorder's store.
  package init(_ recorder: HistoryRecorder, clock: some Clock<Duration> = ContinuousClock()) {
    self.recorder = recorder
    let start = clock.now
    elapsed = { start.duration(to: clock.now) }
  }

  /// Records an event. Of refusals and failures, those that are too many of one sender in a minute are only counted, and the next record tells how many.
  package func note(_ event: AccessEvent) {
    var event = event
    if event.failure != nil {
      let sender = event.principal.map { "user \($0.user.id)" } ?? "address \(event.remoteAddress ?? "unknown")"
      let time = elapsed()
      switch refusals.withLock({ $0.decide(sender, at: time) }) {
      case .leaveOut: return
      case .record(let leftOut):
        if leftOut > 0 { event.details["refusals_left_out"] = .number(JSONNumber(leftOut)) }
      }
    }
    recorder.offer(event.operation(at: recorder.now()))
  }
}
