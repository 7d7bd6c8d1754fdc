import Annals
import AnnalsDynamoDB
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
        annals stats --verify

      \(ExitStatus.help)
      """)

  @Option(help: "Only resources of this type.", transform: { try ResourceType($0) })
  var type: ResourceType?

  @Option(
    help: ArgumentHelp("Only from this day on: \(MomentArgument.forms).", valueName: "day"), transform: { try MomentArgument($0) })
  var from: MomentArgument?

  @Option(help: ArgumentHelp("Only up to this day, which is counted.", valueName: "day"), transform: { try MomentArgument($0) })
  var to: MomentArgument?

  @Flag(help: "Read every record, count anew, and say whether the counts differ.")
  var verify = false

  @Flag(help: "Make the kept counts anew (DynamoDB).")
  var rebuild = false

  @Flag(help: "The counts as JSON.")
  var json = false

  @OptionGroup var color: ColorOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let scope = HistoryStatistics.Scope(resourceType: type, firstDay: from?.day, lastDay: to?.day)
    let history = try await store.openHistory(for: rebuild ? .writing : .reading)
    if rebuild {
      guard let kept = history.store.unobserved as? DynamoDBStore else {
        throw CommandFailure(.usage, "this store counts in the step that writes: there is nothing to make anew")
      }
      _ = try await kept.rebuildStatistics()
    }
    let statistics = try await history.statistics(scope)
    if verify { try await check(statistics, scope, history) }
    let bytes = ByteOutput()
    if json {
      try bytes.write(json: statistics.json)
    } else {
      for line in StatisticsView(statistics: statistics, palette: color.palette).lines { try bytes.write(line: line) }
    }
    try bytes.finish()
  }

  /// Ends with a failure that names what differs from a count of every record.
  private func check(_ kept: HistoryStatistics, _ scope: HistoryStatistics.Scope, _ history: HistoryService) async throws {
    let counted = try await history.countedStatistics(scope)
    guard counted != kept else { return Console.tell("annals: \(counted.total.grouped) records were read; the counts are right") }
    throw CommandFailure(
      .failed,
      "the counts are wrong: they say \(kept.total.grouped) operations, reading finds \(counted.total.grouped) "
        + "(kept \(JSONWriter.text(of: kept.json)), counted \(JSONWriter.text(of: counted.json))); run annals stats --rebuild")
  }
}
