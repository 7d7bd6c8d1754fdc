import Annals
import AnnalsDynamoDB
import ArgumentParser
import Synchronization

/// `annals adopt`.
struct AdoptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adopt",
    abstract: "Give old records of a DynamoDB table what the indexes need.",
    discussion: """
      Records that the Python implementation of the same shape wrote are read as
      they are, but are in no index. This adds the indexes' attributes to them and
      changes nothing else; a run that was stopped goes on where it was.

      EXAMPLES
        TABLE_NAME=history annals adopt

      \(ExitStatus.help)
      """)

  @OptionGroup var table: TableOptions

  @Flag(help: "The summary as JSON.")
  var json = false

  func run() async throws {
    let adoption = TableAdoption(store: try table.open())
    let progress = Mutex(ProgressLine(isShown: Console.isTerminal(2)))
    let report = try await adoption.run { report in
      progress.withLock { $0.update(report.lookedAt) }
    }
    progress.withLock { $0.clear() }
    for key in report.unreadableKeys { Console.complain("left as it is: \(key)") }
    for (reason, count) in report.unreadable.sorted(by: { $0.key < $1.key }) { Console.complain("\(count.grouped): \(reason)") }
    let output = ByteOutput()
    if json {
      try output.write(json: [
        "looked_at": .number(JSONNumber(report.lookedAt)), "adopted": .number(JSONNumber(report.adopted)),
        "already": .number(JSONNumber(report.already)), "unreadable": .number(JSONNumber(report.unreadableCount)),
      ])
    } else {
      try output.write(
        line: "\(report.lookedAt.grouped) records looked at: \(report.adopted.grouped) adopted, \(report.already.grouped) had it, "
          + "\(report.unreadableCount.grouped) left as they are")
    }
    try output.finish()
    guard report.unreadableCount == 0 else { throw ExitStatus.failed.code }
  }
}
