import Annals
import AnnalsDynamoDB
import ArgumentParser

/// `annals archive --older-than AGE --to PLACE`.
struct ArchiveRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Move records older than an age to an archive (the default).",
    discussion: """
      Whole days in UTC are moved, records with their whole texts. Each file is
      written, read back and listed in a manifest before its records are removed
      from the store. A run that was stopped, also by kill -9, goes on when it is run
      again, and run twice is run once. Records that come late for a day that is
      archived go into a further file. Records that tell who looked at history, and
      what was done to it, stay as long as access_retention_days says.

      EXAMPLES
        annals archive --older-than 730d --to /mnt/archive
        annals archive --older-than 730d --to s3://my-archive/history --storage-class STANDARD_IA
        Every night, from cron:
          annals archive --older-than 730d --to s3://my-archive/history --json

      \(ExitStatus.help)
      """)

  @Option(
    help: ArgumentHelp("Move records from before this moment: 730d, or 2024-01-01; required.", valueName: "age"),
    transform: { try MomentArgument($0) })
  var olderThan: MomentArgument?

  @Option(help: ArgumentHelp("Where to: \(ArchiveAddress.forms); required.", valueName: "place"), completion: .directory)
  var to: String?

  @Flag(help: "Leave the last state of each resource that is still there in the store.")
  var keepLast = false

  @Flag(help: "Only count what would be moved.")
  var dryRun = false

  @Flag(help: "Take over an archive that this store knows nothing of, as after the store was lost.")
  var adopt = false

  @Option(
    help: ArgumentHelp("Use at most this many write units a second (DynamoDB; default: as many as the table takes).", valueName: "units"))
  var maxWcu: Int?

  @Flag(help: "The report as JSON.")
  var json = false

  @OptionGroup(title: "Place") var place: ArchivePlaceOptions
  @OptionGroup var acting: ActingOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    guard let olderThan else {
      throw CommandFailure(.usage, "nothing says how old records are that are moved: give --older-than, such as 730d or 2024-01-01")
    }
    guard let to else { throw CommandFailure(.usage, "nothing says where to: give --to with \(ArchiveAddress.forms)") }
    guard olderThan.first <= .now else { throw CommandFailure(.usage, "--older-than is not in the past: give an age such as 730d") }
    if let maxWcu, maxWcu < 1 { throw CommandFailure(.usage, "--max-wcu \(maxWcu) moves nothing: give 1 or more") }
    var settings = try store.settings()
    settings.dynamodb.cleanupWriteUnits = maxWcu
    let target = try ArchiveAddress.place(to, options: place.s3)
    let history = try await store.open(settings, for: dryRun ? .reading : .writing)
    let scope = ArchiveRun.scope(
      olderThan: olderThan.first, accessBefore: try history.cleanupScope(keepingDays: 1).accessBefore, keepsLast: keepLast)
    try await Archiving(history: history, place: target, adopts: adopt).run(scope, mode: dryRun ? .dryRun : .remove) { report in
      if !dryRun, report.total > 0 || report.parts > 0 {
        try await ActLog(history: history, user: acting.user).note(
          .update, Resource.access("archive"), route: "annals archive",
          details: [
            "place": .string(target.address), "before": .string(report.before.description), "archived": .number(JSONNumber(report.total)),
          ])
      }
      let output = ByteOutput()
      if json { try output.write(json: report.json) } else { for line in Archiving.lines(report) { try output.write(line: line) } }
      try output.finish()
    }
  }
}

/// Runs archiving for a command: with progress, until its end or an interrupt.
struct Archiving {
  let history: HistoryService
  let place: any ArchivePlace
  var adopts = false

  /// Runs; `ending` has the report before an interrupt ends the process. Ends with `failed` where records were left.
  func run(_ scope: CleanupScope, mode: CleanupMode, ending: (ArchiveReport) async throws -> Void) async throws {
    try await InterruptFlag.watching { interrupted in
      var options = ArchiveOptions()
      options.adopts = adopts
      let line = ProgressBox()
      let run = ArchiveRun(
        from: history.store, to: place, options: options, isStopped: { interrupted.isSet }, progress: { line.update($0.total) })
      let result: Result<ArchiveReport, any Error>
      do { result = .success(try await run.run(scope, mode: mode)) } catch { result = .failure(error) }
      line.clear()
      let report = try result.get()
      try await ending(report)
      guard report.isComplete else { throw CommandFailure(.failed, "interrupted: run it again to go on") }
      guard report.left == 0 else {
        throw CommandFailure(
          .failed, "\(RecordCount.text(report.left)) stay in the store: they changed meanwhile, or a kept text is damaged")
      }
    }
  }

  /// A progress line that a closure can hold.
  private final class ProgressBox {
    private var line = ProgressLine(isShown: Console.isTerminal(2))
    func update(_ count: Int) { line.update(count) }
    func clear() { line.clear() }
  }

  /// What a person is told.
  static func lines(_ report: ArchiveReport) -> [String] {
    let verb = report.isDryRun ? "would be archived" : "archived"
    var lines = ["\(RecordCount.text(report.total)) from before \(TimeText.long(report.before)) \(verb)"]
    lines += CountTable.lines(report.archived.sorted { $0.key < $1.key }.map { ($0.key.name, $0.value) })
    if report.parts > 0 {
      lines.append("\(report.parts.grouped) \(report.parts == 1 ? "file" : "files") of \(report.bytes.grouped) bytes written and read back")
    }
    if report.alreadyThere > 0 { lines.append("\(RecordCount.text(report.alreadyThere)) of them were in the archive already") }
    if let head = report.head { lines.append("archive head: \(head)") }
    return lines
  }
}
