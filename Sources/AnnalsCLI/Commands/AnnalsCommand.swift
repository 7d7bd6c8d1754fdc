import Annals
import ArgumentParser
import Foundation

/// The executable: `annals` and its verbs.
@main
struct AnnalsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "annals",
    abstract: "Keeps the history of what happens to data: who did what, when, and what it looked like before.",
    discussion: """
      History is kept in a store, by default the SQLite file annals.sqlite in the
      working folder. Name another with --store sqlite:PATH or ANNALS_STORE, or a
      DynamoDB table with --store dynamodb:TABLE or TABLE_NAME; see
      "annals help configuration" for all settings.

      EXAMPLES
        annals serve
        annals log delete PROMPT prompt-1.1 --user admin --before @prompt.json
        annals history PROMPT prompt-1.1
        annals recent --from 24h --failed
        annals import operations.ndjson.gz

      COMPLETIONS
        annals --generate-completion-script zsh > ~/.zfunc/_annals
        (also bash and fish)

      \(ExitStatus.help)
      """,
    version: "annals \(Version.text)",
    subcommands: [ServeCommand.self],
    groupedSubcommands: [
      CommandGroup(
        name: "Reading",
        subcommands: [
          HistoryCommand.self, RecentCommand.self, ShowCommand.self, DiffCommand.self, AsOfCommand.self, StatsCommand.self,
          ExportCommand.self,
        ]),
      CommandGroup(
        name: "Writing",
        subcommands: [LogCommand.self, ImportCommand.self, BaselineCommand.self, CleanupCommand.self, ArchiveCommand.self]),
      CommandGroup(name: "Recovery", subcommands: [UndoCommand.self, RestoreCommand.self, PlansCommand.self]),
      CommandGroup(name: "Alerts", subcommands: [AlertsCommand.self]),
      CommandGroup(name: "Secrets and persons", subcommands: [RedactCommand.self, ScanCommand.self, ForgetCommand.self]),
      CommandGroup(name: "DynamoDB", subcommands: [SetupCommand.self, DoctorCommand.self, AdoptCommand.self, TablesCommand.self]),
      CommandGroup(name: "Schedule", subcommands: [ScheduleCommand.self]),
      CommandGroup(name: "Journal", subcommands: [JournalCommand.self]),
      CommandGroup(name: "Access", subcommands: [KeysCommand.self]),
      CommandGroup(name: "Settings", subcommands: [ConfigurationCommand.self]),
    ])

  // What ArgumentParser's own errors begin with: one voice with ours.
  static var _errorLabel: String { "annals" }

  static func main() async {
    do {
      var command = try await asyncParseAsRoot()
      if var waiting = command as? any AsyncParsableCommand {
        try await waiting.run()
      } else {
        try command.run()
      }
      AWSConnection.shared.tellCosts()
    } catch {
      end(error)
    }
  }

  /// Says what failed in one sentence, and ends with the status that it means.
  private static func end(_ error: any Error) -> Never {
    let failure: CommandFailure
    switch error {
    case let error as CommandFailure: failure = error
    case let error as HistoryError: failure = CommandFailure(error)
    default:
      let code = exitCode(for: error)
      guard !code.isSuccess else { exit(withError: error) }
      // ArgumentParser quotes arguments as they came.
      for line in fullMessage(for: error, columns: nil).split(separator: "\n") { Console.tell(Sanitizer.withoutSecrets(String(line))) }
      Foundation.exit(code.rawValue)
    }
    Console.complain(failure.description)
    AWSConnection.shared.tellCosts()
    Foundation.exit(failure.status.rawValue)
  }
}
