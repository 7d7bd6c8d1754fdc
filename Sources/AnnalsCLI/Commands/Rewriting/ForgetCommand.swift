import Annals
import ArgumentParser

/// `annals forget`.
struct ForgetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Erase a user or a resource from history, for the right to erasure.",
    discussion: """
      Of the user's or the resource's records, states and metadata go; that
      something happened, of which kind and when, stays under a pseudonym, which is
      the same in every record and run. Counts stay true. Nothing is changed without
      --apply: it only says what would be.

      Other records that mention the id are counted, for which all of history is
      read; with --everywhere the pseudonym takes its place in them too. --own-only
      does not look for them.

      A SQLite file is written anew at the end, so that no bytes are left in it;
      that takes its size again on the disk meanwhile. The journal must not be in
      use: stop the server, or leave it out with --journal off. A run that was
      stopped goes on where it was when it is run again. It is recorded as HISTORY
      access/erasure/ORDER, with the pseudonym. With --include-archive the files of
      an archive that hold something of it are written anew, and go as they were;
      an archive that is not named is told. Backups, exports and logs are not
      reached; docs/ERASURE.md says what a pseudonym does not protect against.

      EXAMPLES
        annals forget --user ann@example.org
        annals forget --user ann@example.org --everywhere --apply --by dpo@example.org
        annals forget --resource CUSTOMER/4711 --apply
        annals forget --user ann@example.org --apply --include-archive s3://old/history

      \(ExitStatus.help)
      """)

  @Option(help: "Erase what this user did.", transform: { try User($0) })
  var user: User?

  @Option(
    help: ArgumentHelp("Erase what was done to this resource.", valueName: "type/id"), transform: { try Self.resource($0) })
  var resource: Resource?

  @Flag(help: "Do it.")
  var apply = false

  @Flag(help: "Put the pseudonym in the id's place in all other records too.")
  var everywhere = false

  @Flag(help: "Do not look for other records that mention the id.")
  var ownOnly = false

  @Option(help: "Who has it done, as the record of it says (default: system).", transform: { try User($0) })
  var by: User?

  @Flag(help: "The report as JSON.")
  var json = false

  @OptionGroup var inclusion: ArchiveInclusion
  @OptionGroup var journal: JournalOptions

  func validate() throws {
    guard (user == nil) != (resource == nil) else { throw ValidationError("give --user or --resource, one of them") }
    guard !(everywhere && ownOnly) else { throw ValidationError("--everywhere and --own-only exclude each other: give one of them") }
  }

  func run() async throws {
    guard let subject = user.map(ErasureSubject.user) ?? resource.map(ErasureSubject.resource) else { return }
    let settings = try journal.settings()
    let path = try journal.existingPath(settings)
    let history = try await journal.store.open(settings, for: apply ? .writing : .reading)
    let coverage = try await ArchiveCoverage(inclusion, history.store)
    coverage.warn()
    let sanitizer = try Sanitizer(redaction: settings.history.redaction, truncation: settings.history.truncation)
    let erasure = try HistoryErasure(
      of: subject, in: history.store, journal: path, archive: coverage.place, sanitizer: sanitizer,
      mentions: everywhere ? .erased : ownOnly ? .ignored : .counted,
      mode: apply ? .apply : .dryRun, by: by ?? .system)
    try await RewritingRun.run { interrupted, progress in
      try await erasure.run(isStopped: { interrupted.isSet }, progress: { progress($0.own.read + ($0.mentions?.read ?? 0)) })
    } ending: { report in
      try RewritingRun.show(json: json ? report.json : nil, isDryRun: !apply, lines: lines(report, coverage))
      guard report.isComplete else {
        throw CommandFailure(.failed, "interrupted: \(apply ? "run it again to go on" : "not all of history was looked at")")
      }
      if report.left > 0 { throw ExitStatus.failed.code }
      if report.isEmpty, !report.isResumed { throw ExitStatus.nothingFound.code }
    }
  }

  private static func resource(_ text: String) throws -> Resource {
    guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
      throw ValidationError("\"\(text)\" names no resource: give TYPE/ID")
    }
    return try Resource(String(text[..<mark]), String(text[text.utf8.index(after: mark)...]))
  }

  private func lines(_ report: ErasureReport, _ coverage: ArchiveCoverage) -> [String] {
    let verb = apply ? "erased" : "would be erased"
    var lines = ["\(RecordCount.text(apply ? report.own.rewritten : report.own.found)) \(verb)"]
    if let mentions = report.mentions {
      let count = RecordCount.text(apply && everywhere ? mentions.rewritten : mentions.found)
      lines.append("\(count) of others with the id in them" + (everywhere ? ": \(verb) there too" : ": --everywhere erases it there too"))
    } else if !ownOnly {
      lines.append("mentions were not looked for: the id is too short to be told apart")
    }
    if report.journal.found > 0 { lines.append("\(RecordCount.text(report.journal.found)) in the journal \(verb)") }
    lines += coverage.lines(report.archive)
    if report.left > 0 {
      lines.append("\(RecordCount.text(report.left)) could not be erased: another record has their new place, or their file is locked")
    }
    if report.unreadable > 0 {
      lines.append("\(report.unreadable.grouped) places in the journal's files hold no whole record: see annals journal verify")
    }
    if let pseudonym = report.pseudonym { lines.append("pseudonym: \(pseudonym)") }
    if !apply { lines.append("nothing was changed: --apply does it") }
    return lines
  }
}
