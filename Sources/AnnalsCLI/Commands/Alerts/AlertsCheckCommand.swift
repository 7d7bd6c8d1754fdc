import Annals
import AnnalsAlerts
import ArgumentParser

/// `annals alerts check`.
struct AlertsCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say whether a file of rules is right, and what it asks for.",
    discussion: """
      What is wrong is told with file, line and column, and what would be right.

      EXAMPLES
        annals alerts check alerts.yaml

      \(ExitStatus.help)
      """)

  @Argument(help: ArgumentHelp("The file.", valueName: "file"), completion: .file())
  var file: String

  func run() throws {
    let read = try AlertFile(path: file)
    let output = ByteOutput()
    for rule in read.rules.rules { try output.write(line: SafeText.escaped(rule.description)) }
    try output.finish()
    let places = read.deliveryNames.isEmpty ? "the log" : read.deliveryNames.joined(separator: ", ")
    Console.tell("annals: \(file) is right: \(read.rules.rules.count) rules, told to \(places)")
  }
}
