import Annals
import ArgumentParser

/// `annals show HISTORY_ID`.
struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one record with its states and metadata.",
    discussion: """
      The history id is the one that --ids and --json show; put it in quotes, for
      it holds #. With --full, texts that are shown cut are put back whole.

      EXAMPLES
        annals recent --operation delete --limit 1 --ids
        annals show '2025-12-16T20:30:00.123456Z#DELETE#prompt-1.1#01J9Z3K8Q2'
        The state before, as a file:
          annals show --full --json 'ID' | jq .before_state > prompt.json

      \(ExitStatus.help)
      """)

  @Argument(help: ArgumentHelp("The record's id.", valueName: "history-id"), transform: { try HistoryID($0) })
  var id: HistoryID

  @Flag(help: "Put texts that are shown cut back whole.")
  var full = false

  @Flag(help: "The record as JSON on one line, as \"annals import\" reads it.")
  var json = false

  @OptionGroup var color: ColorOptions
  @OptionGroup var archive: ArchiveInclusion
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let history = try await store.openHistory(for: .reading, including: archive)
    guard let found = try await history.record(id) else {
      throw CommandFailure(.nothingFound, "there is no record with the id \(id)")
    }
    let record = full ? try await history.whole([found]).first ?? found : found
    let bytes = ByteOutput()
    if json {
      try bytes.write(json: record.json)
    } else {
      for line in RecordView(record: record, palette: color.palette).lines { try bytes.write(line: line) }
    }
    try bytes.finish()
  }
}
