/// How history is recorded: what is redacted and cut, which reads are recorded, how much is held, how it is batched.
public struct HistoryConfiguration: Sendable {
  /// What is redacted.
  public var redaction = RedactionRules()
  /// How long texts and states may be.
  public var truncation = TruncationRules()
  /// Which reads are recorded.
  public var reads = ReadAuditing()
  /// How much is held in memory, how it is batched, and how long a failing store is tried.
  public var recorder = RecorderConfiguration()

  /// The defaults.
  public init() {}
}
