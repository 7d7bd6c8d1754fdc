import Annals
import ArgumentParser

/// `annals journal drain`.
struct JournalDrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain",
    abstract: "Store what waits in a journal that no server uses.",
    discussion: """
      Stores record after record and notes what the store has, until nothing waits.
      Whatever ends it, an interrupt too, nothing is lost, and running it again
      stores the rest; storing twice is storing once. A store that fails is tried
      again for as long as the setting drain_limit. Ends with 1 where entries were
      damaged or records rejected, too; both are kept.

      EXAMPLES
        annals journal drain
        annals journal drain --journal /mnt/old/journal --store dynamodb:history

      \(ExitStatus.help)
      """)

  @Flag(help: "The summary as JSON.")
  var json = false

  @OptionGroup var journal: JournalOptions

  func run() async throws { try await JournalDraining(options: journal, isJSON: json).run { try await $0.drain() } }
}

/// `annals journal replay`.
struct JournalReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Drain, and also try again what was rejected or set aside.",
    discussion: """
      Does what drain does. Before that it stores what is intact in files that were
      set aside as damaged, which stay as they are, and the records of
      rejected.records, which are removed from it where the store takes them now.
      Running it twice changes nothing.

      EXAMPLES
        annals journal replay

      \(ExitStatus.help)
      """)

  @Flag(help: "The summary as JSON.")
  var json = false

  @OptionGroup var journal: JournalOptions

  func run() async throws { try await JournalDraining(options: journal, isJSON: json).run { try await $0.replay() } }
}
