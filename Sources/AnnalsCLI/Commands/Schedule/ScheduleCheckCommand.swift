import Annals
import ArgumentParser

/// `annals schedule check`.
struct ScheduleCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read a schedule, and say when each entry is due next.",
    discussion: """
      A mistake is told with its line. The store is not asked.

      EXAMPLES
        annals schedule check --schedule schedule.yaml

      \(ExitStatus.help)
      """)

  @Flag(help: "The entries as JSON, one a line.")
  var json = false

  @OptionGroup var options: ScheduleOptions

  func run() async throws {
    let entries = try ScheduleSource(settings: options.settings()).entries(HistoryService(store: MemoryStore()))
    let output = ByteOutput()
    let now = Timestamp.now
    for entry in entries {
      if json {
        try output.write(json: EntryView.json(entry, after: now, count: 3))
      } else {
        try output.write(line: EntryView.line(entry))
        for time in EntryView.next(entry, after: now, count: 3) { try output.write(line: "  \(TimeText.long(time))") }
      }
    }
    try output.finish()
  }
}
