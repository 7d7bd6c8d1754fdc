import Annals
import AnnalsDynamoDB
import AnnalsSQLite
import Logging

extension Settings {
  /// Opens the store of these settings. Throws a `HistoryError` with the reason.
  func openStore(for use: StoreAddress.Use, logger: Logger) throws -> any HistoryStore {
    switch store {
    case .sqlite(let path):
      var configuration = sqlite
      configuration.access = use == .reading ? .readOnly : .readAndWrite
      return try SQLiteStore(path: path, configuration: configuration)
    case .dynamodb(let table):
      var configuration = dynamodb
      configuration.accessRetention = .seconds(history.accessRetentionDays * 86_400)
      return try AWSConnection.shared.store(in: table, configuration: configuration, logger: logger)
    case .memory: return MemoryStore()
    }
  }
}
