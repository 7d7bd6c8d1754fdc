import Annals
import AnnalsAlerts
import ArgumentParser

/// `annals alerts replay`.
struct AlertsReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Say what rules would have found in stored history: so a threshold is chosen by looking.",
    discussion: """
      Nothing is told to anyone, and nothing is written.

      EXAMPLES
        annals alerts replay --from 30d
        annals alerts replay --from 2025-01-01 --to 2025-12-31 --rules new.yaml
        annals alerts replay --rules new.yaml --json | jq -r .rule | sort | uniq -c

      \(ExitStatus.help)
      """)

  @Option(help: ArgumentHelp("The file of rules (default: those of the setting alerts, or the standard ones).", valueName: "file"))
  var rules: String?

  @Option(
    help: ArgumentHelp("Only from this moment on: \(MomentArgument.forms).", valueName: "moment"), transform: { try MomentArgument($0) })
  var from: MomentArgument?

  @Option(
    help: ArgumentHelp("Only before this moment; a day is meant whole.", valueName: "moment"), transform: { try MomentArgument($0) })
  var to: MomentArgument?

  @Flag(help: "The alerts as JSON, one a line.")
  var json = false

  @OptionGroup var color: ColorOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let settings = try store.settings()
    let file = try rules.map { path throws(HistoryError) in try AlertFile(path: path) } ?? settings.alerts.alertFile()
    guard let file else { throw CommandFailure(.usage, "there are no rules, for alerts are off: give --rules FILE") }
    let history = try await store.open(settings, for: .reading)
    let report = try await AlertReplay(file.rules, over: history.store).report(from: from?.first, to: to?.end ?? .now)
    try AlertTable.show(report, isJSON: json, palette: color.palette)
  }
}
