import Annals
import ArgumentParser

/// `annals redact [FILE]`.
struct RedactCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redact",
    abstract: "Show JSON as it would be kept: without its secrets.",
    discussion: """
      Reads one JSON value, or one a line, from a file or from standard input, plain
      or gzip, and writes each on a line, redacted by the rules of the settings.
      Nothing is stored. Records are read as records; any other JSON as a state.

      With --explain, it tells instead what would be redacted, where, and why; never
      the secret itself. A place is a JSON pointer; # leads into JSON that a text
      holds. Parts are the whole value, a part of its text, or the name.

      EXAMPLES
        echo '{"user": "ann", "password": "x1"}' | annals redact --explain
        annals export | annals redact --explain --json
        annals redact state.json --set redaction_names=salary

      \(ExitStatus.help)
      """)

  @Argument(help: "The file to read; - is standard input.", completion: .file())
  var file = "-"

  @Flag(help: "Tell what would be redacted, by which rule, and where.")
  var explain = false

  @Flag(help: "With --explain, one JSON object a place.")
  var json = false

  @OptionGroup var color: ColorOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func validate() throws {
    guard !json || explain else { throw ValidationError("--json is for --explain: what is redacted is JSON already") }
  }

  func run() async throws {
    let settings = try store.settings()
    let redaction = Redaction(
      sanitizer: try Sanitizer(redaction: settings.history.redaction, truncation: settings.history.truncation))
    if !settings.history.redaction.isEnabled { Console.complain("warning: redaction is off in the settings: nothing is redacted") }
    let documents = try Documents(path: file)
    let output = ByteOutput()
    var tally = ExplanationView(palette: color.palette, hasLines: documents.hasLines)
    for document in documents.readable {
      let result = redaction.result(for: document.value)
      switch (explain, json) {
      case (false, _): try output.write(line: JSONWriter.text(of: result.value))
      case (true, true): for finding in result.findings { try output.write(json: document.json(of: finding)) }
      case (true, false): for line in tally.lines(result.findings, of: document) { try output.write(line: line) }
      }
    }
    if explain, !json { try output.write(line: tally.summary) }
    try output.finish()
    for problem in documents.problems { Console.complain(problem) }
    guard documents.problems.isEmpty else { throw ExitStatus.failed.code }
  }
}
