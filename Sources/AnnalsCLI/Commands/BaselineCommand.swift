import AWSClient
import Annals
import AnnalsDynamoDB
import ArgumentParser

/// `annals baseline`.
struct BaselineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Record what the service's own tables hold now, so that the first change to it can be undone.",
    discussion: """
      Goes through the tables that annals.yaml describes (see "annals help tables"),
      and records each item that history does not know as it is: a CREATE with
      metadata.baseline, which statistics count apart. Run again it records only
      what changed without a record since. A run that was stopped, or killed, goes
      on where it was. Reads are consistent, at one read unit for 4 KB.

      With --export nothing is read of the table: the items come from a local copy
      of a full export to S3 (DYNAMODB_JSON), its folder with the manifests, or one
      file of it with --table and --at.

      EXAMPLES
        annals baseline --max-rcu 100
        annals baseline --type PROMPT --dry-run
        annals baseline --export AWSDynamoDB/01693685827463-2d8752fd

      \(ExitStatus.help)
      """)

  @Option(help: ArgumentHelp("Only this type.", valueName: "type"), transform: { try ResourceType($0) })
  var type: ResourceType?

  @Option(help: ArgumentHelp("Use at most this many read units a second (default: as many as the tables give).", valueName: "units"))
  var maxRcu: Int?

  @Option(help: ArgumentHelp("Parts of a table that are read at the same time, 1 to 64.", valueName: "number"))
  var segments = 4

  @Option(help: ArgumentHelp("A local copy of an export to S3, in place of the tables.", valueName: "path"), completion: .file())
  var export: String?

  @Option(help: ArgumentHelp("The table that was exported, where no manifest says it.", valueName: "table"))
  var table: String?

  @Option(
    help: ArgumentHelp("The moment of the export, where no manifest says it.", valueName: "moment"), transform: { try MomentArgument($0) })
  var at: MomentArgument?

  @Flag(help: "Only count what would be recorded.")
  var dryRun = false

  @Flag(help: "The counts as JSON.")
  var json = false

  @OptionGroup var acting: ActingOptions
  @OptionGroup(title: "Description") var description: DescriptionOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func validate() throws {
    if export == nil, table != nil || at != nil { throw ValidationError("--table and --at are for a file: give --export, too.") }
    if export != nil, type != nil || maxRcu != nil {
      throw ValidationError("--type and --max-rcu are for reading tables: leave them out with --export.")
    }
  }

  func run() async throws {
    let settings = try description.settings(store)
    let tables = try settings.requiredTables()
    let history = try await store.open(settings, for: dryRun ? .reading : .writing)
    try await RewritingRun.run { interrupted, progress in
      try await baseline(tables, history, { interrupted.isSet }, progress)
    } ending: {
      try show($0)
    }
    guard !dryRun else { return }
    try await ActLog(history: history, user: acting.user).note(
      .create, Resource.access("baseline"), route: "annals baseline", details: ["source": export == nil ? "scan" : "export"])
  }

  private func baseline(
    _ tables: ResourceTables, _ history: HistoryService, _ isStopped: @escaping @Sendable () -> Bool, _ progress: (Int) -> Void
  ) async throws -> BaselineReport {
    if let export {
      let moment = try at.map { try $0.exact }
      return try await ExportBaseline(
        path: export, tableName: table, moment: moment, tables: tables, history: history, user: acting.user, isDryRun: dryRun
      ).run(isStopped: isStopped) { progress($0.items) }
    }
    var options = TableBaseline.Options()
    options.readUnits = maxRcu
    options.segments = segments
    options.type = type
    options.isDryRun = dryRun
    options.user = acting.user
    let client = DynamoDBClient(try AWSConnection.shared.client())
    return try await TableBaseline(client: client, tables: tables, history: history, options: options).run(isStopped: isStopped) {
      progress($0.items)
    }
  }

  private func show(_ report: BaselineReport) throws {
    for (reason, count) in report.unfit.sorted(by: { $0.key < $1.key }) { Console.complain("\(count.grouped) items: \(reason)") }
    let done = dryRun ? "would be recorded" : "recorded"
    try RewritingRun.show(
      json: json ? report.json : nil, isDryRun: dryRun,
      lines: [
        "\(report.items.grouped) items read: \(report.recordedCount.grouped) \(done), \(report.known.grouped) known already, "
          + "\(report.undescribed.grouped) of no described type, \(report.unfitCount.grouped) that cannot be recorded"
      ])
    guard report.isComplete else {
      throw CommandFailure(.failed, "interrupted: \(dryRun ? "not all was looked at" : "run it again to go on")")
    }
    guard report.unfit.isEmpty else { throw ExitStatus.failed.code }
  }
}

extension MomentArgument {
  /// The moment itself. Throws for a day, which has many.
  fileprivate var exact: Timestamp {
    get throws {
      guard case .moment(let moment) = self else {
        throw CommandFailure(.usage, "--at names a day: give the export's time to the second, as its manifest says it")
      }
      return moment
    }
  }
}
