import AWSClient
import Annals

/// What became of an attempt at a transaction.
enum TransactionOutcome: Sendable {
  case written
  /// The places of the parts whose conditions did not hold; nothing was written.
  case conditionsFailed(Set<Int>)
  /// Somebody writes the same items now, or the table throttles: nothing was written.
  case again
  /// It may be that it was done, or is being done.
  case failed(HistoryError)

  /// Whether the table had trouble with it.
  var isTrouble: Bool {
    switch self {
    case .written, .conditionsFailed: false
    case .again, .failed: true
    }
  }

  fileprivate static let passing: Set = ["TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"]
}

extension TableAccess {
  /// One attempt; with the token of an attempt before, a transaction that was done all the same is not done twice.
  func attempt(_ parts: [TransactWriteItems.Part], token: String) async throws -> TransactionOutcome {
    do {
      var transaction = TransactWriteItems(transactItems: parts)
      transaction.clientRequestToken = token
      try await transact(transaction)
      return .written
    } catch let error as AWSError {
      let reasons = error.cancellationReasons.map(\.code)
      let failed = Set(reasons.indices.filter { reasons[$0] == "ConditionalCheckFailed" })
      if !failed.isEmpty { return .conditionsFailed(failed) }
      if reasons.contains(where: { TransactionOutcome.passing.contains($0 ?? "") }) { return .again }
      if let reason = error.cancellationReasons.first(where: { $0.code == "ValidationError" }) {
        throw HistoryError(.storeRejected, "DynamoDB refused what was sent: \(reason.message ?? "it is not valid")", underlying: error)
      }
      return .failed(HistoryError(error, table: name))
    }
  }
}
