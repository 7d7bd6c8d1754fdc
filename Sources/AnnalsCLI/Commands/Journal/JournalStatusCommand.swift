import Annals
import ArgumentParser

/// `annals journal status`.
struct JournalStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show what waits in a journal, what is damaged, and who uses it.",
    discussion: """
      Changes nothing, and works while a server runs.

      EXAMPLES
        annals journal status
        annals journal status --json | jq .waiting

      \(ExitStatus.help)
      """)

  @Flag(help: "The same as JSON.")
  var json = false

  @OptionGroup var journal: JournalOptions

  func run() throws {
    let inspection = try JournalInspection(path: journal.path(journal.settings()))
    let output = ByteOutput()
    if json {
      try output.write(json: Self.json(inspection))
    } else {
      for line in Self.lines(inspection) { try output.write(line: SafeText.escaped(line)) }
    }
    try output.finish()
  }

  private static func lines(_ inspection: JournalInspection) -> [String] {
    let since = inspection.oldest.map { ", the oldest of \(TimeText.long($0))" } ?? ""
    var lines = [
      "journal   \(inspection.path), used by \(inspection.holder ?? "nobody")",
      "waiting   \(RecordCount.text(inspection.waiting))\(since)",
      "size      \(inspection.size.grouped) bytes, in \(inspection.segments.grouped) \(inspection.segments == 1 ? "file" : "files")",
    ]
    if inspection.rejected > 0 {
      lines.append("rejected  \(RecordCount.text(inspection.rejected)) by the store: annals journal replay tries them again")
    }
    lines += inspection.findings.map { "damaged   \($0)" }
    lines += inspection.setAside.map { "set aside \($0): annals journal verify says why" }
    return lines
  }

  private static func json(_ inspection: JournalInspection) -> JSONObject {
    [
      "path": .string(inspection.path), "holder": inspection.holder.map(JSONValue.string) ?? .null,
      "waiting": .number(JSONNumber(inspection.waiting)), "oldest": inspection.oldest.map { .string($0.description) } ?? .null,
      "bytes": .number(JSONNumber(inspection.size)), "segments": .number(JSONNumber(inspection.segments)),
      "rejected": .number(JSONNumber(inspection.rejected)),
      "damaged": .array(inspection.findings.map { .string($0.description) }),
      "set_aside": .array(inspection.setAside.map(JSONValue.string)),
    ]
  }
}
