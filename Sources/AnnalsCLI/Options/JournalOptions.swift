import Annals
import ArgumentParser

/// The journal that a command works on.
struct JournalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The journal's folder (default: that of the store; see \"annals help configuration\").", valueName: "folder"),
    completion: .directory)
  var journal: String?

  @OptionGroup(title: "Configuration") var store: StoreOptions

  /// The settings, the flag first.
  func settings() throws -> Settings { try store.sources(flags: ["journal": journal]).settings() }

  /// The folder of these settings. Throws where there is none.
  func path(_ settings: Settings) throws -> String {
    guard let path = settings.journalConfiguration?.path else {
      throw CommandFailure(.usage, "the settings say that there is no journal: give --journal FOLDER")
    }
    guard JournalInspection.isThere(path) else {
      throw CommandFailure(.nothingFound, "there is no journal at \(path): annals serve makes it; give --journal FOLDER for another")
    }
    return path
  }

  /// The folder of these settings, where there is a journal; `nil` where there is none. One that was named must be there.
  func existingPath(_ settings: Settings) throws -> String? {
    guard let path = settings.journalConfiguration?.path else { return nil }
    if case .standard = settings.journal.place, !JournalInspection.isThere(path) { return nil }
    return try self.path(settings)
  }
}
