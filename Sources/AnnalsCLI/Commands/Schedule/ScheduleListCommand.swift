import Annals
import ArgumentParser

/// `annals schedule list`.
struct ScheduleListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show each entry of a schedule: when it ran last and how, who is at it, and when it is due next.",
    discussion: """
      EXAMPLES
        annals schedule list --schedule schedule.yaml
        annals schedule list --json | jq 'select(.last.outcome == "failed")'

      \(ExitStatus.help)
      """)

  @Flag(help: "The entries as JSON, one a line.")
  var json = false

  @OptionGroup var options: ScheduleOptions

  func run() async throws {
    let settings = try options.settings()
    let history = try await options.store.open(settings, for: .reading)
    let book = RunBook(history.store)
    let output = ByteOutput()
    let now = Timestamp.now
    for entry in try ScheduleSource(settings: settings).entries(history) {
      let state = try await book.state(of: entry.name)
      if json {
        var object = EntryView.json(entry, after: now, count: 1)
        for member in state.json.members { object[member.name] = member.value }
        try output.write(json: object)
      } else {
        for line in [EntryView.line(entry)] + Self.lines(entry, state, at: now) { try output.write(line: line) }
      }
    }
    try output.finish()
  }

  private static func lines(_ entry: ScheduleEntry, _ state: RunState, at now: Timestamp) -> [String] {
    var lines: [String] = []
    if let next = entry.next(after: now) { lines.append("  next    \(TimeText.long(next))") }
    if let lease = state.lease {
      let isOver = lease.expires <= now
      lines.append(
        "  \(isOver ? "stopped" : "running") since \(TimeText.long(lease.started)), by \(SafeText.escaped(lease.holder))"
          + (isOver ? ": another process takes it over" : ""))
    }
    if let last = state.last {
      lines.append("  last    \(TimeText.long(last.ended)): \(last.outcome.rawValue), by \(SafeText.escaped(last.holder))")
    } else {
      lines.append("  last    never")
    }
    return lines
  }
}
