import AWSClient
import Annals
import Logging

/// Which of the indexes a table has that can be read now.
struct HistoryIndexes: Hashable, Sendable {
  var byTime = false
  var byUser = false

  init(_ table: TableDescription) {
    byTime = IndexCondition(of: HistoryTable.timeIndexDefinition, in: table) == .usable
    byUser = IndexCondition(of: HistoryTable.userIndexDefinition, in: table) == .usable
  }

  /// What to tell whoever asks, in a sentence each.
  func warnings(table: String) -> [String] {
    let missing = [byTime ? nil : HistoryTable.timeIndex, byUser ? nil : HistoryTable.userIndex].compactMap { $0 }
    guard !missing.isEmpty else { return [] }
    return [
      "the table \"\(table)\" has no index \(missing.joined(separator: " and no index ")) that can be read: history is read by scanning "
        + "all of the table, which is slow and costs capacity; add it with annals setup"
    ]
  }
}

/// Finds out once which indexes there are, and looks again now and then where one is missing.
actor IndexCheck {
  private static let interval: Duration = .seconds(60)
  private let table: TableAccess
  private let logger: Logger
  private var found: HistoryIndexes?
  private var checked = Timestamp(microseconds: 0)

  init(_ table: TableAccess, logger: Logger) {
    self.table = table
    self.logger = logger
  }

  func indexes() async throws -> HistoryIndexes {
    let now = table.configuration.now()
    if let found {
      let age = Duration.microseconds(now.microseconds - checked.microseconds)
      if (found.byTime && found.byUser) || age < Self.interval { return found }
    }
    let indexes = HistoryIndexes(try await table.describe())
    if found != indexes {
      for warning in indexes.warnings(table: table.name) {
        logger.warning("History is read by scans", metadata: ["annals.store": "dynamodb", "annals.reason": "\(warning)"])
      }
    }
    found = indexes
    checked = now
    return indexes
  }
}
