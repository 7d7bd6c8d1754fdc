import Annals
import ArgumentParser

/// Which alerts are listed, as flags.
enum AlertStateFlag: EnumerableFlag {
  case open
  case resolved

  static func help(for value: AlertStateFlag) -> ArgumentHelp? {
    switch value {
    case .open: "Only alerts whose condition is met."
    case .resolved: "Only alerts that are over."
    }
  }

  var state: Alert.State {
    switch self {
    case .open: .open
    case .resolved: .resolved
    }
  }
}

/// `annals alerts list`.
struct AlertsListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show the alerts of a store, newest first, and what became of their deliveries.",
    discussion: """
      EXAMPLES
        annals alerts list
        annals alerts list --open --json | jq -r .alert_id

      \(ExitStatus.help)
      """)

  @Flag(exclusivity: .exclusive)
  var state: AlertStateFlag?

  @Option(help: "How many alerts, 1 to 500 (default: 50).")
  var limit = 50

  @Flag(help: "The alerts as JSON, one a line.")
  var json = false

  @OptionGroup var color: ColorOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let desk = AlertDesk(try await store.openHistory(for: .reading).store)
    let page = try await desk.alerts(state?.state, limit: limit)
    let output = ByteOutput()
    if json {
      for stored in page.alerts { try output.write(json: stored.json) }
    } else {
      for line in AlertTable(palette: color.palette).lines(page.alerts) { try output.write(line: line) }
    }
    try output.finish()
    for mute in try await desk.mutes() {
      Console.tell("annals: \(mute.rule) is muted by \(mute.user) until \(TimeText.short(mute.until)) UTC")
    }
    if page.next != nil { Console.tell("annals: there are more: give a greater --limit") }
    guard !page.alerts.isEmpty else { throw CommandFailure(.nothingFound, "there are no alerts") }
  }
}
