import Annals
import AnnalsDynamoDB
import ArgumentParser

/// `annals cleanup`.
struct CleanupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cleanup",
    abstract: "Remove records older than a number of days.",
    discussion: """
      Removed records cannot be had back: export them first where they may be
      needed. On a terminal it counts, shows what would go, and asks; elsewhere it
      does nothing without --yes or --dry-run. It works in short steps, so a
      running server goes on storing meanwhile. Records that tell who looked at
      history, and what was done to it, stay as long as access_retention_days says.

      EXAMPLES
        What would go?
          annals cleanup --keep-days 90 --dry-run
        Every night, from cron:
          annals cleanup --keep-days 365 --yes --json

      \(ExitStatus.help)
      """)

  @Option(help: ArgumentHelp("Keep this many days, 1 to \(HistoryService.maximumRetention); required.", valueName: "days"))
  var keepDays: Int?

  @Flag(help: "Only count what would be removed.")
  var dryRun = false

  @Option(
    help: ArgumentHelp("Use at most this many write units a second (DynamoDB; default: as many as the table takes).", valueName: "units"))
  var maxWcu: Int?

  @Flag(help: "Do not ask.")
  var yes = false

  @Flag(help: "The counts as JSON.")
  var json = false

  @OptionGroup var acting: ActingOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    guard let keepDays else {
      throw CommandFailure(.usage, "nothing says how much to keep: give --keep-days with a number of days, such as 90")
    }
    guard dryRun || yes || Console.isTerminal(0) else {
      throw CommandFailure(.usage, "nobody is there to be asked: give --yes to remove, or --dry-run to count")
    }
    if let maxWcu, maxWcu < 1 { throw CommandFailure(.usage, "--max-wcu \(maxWcu) removes nothing: give 1 or more") }
    var settings = try store.settings()
    settings.dynamodb.cleanupWriteUnits = maxWcu
    let history = try await store.open(settings, for: dryRun ? .reading : .writing)
    if !dryRun, !yes, try await !confirm(history, keepDays) {
      throw CommandFailure(.failed, "nothing was removed")
    }
    let report = try await history.cleanup(keepingDays: keepDays, mode: dryRun ? .dryRun : .remove)
    if !dryRun {
      try await ActLog(history: history, user: acting.user).note(
        .delete, Resource.access("cleanup"), route: "annals cleanup",
        details: ["before": .string(report.before.description), "removed": .number(JSONNumber(report.total))])
    }
    let bytes = ByteOutput()
    if json {
      try bytes.write(json: Self.json(report, keepDays))
    } else {
      for line in Self.lines(report) { try bytes.write(line: line) }
    }
    try bytes.finish()
  }

  /// Shows on standard error what would go, and whether the person says yes to it.
  private func confirm(_ history: HistoryService, _ days: Int) async throws -> Bool {
    let plan = try await history.cleanup(keepingDays: days, mode: .dryRun)
    guard plan.total > 0 else { return true }
    for line in Self.lines(plan) { Console.tell(line) }
    Console.write("Remove them for good? [y/N] ")
    return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
  }

  private static func lines(_ report: CleanupReport) -> [String] {
    let verb = report.mode == .dryRun ? "would be removed" : "removed"
    let noun = report.total == 1 ? "record" : "records"
    return ["\(report.total.grouped) \(noun) from before \(TimeText.long(report.before)) \(verb)"]
      + CountTable.lines(report.removed.sorted { $0.key < $1.key }.map { ($0.key.name, $0.value) })
  }

  /// The report in the shape of the API.
  private static func json(_ report: CleanupReport, _ days: Int) -> JSONObject {
    [
      "before": .string(report.before.description),
      "days_to_keep": .number(JSONNumber(days)),
      "dry_run": .bool(report.mode == .dryRun),
      "removed": .number(JSONNumber(report.total)),
      "removed_by_type": .object(JSONObject(report.removed.map { ($0.key.name, .number(JSONNumber($0.value))) })),
    ]
  }
}
