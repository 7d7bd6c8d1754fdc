import Annals
import ArgumentParser

/// `annals journal verify`.
struct JournalVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Read every entry of a journal, and say what is damaged.",
    discussion: """
      Changes nothing, and works while a server runs. Each entry's checksum is
      compared, and its record read, in the files in use, in those that were set
      aside, and among rejected records. An entry that a file's end cuts short is
      no damage: it is being written, or a crash cut it off.

      EXAMPLES
        annals journal verify && echo sound

      \(ExitStatus.help)
      """)

  @Flag(help: "The same as JSON.")
  var json = false

  @OptionGroup var journal: JournalOptions

  func run() throws {
    let verification = try JournalVerification(path: journal.path(journal.settings()))
    let output = ByteOutput()
    if json {
      try output.write(json: Self.json(verification))
    } else {
      for finding in verification.damages + verification.unfinished { try output.write(line: SafeText.escaped(finding.description)) }
      let files = "\(verification.files.grouped) \(verification.files == 1 ? "file" : "files")"
      let damages = verification.damages.isEmpty ? "no damage" : "\(verification.damages.count.grouped) damaged"
      try output.write(line: "\(files) read: \(RecordCount.text(verification.intact)) intact, \(damages)")
    }
    try output.finish()
    guard verification.damages.isEmpty else { throw ExitStatus.failed.code }
  }

  private static func json(_ verification: JournalVerification) -> JSONObject {
    [
      "files": .number(JSONNumber(verification.files)), "intact": .number(JSONNumber(verification.intact)),
      "damaged": .array(verification.damages.map(json)), "unfinished": .array(verification.unfinished.map(json)),
    ]
  }

  private static func json(_ finding: JournalFinding) -> JSONValue {
    var json: JSONObject = ["file": .string(finding.file), "finding": .string(finding.description)]
    if let bytes = finding.bytes { json["bytes"] = [.number(JSONNumber(bytes.lowerBound)), .number(JSONNumber(bytes.upperBound - 1))] }
    return .object(json)
  }
}
