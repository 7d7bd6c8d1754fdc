import Annals
import ArgumentParser

/// `annals scan`.
struct ScanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Look for secrets in history that is stored already, and redact them.",
    discussion: """
      Runs the rules of redaction over every record, over the whole texts that are
      kept beside them, and over the journal; what was stored before a rule was
      there is found so. It tells where secrets are and how many, never what they
      are, and ends with 3 where there are some. Nothing is changed without --fix.

      With --fix they are redacted in place. Records keep their place, and counts
      stay true. A SQLite file is written anew at the end, so that no bytes of them
      are left in it; that takes its size again on the disk meanwhile. The journal
      must not be in use: stop the server, or leave it out with --journal off. A
      run that was stopped goes on where it was when it is run again. It is recorded
      as HISTORY access/scan, with its counts. With --include-archive the files of an
      archive that hold secrets are written anew, and go as they were; an archive that
      is not named is told. Backups and exports are not reached.

      EXAMPLES
        annals scan
        annals scan --json | jq .secrets
        annals scan --fix --by admin@example.org

      \(ExitStatus.help)
      """)

  @Flag(help: "Redact what is found.")
  var fix = false

  @Option(help: "Who has it done, as the record of it says (default: system).", transform: { try User($0) })
  var by: User?

  @Flag(help: "Begin anew, where a run before was stopped.")
  var restart = false

  @Flag(help: "The report as JSON.")
  var json = false

  @OptionGroup var inclusion: ArchiveInclusion
  @OptionGroup var journal: JournalOptions

  func run() async throws {
    let settings = try journal.settings()
    let path = try journal.existingPath(settings)
    let history = try await journal.store.open(settings, for: fix ? .writing : .reading)
    let coverage = try await ArchiveCoverage(inclusion, history.store)
    coverage.warn()
    let scan = try HistoryScan(
      store: history.store, journal: path, archive: coverage.place, redaction: settings.history.redaction,
      truncation: settings.history.truncation, mode: fix ? .apply : .dryRun, by: by ?? .system)
    try await RewritingRun.run { interrupted, progress in
      try await scan.run(fromStart: restart, isStopped: { interrupted.isSet }, progress: { progress($0.store.read) })
    } ending: { report in
      try RewritingRun.show(json: json ? report.json : nil, isDryRun: !fix, lines: lines(report, coverage))
      guard report.isComplete else {
        throw CommandFailure(.failed, "interrupted: \(fix ? "run it again to go on" : "not all of history was searched")")
      }
      if report.left > 0 { throw ExitStatus.failed.code }
      if !fix, report.found > 0 { throw ExitStatus.secretsFound.code }
    }
  }

  private func lines(_ report: ScanReport, _ coverage: ArchiveCoverage) -> [String] {
    let searched = RecordCount.text(report.read)
    guard report.found > 0 else { return ["no secrets in \(searched)"] + notes(report, coverage) }
    let secrets = "\(report.secrets.grouped) \(report.secrets == 1 ? "secret" : "secrets")"
    var lines = ["\(secrets) in \(report.found.grouped) of \(searched)" + (fix ? ", redacted in \(report.fixed.grouped)" : "")]
    let findings = report.findings.sorted { $0.key < $1.key }
    lines += CountTable.lines(findings.map { ("\($0.key.type) \($0.key.path) (\($0.key.rule))", $0.value) })
    if !fix { lines.append("nothing was changed: --fix redacts them") }
    return lines + notes(report, coverage)
  }

  private func notes(_ report: ScanReport, _ coverage: ArchiveCoverage) -> [String] {
    var notes: [String] = []
    if report.journal.found > 0 { notes.append("\(RecordCount.text(report.journal.found)) of them in the journal") }
    notes += coverage.lines(report.archive)
    if report.left > 0 {
      notes.append("\(RecordCount.text(report.left)) could not be redacted: another record has their new place, or their file is locked")
    }
    if report.unreadable > 0 {
      notes.append("\(report.unreadable.grouped) places in the journal's files hold no whole record: see annals journal verify")
    }
    return notes
  }
}
