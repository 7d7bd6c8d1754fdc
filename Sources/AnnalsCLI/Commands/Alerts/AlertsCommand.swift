import ArgumentParser

/// `annals alerts`.
struct AlertsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alerts",
    abstract: "Check rules, try them on history, and see and handle what they found.",
    discussion: """
      A server evaluates the rules of --alerts FILE, or the standard ones: more than
      10 deletions in an hour by one user or by all, more than 100 operations of a
      user in a day, more than 5 % failed. docs/ALERTS.md has all that a file may say.

      EXAMPLES
        annals alerts check alerts.yaml
        annals alerts replay --rules alerts.yaml --from 30d
        annals alerts list --open
        annals alerts acknowledge 10061p5p3n8w0-5h2k9w3d
        annals alerts mute deletions-by-user --for 2h

      \(ExitStatus.help)
      """,
    subcommands: [
      AlertsCheckCommand.self, AlertsTestCommand.self, AlertsReplayCommand.self, AlertsListCommand.self, AlertsAcknowledgeCommand.self,
      AlertsMuteCommand.self,
    ])
}
