import Annals
import AnnalsDynamoDB
import AnnalsServer

extension Settings {
  /// What puts back data in the described tables for `serve`; `nil` where nothing describes any.
  func recovery() throws -> RecoveryService? {
    guard let tables = try describedTables() else { return nil }
    return RecoveryService { maximumWriteUnits in
      try TableRestorer(client: AWSConnection.shared.client(), tables: tables, maximumWriteUnits: maximumWriteUnits)
    }
  }
}
