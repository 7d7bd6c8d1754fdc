import ArgumentParser

/// `annals keys`.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Make, list, rotate and revoke the API keys of a store.",
    discussion: """
      A server that was started with --auth keys lets in who sends one, as
      Authorization: Bearer KEY or X-API-Key: KEY. The store keeps only a hash of each, so a
      key is shown once, when it is made. What is done to a key here is in force
      within five seconds, without a restart, and becomes a record of type HISTORY.

      EXAMPLES
        annals keys make --user ann@example.org --role reader
        annals keys make --user billing --role writer --type INVOICE --expires 90d
        annals keys list
        annals keys rotate 0k3v9x2m7q1c --overlap 24h
        annals keys revoke 0k3v9x2m7q1c

      \(ExitStatus.help)
      """,
    subcommands: [KeysMakeCommand.self, KeysListCommand.self, KeysRotateCommand.self, KeysRevokeCommand.self])
}
