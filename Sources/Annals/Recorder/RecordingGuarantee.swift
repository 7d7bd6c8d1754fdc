/// What history promises about a record once it was handed over.
public enum RecordingGuarantee: Hashable, Sendable {
  /// Held in memory until it is stored: bounded, and what is lost is counted and told. A crash of the process loses what waits.
  case bestEffort
  /// Kept on disk within ``RecorderConfiguration/batchInterval``, until the store has it: a crash of the process loses no more than that
  /// interval's records, and a store that is down loses nothing while the disk has room. What a crash of the machine leaves, the journal's
  /// durability decides.
  case journaled(JournalConfiguration)
  /// A tracked `async` call returns after its record is in the journal (synced, where that is its durability) or, without a journal, in the
  /// store. It waits this long at most. `log` and calls that are not `async` cannot wait: use `logAndWait`.
  case beforeReturn(within: Duration, otherwise: Overdue, journal: JournalConfiguration? = nil)

  /// What a tracked call does whose record is not safe in time, or is lost.
  public enum Overdue: Hashable, Sendable {
    /// It returns as if nothing were; the log and `annals.guarantee.missed` tell of it.
    case proceed
    /// It throws a `HistoryError` of code `not_safe`, where its errors' type allows that; what the call did stays done.
    case fail
  }

  /// The journal, where there is one.
  public var journal: JournalConfiguration? {
    switch self {
    case .bestEffort: nil
    case .journaled(let journal): journal
    case .beforeReturn(_, _, let journal): journal
    }
  }

  func check() throws(HistoryError) {
    try journal?.check()
    if case .beforeReturn(let limit, _, _) = self, limit <= .zero {
      throw HistoryError(.invalidConfiguration, "a call waits \(limit) for its record: give more than zero")
    }
  }
}
