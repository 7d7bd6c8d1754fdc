import Annals
import AnnalsDynamoDB
import ArgumentParser
import Foundation

/// The description of the service's own tables, for a command that reads or writes these.
struct DescriptionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The description of the service's own tables (default: annals.yaml where it is there).", valueName: "file"),
    completion: .file())
  var tables: String?

  /// The settings, with the flag among them.
  func settings(_ store: StoreOptions) throws -> Settings { try store.sources(flags: ["tables": tables]).settings() }
}

extension Settings {
  /// The described tables; `nil` where no file is named, and none is there. Throws `invalidConfiguration` where it has no meaning.
  func describedTables() throws(HistoryError) -> ResourceTables? {
    if let tables { return try ResourceTables(contentsOf: tables) }
    guard FileManager.default.fileExists(atPath: ResourceTables.standardFile) else { return nil }
    return try ResourceTables(contentsOf: ResourceTables.standardFile)
  }

  /// The described tables, for a command that does nothing without them. Throws where nothing describes any.
  func requiredTables() throws -> ResourceTables {
    guard let described = try describedTables() else {
      throw CommandFailure(
        .usage,
        "nothing describes the service's tables: write \(ResourceTables.standardFile), or name a file with --tables "
          + "(see \"annals help tables\")")
    }
    return described
  }
}
