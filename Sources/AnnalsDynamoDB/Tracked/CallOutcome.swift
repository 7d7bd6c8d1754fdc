import AWSClient

/// What came of a call of the service to DynamoDB.
struct CallOutcome<Output: Sendable>: Sendable {
  let result: Result<Output, any Error>
  /// Whether an attempt before the last may have been carried out: what is found then may be the call's own work.
  let isRetried: Bool

  /// Runs a call, and notes its attempts.
  static func of(_ call: @Sendable () async throws -> Output) async -> CallOutcome {
    let attempts = CallAttempts()
    return await CallAttempts.$current.withValue(attempts) {
      do {
        let output = try await call()
        return CallOutcome(result: .success(output), isRetried: attempts.openCount > 0)
      } catch {
        // The last attempt is noted too: it is not one before the last.
        let last = (error as? AWSError)?.leavesOutcomeOpen == true && (error as? AWSError)?.code != .deadlineExceeded ? 1 : 0
        return CallOutcome(result: .failure(error), isRetried: attempts.openCount > last)
      }
    }
  }

  /// Why it failed.
  var failure: (any Error)? { if case .failure(let error) = result { error } else { nil } }

  /// Whether a call that failed may have been carried out all the same.
  var isOpen: Bool {
    guard let failure else { return false }
    return isRetried || (failure as? AWSError)?.leavesOutcomeOpen ?? true
  }
}

/// What the records of one call have in common.
struct TrackedCall: Sendable {
  /// DynamoDB's name of the call, such as `PutItem`.
  let name: String
  /// The service's function that made it.
  let function: String
  /// Why it failed.
  var failure: (any Error)?
  /// Whether it may have been carried out although it failed.
  var isOpen = false
  /// Whether it was tried again after an attempt that may have been carried out.
  var isRetried = false
  /// The token of its transaction.
  var transaction: String?

  init(_ name: String, _ function: String, transaction: String? = nil) {
    self.name = name
    self.function = function
    self.transaction = transaction
  }

  /// The call with what came of it.
  func ended(_ outcome: CallOutcome<some Sendable>) -> TrackedCall {
    var call = self
    (call.failure, call.isOpen, call.isRetried) = (outcome.failure, outcome.isOpen, outcome.isRetried)
    return call
  }
}
