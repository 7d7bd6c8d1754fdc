import AWSClient
import Annals
import AnnalsDynamoDB
import ArgumentParser

/// The DynamoDB table that a command of its care works on.
struct TableOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The table (default: that of --store or TABLE_NAME).", valueName: "table"))
  var table: String?

  @OptionGroup(title: "Configuration") var store: StoreOptions

  /// The table's name. Throws where nothing names one.
  func name() throws -> String {
    if let table { return table }
    guard case .dynamodb(let table) = try store.settings().store else {
      throw CommandFailure(.usage, "nothing names a table: give its name, set TABLE_NAME, or give --store dynamodb:TABLE")
    }
    return table
  }

  /// The history in the table.
  func open() throws -> DynamoDBStore {
    try AWSConnection.shared.store(in: name(), configuration: store.settings().dynamodb, logger: store.prepare())
  }
}
