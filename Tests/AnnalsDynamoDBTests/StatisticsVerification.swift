import Annals
import AnnalsDynamoDB

/// What a recount found beside what statistics say.
struct StatisticsVerification {
  let kept: HistoryStatistics
  let counted: HistoryStatistics
  var isExact: Bool { kept == counted }
}

extension DynamoDBStore {
  func verifyStatistics() async throws -> StatisticsVerification {
    StatisticsVerification(kept: try await statistics(.init()), counted: try await countedStatistics(.init()))
  }
}
