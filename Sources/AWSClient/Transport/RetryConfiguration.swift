/// How often and how soon a call is tried again: the SDKs' standard mode.
///
/// Source: docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
public struct RetryConfiguration: Hashable, Sendable {
  /// Attempts in all, the first among them. Default: 3, for DynamoDB 4.
  public var maximumAttempts: Int?
  /// The wait below which the first retry is drawn; doubled for each further one. Default: 50 ms, for DynamoDB 25 ms.
  public var transientBase: Duration?
  /// The same after throttling. Default: 1 s.
  public var throttlingBase: Duration = .seconds(1)
  /// The longest wait. Default: 20 s.
  public var maximumDelay: Duration = .seconds(20)
  /// Tokens that all calls to one service share; each retry costs some, each success gives some back. Default: 500.
  public var quota = 500
  /// What a retry costs. Default: 14.
  public var transientCost = 14
  /// What a retry after a timeout costs. Default: 14.
  public var timeoutCost = 14
  /// What a retry after throttling costs. Default: 5.
  public var throttlingCost = 5

  /// The SDKs' defaults since November 2026.
  public init() {}

  /// The SDKs' defaults until then: `AWS_NEW_RETRIES_2026=false`.
  public static var before2026: RetryConfiguration {
    var configuration = RetryConfiguration()
    configuration.maximumAttempts = 3
    configuration.transientBase = .seconds(1)
    configuration.transientCost = 5
    configuration.timeoutCost = 10
    return configuration
  }

  /// One attempt, and no other.
  public static var never: RetryConfiguration {
    var configuration = RetryConfiguration()
    configuration.maximumAttempts = 1
    return configuration
  }

  func check() throws(AWSError) {
    func require(_ holds: Bool, _ sentence: String) throws(AWSError) {
      guard holds else { throw AWSError(.invalidConfiguration, sentence) }
    }
    try require(maximumAttempts.map { $0 >= 1 } ?? true, "maximumAttempts is \(maximumAttempts ?? 0): give it at least 1")
    try require(
      quota >= 0 && transientCost >= 0 && timeoutCost >= 0 && throttlingCost >= 0, "a retry's cost is below zero: give it 0 or more")
    let waits = [transientBase ?? .zero, throttlingBase, maximumDelay]
    try require(waits.allSatisfy { $0 >= .zero }, "a retry's wait is below zero: give it 0 or more")
  }
}
