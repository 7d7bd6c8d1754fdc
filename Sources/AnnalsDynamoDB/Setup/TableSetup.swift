public import AWSClient
import Annals

/// Makes the table that history is kept in, or adds what is missing to one that is there, such as a service's main table.
///
/// Indexes are added one after the other, as DynamoDB demands. A run that was stopped goes on where it was when it is run again.
public struct TableSetup: Sendable {
  /// How often a change is asked for that DynamoDB does not take now, and a new index is looked for that it does not show.
  private static let patience = 30
  private let client: DynamoDBClient
  private let tableName: String
  private let options: TableSetupOptions
  private let clock: any Clock<Duration>

  /// Set-up of a table; `clock` is what waits are measured with.
  public init(
    client: AWSClient, tableName: String, options: TableSetupOptions = .init(), clock: any Clock<Duration> = ContinuousClock()
  ) {
    self.client = DynamoDBClient(client)
    self.tableName = tableName
    self.options = options
    self.clock = clock
  }

  /// Does what is missing, and returns what was done, in a sentence each; of a table that has everything it says that nothing is missing.
  ///
  /// An index is filled from the whole table, which takes minutes to hours; `progress` gets a sentence where something begins, and each
  /// minute of waiting. Cancelling the task stops the waiting, not what DynamoDB does.
  ///
  /// Throws `invalidConfiguration` for a table whose keys, indexes or expiry are not history's, before anything is changed.
  public func run(progress: @Sendable (String) -> Void = { _ in }) async throws -> [String] {
    try options.check()
    try await checkExpiry()
    var done = try await makeTable(progress)
    if options.hasExpiry, let sentence = try await enableExpiry(progress) { done.append(sentence) }
    if options.hasPointInTimeRecovery, let sentence = try await enableRecovery(progress) { done.append(sentence) }
    return done.isEmpty ? ["the table \"\(tableName)\" has all that history needs: nothing is missing"] : done
  }

  // MARK: Table and indexes

  private func makeTable(_ progress: @Sendable (String) -> Void) async throws -> [String] {
    var plan = SetupPlan(tableName: tableName, options: options)
    var wait = PollingWait()
    var refused = 0
    var done: [String] = []
    while let step = try plan.next(try await table()) {
      switch step {
      case .wait(let sentence):
        if sentence.hasSuffix("to appear") { refused += 1 }
        guard refused < Self.patience else { throw givenUp(sentence) }
        try await wait.sleep(sentence, clock, progress)
      case .create(let request):
        try await apply(.table) { _ = try await client.createTable(request) }
      case .update(let change, let request):
        try await apply(change) { _ = try await client.updateTable(request) }
      }
    }
    return done

    func apply(_ change: SetupChange, _ call: () async throws -> Void) async throws {
      progress(change.announcement(of: tableName))
      if try await isTaken(call) {
        plan.note(change)
        done.append(change.result(of: tableName))
        (wait, refused) = (PollingWait(), 0)
      } else {
        refused += 1
        guard refused < Self.patience else { throw givenUp(change.announcement(of: tableName)) }
        try await wait.sleep("waiting until DynamoDB takes this", clock, progress)
      }
    }
  }

  private func table() async throws -> TableDescription? {
    do {
      return try await client.describeTable(DescribeTable(tableName: tableName)).table
    } catch let error as AWSError {
      if error.code == "ResourceNotFoundException" { return nil }
      throw HistoryError(error, table: tableName)
    }
  }

  /// Runs a call; `false` where DynamoDB does not take it now, for somebody else changes the table, or it is not all there yet.
  private func isTaken(_ call: () async throws -> Void) async throws -> Bool {
    let passing: Set<AWSError.Code> = [
      "ResourceInUseException", "LimitExceededException", "ContinuousBackupsUnavailableException", "TableInUseException",
    ]
    do {
      try await call()
      return true
    } catch let error as AWSError {
      if passing.contains(error.code) || (error.code == "ValidationException" && error.message.contains("already exist")) { return false }
      throw HistoryError(error, table: tableName)
    }
  }

  private func givenUp(_ what: String) -> HistoryError {
    HistoryError(.storeUnavailable, "DynamoDB did not come to an end with this: \(what); look at the table, and run this again")
  }

  // MARK: Expiry and recovery

  /// Throws where the table's items expire by another attribute: DynamoDB has one for a table.
  private func checkExpiry() async throws {
    guard options.hasExpiry, try await table() != nil else { return }
    _ = try isExpiring(try await expiry())
  }

  private func expiry() async throws -> DescribeTimeToLive.Output {
    do {
      return try await client.describeTimeToLive(DescribeTimeToLive(tableName: tableName))
    } catch let error as AWSError {
      throw HistoryError(error, table: tableName)
    }
  }

  private func isExpiring(_ expiry: DescribeTimeToLive.Output) throws(HistoryError) -> Bool {
    switch expiry.status {
    case .disabled: return false
    case .disabling:
      throw HistoryError(
        .invalidConfiguration,
        "expiry of the table \"\(tableName)\" is being turned off: wait until that is done, an hour at most, and run this again")
    case .enabled, .enabling:
      let attribute = expiry.attributeName ?? ""
      guard attribute == HistoryTable.expiryAttribute else {
        throw HistoryError(
          .invalidConfiguration,
          "items of the table \"\(tableName)\" expire by \(attribute), and DynamoDB has one such attribute for a table: history needs "
            + "\(HistoryTable.expiryAttribute); set up history without expiry, or in another table")
      }
      return true
    }
  }

  private func enableExpiry(_ progress: @Sendable (String) -> Void) async throws -> String? {
    guard try !isExpiring(try await expiry()) else { return nil }
    let request = UpdateTimeToLive(tableName: tableName, attributeName: HistoryTable.expiryAttribute, isEnabled: true)
    do {
      try await insist("turning on expiry by \(HistoryTable.expiryAttribute)", progress) { _ = try await client.updateTimeToLive(request) }
    } catch let error as HistoryError where error.code == .storeRejected {
      // Turning it on twice is refused: somebody else may have been faster.
      guard try isExpiring(try await expiry()) else { throw error }
      return nil
    }
    return "turned on expiry by \(HistoryTable.expiryAttribute)"
  }

  private func enableRecovery(_ progress: @Sendable (String) -> Void) async throws -> String? {
    do {
      let backups = try await client.describeContinuousBackups(DescribeContinuousBackups(tableName: tableName))
      if backups.isPointInTimeRecoveryEnabled { return nil }
    } catch let error as AWSError {
      throw HistoryError(error, table: tableName)
    }
    let request = UpdateContinuousBackups(tableName: tableName, isEnabled: true)
    try await insist("turning on point-in-time recovery", progress) { _ = try await client.updateContinuousBackups(request) }
    return "turned on point-in-time recovery"
  }

  /// Asks for a change until DynamoDB takes it.
  private func insist(_ sentence: String, _ progress: @Sendable (String) -> Void, _ call: () async throws -> Void) async throws {
    progress(sentence)
    var wait = PollingWait()
    for _ in 0..<Self.patience {
      if try await isTaken(call) { return }
      try await wait.sleep("waiting until DynamoDB takes this", clock, progress)
    }
    throw givenUp(sentence)
  }
}
