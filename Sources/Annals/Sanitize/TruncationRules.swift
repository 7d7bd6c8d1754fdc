/// How much of a record is shown; what is cut is kept whole beside it.
public struct TruncationRules: Sendable {
  /// Bytes in UTF-8 that a text is shown with at most, the mark included; 128 or more. Default: 4,096.
  public var textLimit = 4_096
  /// Bytes of JSON that states and metadata have at most together after texts are cut; 8 KiB to 256 KiB, the default, which is what
  /// surely fits DynamoDB's 400 KB.
  public var recordLimit = 256 * 1024

  /// The default rules.
  public init() {}

  func check() throws(HistoryError) {
    guard textLimit >= 128, textLimit <= recordLimit else {
      throw HistoryError(.invalidConfiguration, "a text limit of \(textLimit) bytes cannot be kept: set 128 to recordLimit, such as 4096")
    }
    guard (8 * 1024...256 * 1024).contains(recordLimit) else {
      throw HistoryError(.invalidConfiguration, "a record limit of \(recordLimit) bytes cannot be kept: set 8192 to 262144")
    }
  }
}
