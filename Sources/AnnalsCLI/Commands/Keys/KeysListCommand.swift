import Annals
import ArgumentParser

/// `annals keys list`.
struct KeysListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show the keys of a store: who has them, what they may, and whether they are good.",
    discussion: """
      The keys themselves are kept nowhere, and are not shown.

      EXAMPLES
        annals keys list
        annals keys list --json | jq -r 'select(.state == "active") | .id'

      \(ExitStatus.help)
      """)

  @Flag(help: "The keys as JSON, one a line.")
  var json = false

  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let history = try await store.openHistory(for: .reading)
    let keys = try await AccessKeys(history.store).all()
    let output = ByteOutput()
    let now = Timestamp.now
    if json {
      for key in keys { try output.write(json: KeyView.json(key, at: now)) }
    } else {
      for line in KeyView.table(keys, at: now) { try output.write(line: line) }
    }
    try output.finish()
  }
}
