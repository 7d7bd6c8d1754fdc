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

      A clean-up that would remove more than nine in ten records of a type with at
      least \(CleanupGuard.smallestCount) is refused, until --yes-remove agrees to the number that it names.
      With --keep-last the last state of each resource that is still there stays.
      With --archive-first what goes is archived and verified before it is removed.

      EXAMPLES
        What would go?
          annals cleanup --keep-days 90 --dry-run
        Nothing is lost:
          annals cleanup --keep-days 365 --archive-first s3://my-archive/history --yes
        Every night, from cron:
          annals cleanup --keep-days 365 --yes --json

      \(ExitStatus.help)
      """)

  @Option(help: ArgumentHelp("Keep this many days, 1 to \(HistoryService.maximumRetention); required.", valueName: "days"))
  var keepDays: Int?

  @Flag(help: "Only count what would be removed.")
  var dryRun = false

  @Flag(help: "Keep the last state of each resource that is still there, however old it is.")
  var keepLast = false

  @Option(
    help: ArgumentHelp("Archive what is removed, and verify it, before: \(ArchiveAddress.forms).", valueName: "place"),
    completion: .directory)
  var archiveFirst: String?

  @Option(help: ArgumentHelp("Agree to removing nearly all records of a type: the number that the refusal named.", valueName: "number"))
  var yesRemove: Int?

  @Option(
    help: ArgumentHelp("Use at most this many write units a second (DynamoDB; default: as many as the table takes).", valueName: "units"))
  var maxWcu: Int?

  @Flag(help: "Do not ask.")
  var yes = false

  @Flag(help: "The counts as JSON.")
  var json = false

  @OptionGroup(title: "Archive") var place: ArchivePlaceOptions
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
    let target = try archiveFirst.map { try ArchiveAddress.place($0, options: place.s3) }
    let history = try await store.open(settings, for: dryRun ? .reading : .writing)
    let scope = try history.cleanupScope(keepingDays: keepDays, keepsLast: keepLast)
    guard !dryRun else { return try show(await history.store.cleanup(scope, mode: .dryRun), keepDays) }
    // Before a person is asked, who might say yes too soon.
    try await CleanupGuard(history.store).check(scope, agreedTo: yesRemove)
    if !yes, try await !confirm(history, scope) { throw CommandFailure(.failed, "nothing was removed") }
    guard let target else {
      return try await tell(history.store.cleanup(scope, mode: .remove), of: history, keepDays, archivedTo: nil)
    }
    try await Archiving(history: history, place: target).run(scope, mode: .remove) { report in
      let removed = CleanupReport(before: scope.before, mode: .remove, removed: report.archived)
      try await tell(removed, of: history, keepDays, archivedTo: target.address)
    }
  }

  /// Records what was removed, and shows it.
  private func tell(_ report: CleanupReport, of history: HistoryService, _ keepDays: Int, archivedTo address: String?) async throws {
    var details: JSONObject = ["before": .string(report.before.description), "removed": .number(JSONNumber(report.total))]
    details["archive"] = address.map(JSONValue.string)
    try await ActLog(history: history, user: acting.user).note(
      .delete, Resource.access("cleanup"), route: "annals cleanup", details: details)
    try show(report, keepDays)
  }

  private func show(_ report: CleanupReport, _ keepDays: Int) throws {
    let bytes = ByteOutput()
    if json {
      try bytes.write(json: Self.json(report, keepDays))
    } else {
      for line in Self.lines(report) { try bytes.write(line: line) }
    }
    try bytes.finish()
  }

  /// Shows on standard error what would go, and whether the person says yes to it.
  private func confirm(_ history: HistoryService, _ scope: CleanupScope) async throws -> Bool {
    let plan = try await history.store.cleanup(scope, mode: .dryRun)
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
