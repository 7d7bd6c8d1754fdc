import Synchronization

/// What became of the attempts of the calls in a task, for callers who must know whether something that failed may be done all the same.
///
/// A write that is tried again may find what it wrote itself.
package final class CallAttempts: Sendable {
  /// Where calls to DynamoDB in this task note their attempts; `nil` where nobody asks.
  @TaskLocal package static var current: CallAttempts?

  private let open = Atomic<Int>(0)

  /// No attempt yet.
  package init() {}

  /// The failed attempts that the service may have carried out: those without an answer, or with one that says that something broke.
  package var openCount: Int { open.load(ordering: .relaxed) }

  func note(_ failure: AWSError) {
    if failure.leavesOutcomeOpen { open.wrappingAdd(1, ordering: .relaxed) }
  }
}

extension AWSError {
  /// Whether the service may have carried out the request although it failed: no answer came, it could not be read, or the service broke.
  package var leavesOutcomeOpen: Bool {
    switch code {
    case .credentialsNotFound, .credentialsUnavailable, .invalidConfiguration: false
    case .connectionFailed, .timedOut, .deadlineExceeded, .checksumMismatch, .invalidReply, "TransactionInProgressException": true
    default: !isThrottling && (httpStatus.map { $0 >= 500 } ?? true)
    }
  }
}
