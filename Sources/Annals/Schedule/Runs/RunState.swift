/// What is known of a schedule entry's runs, in the one document that all processes share: who runs it now, and how the last run ended.
///
/// Decided without clock or store: each change is put in the place of the version that was read, so that of two only one holds.
package struct RunState: Hashable, Sendable {
  /// A run that somebody is at.
  package struct Lease: Hashable, Sendable {
    /// Which process.
    package let holder: String
    /// From this moment on another may take over, unless it was renewed.
    package internal(set) var expires: Timestamp
    /// What is being run: when it was due.
    package let due: Timestamp
    /// When it began.
    package let started: Timestamp
  }

  /// How a run ended.
  package enum Outcome: String, Hashable, Sendable, CaseIterable {
    case done
    /// Its time was over; running it again goes on.
    case unfinished
    case failed
  }

  /// A run that ended.
  package struct Ended: Hashable, Sendable {
    /// When it was due.
    package let due: Timestamp
    /// When it began.
    package let started: Timestamp
    /// When it ended.
    package let ended: Timestamp
    /// How.
    package let outcome: Outcome
    /// Which process ran it.
    package let holder: String
  }

  /// What comes of wanting to run it.
  package enum Decision: Hashable, Sendable {
    case taken
    /// Another process is at it, until then or longer.
    case held(by: String, until: Timestamp)
    /// It was run already.
    case done
  }

  /// Who is at it; nobody, where it is `nil`.
  package internal(set) var lease: Lease?
  /// When the run was due that was given up by whoever was at it, and that nobody has taken since.
  package internal(set) var givenUp: Timestamp?
  /// The last run that ended.
  package internal(set) var last: Ended?
  /// How often it was taken: each run has a number of its own, larger than those before.
  package internal(set) var fence = 0

  init() {}

  /// When the run was due that was begun and has not ended: somebody is at it, or was.
  package var unended: Timestamp? { lease?.due ?? givenUp }

  /// Wants to run what is due at a moment.
  mutating func take(as holder: String, due: Timestamp, at now: Timestamp, for duration: Duration) -> Decision {
    if let last, last.due >= due { return .done }
    if let lease, now < lease.expires { return .held(by: lease.holder, until: lease.expires) }
    fence += 1
    givenUp = nil
    lease = Lease(holder: holder, expires: now.advanced(by: duration), due: due, started: now)
    return .taken
  }

  /// Goes on holding it.
  mutating func renew(at now: Timestamp, for duration: Duration) { lease?.expires = now.advanced(by: duration) }

  /// Ends the run.
  mutating func finish(_ outcome: Outcome, at now: Timestamp) {
    guard let lease else { return }
    last = Ended(due: lease.due, started: lease.started, ended: now, outcome: outcome, holder: lease.holder)
    self.lease = nil
  }

  /// Gives it to whoever wants it next: the run was stopped, and is still due.
  mutating func giveUp() {
    givenUp = lease?.due
    lease = nil
  }
}

extension Timestamp {
  /// The moment so much later.
  package func advanced(by duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    return advanced(byMicroseconds: seconds.multipliedReportingOverflow(by: 1_000_000).partialValue + attoseconds / 1_000_000_000_000)
  }

  /// How much later another moment is.
  package func duration(to other: Timestamp) -> Duration { .microseconds(other.microseconds - microseconds) }
}
