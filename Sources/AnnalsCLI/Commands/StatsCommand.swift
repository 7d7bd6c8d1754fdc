import Annals
import ArgumentParser

/// `annals stats`.
struct StatsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Count operations by kind, resource type and user.",
    discussion: """
      The counts are exact, and cost the same at any number of records. A span is
      counted by whole days in UTC, the last one included.

      EXAMPLES
        annals stats
        annals stats --type PROMPT --from 2025-12-01 --to 2025-12-31
        annals stats --json | jq .failed_operations

      \(ExitStatus.help)
      """)

  @Option(help: "Only resources of this type.", transform: { try ResourceType($0) })
  var type: ResourceType?

  @Option(
    help: ArgumentHelp("Only from this day on: \(MomentArgument.forms).", valueName: "day"), transform: { try MomentArgument($0) })
  var from: MomentArgument?

  @Option(help: ArgumentHelp("Only up to this day, which is counted.", valueName: "day"), transform: { try MomentArgument($0) })
  var to: MomentArgument?

  @Flag(help: "The counts as JSON.")
  var json = false

  @OptionGroup var color: ColorOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let scope = HistoryStatistics.Scope(resourceType: type, firstDay: from?.day, lastDay: to?.day)
    let statistics = try await store.openHistory(for: .reading).statistics(scope)
    let bytes = ByteOutput()
    if json {
      try bytes.write(json: statistics.json)
    } else {
      for line in StatisticsView(statistics: statistics, palette: color.palette).lines { try bytes.write(line: line) }
    }
    try bytes.finish()
  }
}
