/// The journal without a recorder, for the benchmarks alone: what it costs by itself is nobody else's business.
@_spi(Benchmarks) public struct BareJournal {
  private let log: JournalLog

  /// Opens the journal of a folder. Throws `journalInUse` or `journalUnavailable`.
  public init(_ configuration: JournalConfiguration) throws(HistoryError) { log = try JournalLog(configuration) }

  /// Keeps these payloads, and forces them to the disk where that is the journal's durability.
  public func append(_ payloads: [[UInt8]]) throws(HistoryError) { _ = try log.append(payloads) }

  /// Ends the use of the journal.
  public func close() throws(HistoryError) { try log.close() }
}
