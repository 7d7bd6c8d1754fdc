import Annals
import ArgumentParser

/// `annals import [FILE]…`.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Store records from files, one JSON object a line.",
    discussion: """
      Reads plain text and gzip, which it tells apart by itself, from files or from
      standard input (-, or no file at all). It reads what "annals export" and
      --json write, and records of older shapes: without history_id, with whole
      seconds, with kinds such as DELETE_FAILED.

      Importing twice changes nothing. A record with a history_id is the same
      record each time. One without gets a token derived from its content; lines
      that are equal are counted in each file for itself, so they stay as many as
      they are, and the same file gives the same records every time. Two files
      with an equal line, or a file that is given twice, bring one record of it.

      Records are redacted and cut as the settings say. A bad line stops nothing:
      it is reported as FILE:LINE: REASON, the first \(ImportTally.shownLimit) on standard error, and the
      exit status says so. A line has at most 64 MiB. After an interrupt (SIGINT),
      what was read is stored, the summary shown, and the process ends by the signal.

      EXAMPLES
        annals import operations.ndjson.gz
        curl -s https://example.org/history.ndjson | annals import --errors bad.txt
        annals import january.ndjson february.ndjson --json | jq .new

      \(ExitStatus.help)
      """)

  @Argument(help: ArgumentHelp("Files to read; - is standard input.", valueName: "file"), completion: .file())
  var files: [String] = []

  @Option(help: ArgumentHelp("Write all bad lines' places and reasons to this file.", valueName: "file"), completion: .file())
  var errors: String?

  @Flag(help: "The summary as JSON.")
  var json = false

  @OptionGroup(title: "Configuration") var store: StoreOptions

  func validate() throws {
    if files.count(where: { $0 == "-" }) > 1 { throw ValidationError("standard input (-) can be read once: give it once") }
  }

  func run() async throws {
    if files.isEmpty, Console.isTerminal(0) {
      throw CommandFailure(.usage, "there is nothing to read: give a file, or - to type records")
    }
    let settings = try store.settings()
    let history = try await store.open(settings, for: .recording)
    let sanitizer = try Sanitizer(redaction: settings.history.redaction, truncation: settings.history.truncation)
    let report = try ImportReport(errorsPath: errors)
    try await InterruptFlag.watching { interrupted in
      let importer = Importer(store: history.store, sanitizer: sanitizer, interrupted: interrupted, report: report)
      do {
        try await importer.run(files.isEmpty ? ["-"] : files)
      } catch {
        try report.finish(importer.tally)
        try write(importer.tally)
        guard let error = error as? HistoryError else { throw error }
        throw CommandFailure(.failed, "\(error.description); what was counted is stored, import again to bring the rest")
      }
      try write(importer.tally)
      guard importer.tally.isComplete else { throw ExitStatus.failed.code }
    }
  }

  private func write(_ tally: ImportTally) throws {
    let output = ByteOutput()
    if json { try output.write(json: tally.json) } else { try output.write(line: tally.summary) }
    try output.finish()
  }
}
