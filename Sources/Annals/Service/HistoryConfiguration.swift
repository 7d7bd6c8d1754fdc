/// How history is recorded: what is redacted and cut, which reads are recorded, how long who looked is
/// kept, how much is held, how it is batched.
public struct HistoryConfiguration: Sendable {
  /// What is redacted.
  public var redaction = RedactionRules()
  /// How long texts and states may be.
  public var truncation = TruncationRules()
  /// Which reads are recorded.
  public var reads = ReadAuditing()
  /// Days that records about access (who looked at history, and what was done to it) are kept at least, whatever a clean-up asks for;
  /// 1 to 36,525. Default: 400.
  public var accessRetentionDays = 400
  /// How much is held in memory, how it is batched, and how long a failing store is tried.
  public var recorder = RecorderConfiguration()

  /// The defaults.
  public init() {}

  func check() throws(HistoryError) {
    try recorder.check()
    try reads.check()
    guard (1...HistoryService.maximumRetention).contains(accessRetentionDays) else {
      throw HistoryError(
        .invalidConfiguration, "accessRetentionDays is \(accessRetentionDays): give it 1 to \(HistoryService.maximumRetention)")
    }
  }
}
