import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsSQLite
import Foundation
import Hummingbird
import Logging
import ServiceLifecycle

/// The service, put together: its data and its history in one folder, or the history in a DynamoDB table.
struct PromptApplication {
  let history: HistoryService
  /// The connection to AWS, where a table is named; whoever runs the service shuts it down.
  let aws: AWSClient?
  let prompts: Prompts
  let proposals: Proposals

  /// `tableName` is that of a table for history, made by `annals setup`; without one, history is a SQLite file in the folder.
  init(folder: URL, tableName: String? = nil, logger: Logger) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    if let tableName {
      let client = try AWSClient(AWSClientConfiguration())
      history = try HistoryService(store: DynamoDBStore(client: client, tableName: tableName, logger: logger), logger: logger)
      aws = client
    } else {
      history = try HistoryService(store: SQLiteStore(path: folder.appending(path: "history.sqlite").path), logger: logger)
      aws = nil
    }
    prompts = Prompts(history: history, file: try DocumentFile(folder.appending(path: "prompts.json")))
    proposals = Proposals(history: history, file: try DocumentFile(folder.appending(path: "proposals.json")))
  }

  /// The server. The recorder is one of its services: it stops after the server, and stores what the last requests left.
  func server(port: Int, logger: Logger) -> some ApplicationProtocol {
    Application(
      router: makeRouter(prompts: prompts, proposals: proposals, history: history),
      configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: "prompt-service"), services: [history.recorder],
      logger: logger)
  }
}
