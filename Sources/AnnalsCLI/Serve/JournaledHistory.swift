import Annals
import Logging

/// Opens the history that `serve` runs, with its journal.
struct JournaledHistory {
  let settings: Settings
  let logger: Logger

  /// The history in a store. Where nobody asked for a journal and there can be none, it goes without one and says so; one that was asked for,
  /// or that another process has, is an error.
  func open(_ store: any HistoryStore) throws -> HistoryService {
    var configuration = settings.history
    guard let journal = settings.journalConfiguration else { return try history(store, configuration) }
    configuration.recorder.guarantee = .journaled(journal)
    do {
      return try history(store, configuration)
    } catch let error as HistoryError where error.code == .journalUnavailable && settings.journal.place == .standard {
      Console.complain(
        "warning: the server runs without a journal, and a crash loses what it holds: \(error.description) "
          + "(--journal FOLDER for another, --journal off for none)")
      return try history(store, settings.history)
    } catch let error as HistoryError where error.code == .journalInUse {
      throw CommandFailure(.failed, "\(error.description), by --journal FOLDER")
    } catch let error as HistoryError where error.code == .journalUnavailable {
      throw CommandFailure(.failed, "\(error.description) (--journal FOLDER, or --journal off to go without)")
    }
  }

  private func history(_ store: any HistoryStore, _ configuration: HistoryConfiguration) throws -> HistoryService {
    try HistoryService(store: store, configuration: configuration, logger: logger)
  }
}
