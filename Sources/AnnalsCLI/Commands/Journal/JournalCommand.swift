import ArgumentParser

/// `annals journal`.
struct JournalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: "Look at the journal of a server, or store what waits in it.",
    discussion: """
      A server keeps records in its journal until the store has them, and stores
      what an earlier run left in it by itself. These commands are for looking, and
      for a server that is not started again.

      EXAMPLES
        annals journal status
        annals journal verify --journal /var/lib/annals/journal
        annals journal drain --store sqlite:/var/lib/annals/history.sqlite

      \(ExitStatus.help)
      """,
    subcommands: [JournalStatusCommand.self, JournalVerifyCommand.self, JournalDrainCommand.self, JournalReplayCommand.self])
}
