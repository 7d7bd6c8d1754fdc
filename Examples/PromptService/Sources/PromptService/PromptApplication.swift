import Annals
import AnnalsSQLite
import Foundation
import Hummingbird
import Logging
import ServiceLifecycle

/// The service, put together: its data and its history in one folder.
struct PromptApplication {
  let history: HistoryService
  let prompts: Prompts
  let proposals: Proposals

  init(folder: URL, logger: Logger) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    history = try HistoryService(store: SQLiteStore(path: folder.appending(path: "history.sqlite").path), logger: logger)
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
