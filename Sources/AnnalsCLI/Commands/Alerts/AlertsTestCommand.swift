import Annals
import AnnalsAlerts
import ArgumentParser

/// `annals alerts test`.
struct AlertsTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Say what rules find in given records.",
    discussion: """
      The records are as "annals export" writes them: NDJSON, plain or gzip. They are
      looked at alone, without the store.

      EXAMPLES
        annals alerts test alerts.yaml --records operations.ndjson.gz
        annals recent --all --json | annals alerts test alerts.yaml --records -

      \(ExitStatus.help)
      """)

  @Argument(help: ArgumentHelp("The file of rules.", valueName: "file"), completion: .file())
  var file: String

  @Option(help: ArgumentHelp("The file of records; - for standard input.", valueName: "file"), completion: .file())
  var records: String

  @Flag(help: "The alerts as JSON, one a line.")
  var json = false

  @OptionGroup var color: ColorOptions

  func run() async throws {
    let rules = try AlertFile(path: file).rules
    let store = MemoryStore()
    let last = try await GivenRecords(path: records).put(into: store)
    let end = last.map { $0.advanced(byMicroseconds: 1) } ?? .now
    let report = try await AlertReplay(rules, over: store).report(to: end)
    try AlertTable.show(report, isJSON: json, palette: color.palette)
  }
}
